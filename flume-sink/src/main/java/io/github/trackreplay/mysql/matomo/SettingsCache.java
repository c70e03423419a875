/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.prepared.Randomness;
import io.github.trackreplay.tracking.settings.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings for as long as Matomo's tracker keeps its own: five minutes, or until a request names a site that they do not
 * hold and that exists by now. With them the tracker that obeys them, made anew only when the definitions change.
 */
final class SettingsCache {
    private static final long LIFETIME = 300;
    private static final Pattern SITE = Pattern.compile("(?:^|&)idsite=(\\d{1,9})(?:&|$)");

    private static final List<String> DEFINITIONS = List.of(
            "SearchEngineDefinitions", "SocialDefinitions", "AIAssistantDefinitions", "referrer_spam_blacklist");

    private final SettingsReader reader;
    private final DefinitionsReader definitions;
    private final MatomoSchema schema;
    private final Randomness randomness;
    private Settings settings;
    private Tracker tracker;
    private long readAt;

    SettingsCache(SettingsReader reader, DefinitionsReader definitions, MatomoSchema schema, Randomness randomness) {
        this.reader = reader;
        this.definitions = definitions;
        this.schema = schema;
        this.randomness = randomness;
    }

    /**
     * The settings for some requests.
     *
     * @param now seconds since 1970-01-01 UTC
     */
    Settings at(Connection connection, long now, List<LocatedRequest> requests) throws SQLException {
        if (settings == null || now - readAt >= LIFETIME || now < readAt || hasNewSite(connection, requests)) {
            Settings before = settings;
            settings = reader.read(connection);
            readAt = now;
            if (settings.privacy().anonymizeUserId() && settings.userIdSalt().isEmpty()) {
                makeUserIdSalt(connection);
            }
            if (tracker == null || !definitionsOf(settings).equals(definitionsOf(before))) {
                tracker = new Tracker(definitions.read(settings), randomness);
            }
        }
        return settings;
    }

    /** Without a salt user ids would stay as they are. It counts once it is committed, so the settings are read again. */
    private void makeUserIdSalt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            new OptionWriter(schema).writeUserIdSalt(statement, randomness.userIdSalt());
        }
        settings = reader.read(connection);
        readAt -= LIFETIME;
    }

    /** The tracker for the settings that {@link #at} gave last. */
    Tracker tracker() {
        return Objects.requireNonNull(tracker, "no settings yet");
    }

    private static Map<String, String> definitionsOf(Settings settings) {
        Map<String, String> values = new HashMap<>();
        DEFINITIONS.forEach(name -> settings.option(name).ifPresent(value -> values.put(name, value)));
        return values;
    }

    private boolean hasNewSite(Connection connection, List<LocatedRequest> requests) throws SQLException {
        Set<Integer> unknown = new HashSet<>();
        for (LocatedRequest request : requests) {
            Matcher site = SITE.matcher(request.request().query());
            if (site.find()) {
                int id = Integer.parseInt(site.group(1));
                if (settings.site(id).isEmpty()) {
                    unknown.add(id);
                }
            }
        }
        return !unknown.isEmpty() && anyExists(connection, unknown);
    }

    private boolean anyExists(Connection connection, Set<Integer> sites) throws SQLException {
        String sql = new SqlText()
                .sql("SELECT 1 FROM " + schema.table("site") + " WHERE idsite IN (")
                .numbers(sites)
                .sql(") LIMIT 1")
                .toString();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }
}
