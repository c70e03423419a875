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
import org.jspecify.annotations.Nullable;

/**
 * The settings for as long as Matomo's tracker keeps its own: five minutes, or until a request names a site that they do not
 * hold and that exists by now. With them the tracker that obeys them, made anew only when the definitions change.
 */
final class SettingsCache {
    private static final long LIFETIME = 300;
    private static final String NAME = "idsite=";

    private static final List<String> DEFINITIONS = List.of(
            "SearchEngineDefinitions",
            "SocialDefinitions",
            "AIAssistantDefinitions",
            "referrer_spam_blacklist",
            "usercountry.location_provider");

    private final SettingsReader reader;
    private final DefinitionsReader definitions;
    private final MatomoSchema schema;
    private final Randomness randomness;
    private @Nullable Settings settings;
    private @Nullable Tracker tracker;
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
        Settings before = settings;
        if (before != null && now - readAt < LIFETIME && now >= readAt && !hasNewSite(connection, before, requests)) {
            return before;
        }
        Settings read = reader.read(connection);
        boolean saltless = read.anonymizesUserIds() && read.userIdSalt().isEmpty();
        if (saltless) {
            makeUserIdSalt(connection);
            read = reader.read(connection);
        }
        settings = read;
        readAt = saltless ? now - LIFETIME : now;
        if (tracker == null || before == null || !definitionsOf(read).equals(definitionsOf(before))) {
            tracker = new Tracker(definitions.read(read), randomness);
        }
        return read;
    }

    /** Without a salt user ids would stay as they are. It counts once it is committed, so the settings are read again. */
    private void makeUserIdSalt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            new OptionWriter(schema).writeUserIdSalt(statement, randomness.userIdSalt());
        }
    }

    /** The settings that {@link #at} gave last. */
    Settings last() {
        return Objects.requireNonNull(settings, "no settings yet");
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

    private boolean hasNewSite(Connection connection, Settings known, List<LocatedRequest> requests)
            throws SQLException {
        Set<Integer> unknown = new HashSet<>();
        for (LocatedRequest request : requests) {
            int id = siteOf(request.request().query());
            if (id > 0 && known.site(id).isEmpty()) {
                unknown.add(id);
            }
        }
        return !unknown.isEmpty() && anyExists(connection, unknown);
    }

    /** The number in the first plain {@code idsite}; 0 where there is none. */
    static int siteOf(String query) {
        for (int at = query.indexOf(NAME); at >= 0; at = query.indexOf(NAME, at + 1)) {
            int from = at + NAME.length();
            int to = from;
            while (to < query.length() && query.charAt(to) >= '0' && query.charAt(to) <= '9') {
                to++;
            }
            boolean begins = at == 0 || query.charAt(at - 1) == '&';
            boolean ends = to == query.length() || query.charAt(to) == '&';
            if (begins && ends && to > from && to - from < 10) {
                return Integer.parseInt(query, from, to, 10);
            }
        }
        return 0;
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
