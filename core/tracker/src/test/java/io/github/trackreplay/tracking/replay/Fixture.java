/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import com.google.common.hash.Hashing;
import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.prepared.OutsideFacts;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.referrer.SpamReferrers;
import io.github.trackreplay.tracking.settings.Access;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.tracking.settings.CustomDimension;
import io.github.trackreplay.tracking.settings.Goal;
import io.github.trackreplay.tracking.settings.LogTables;
import io.github.trackreplay.tracking.settings.PluginSettings;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small Matomo: one shop (site 1) with goals and custom dimensions, one visitor's browser, tables in memory. */
final class Fixture {
    static final long NOON = Instant.parse("2026-03-03T12:00:00Z").getEpochSecond();
    static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String SALT = "pepper";
    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36";
    private static final OutsideFacts DEFINITIONS = definitions();
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    final MemoryTables tables = new MemoryTables();
    private final Map<String, String> tracker = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private final List<Goal> goals = new ArrayList<>();
    private boolean strict;
    List<String> userAgents = List.of("EvilBot");
    private Set<String> plugins = Set.of();
    boolean alwaysNewVisit;
    private String version = "5.2.0";
    private final Set<String> siteSettings = new HashSet<>();
    private boolean cnil;
    private Set<LogTables.Optional> optional = EnumSet.allOf(LogTables.Optional.class);
    private Set<String> installed = Set.of();
    private final Map<String, String> siteTracker = new HashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private final Map<String, Map<String, List<String>>> pluginSections = new HashMap<>();
    private ChatbotSites chatbotSites = ChatbotSites.NONE;
    private Optional<HostNames> hostNames = Optional.empty();
    private LocationDatabase places = LocationDatabase.none();
    private long offset;
    long now = NOON + 3600;

    private static OutsideFacts definitions() {
        try {
            return new OutsideFacts(
                    DeviceDetector.bundled(),
                    ReferrerDefinitions.builtIn(),
                    SpamReferrers.none(),
                    LocationDatabase.none());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Fixture option(String name, String value) {
        tracker.put(name, value);
        return this;
    }

    /** Who tells the names of addresses. */
    Fixture hostNames(HostNames names) {
        hostNames = Optional.of(names);
        return this;
    }

    /** A location database, which Matomo asks. */
    Fixture places(LocationDatabase database) {
        places = database;
        return setting("usercountry.location_provider", "geoip2php");
    }

    /** To which sites pages belong that chatbots fetched. */
    Fixture chatbotSites(ChatbotSites sites) {
        chatbotSites = sites;
        return this;
    }

    /** The database refuses values that do not fit. */
    Fixture strict() {
        strict = true;
        return this;
    }

    Fixture privacy(String name, String value) {
        options.put("PrivacyManager." + name, value);
        return this;
    }

    /** Only these plugins are active. */
    Fixture plugins(String... names) {
        plugins = Set.of(names);
        return this;
    }

    /** Another release of Matomo. */
    Fixture version(String value) {
        version = value;
        return this;
    }

    /** A setting of the site that is on. */
    Fixture siteSetting(String name) {
        siteSettings.add(name);
        return this;
    }

    /** The policy CNIL is in force for all sites. */
    Fixture cnil() {
        cnil = true;
        return this;
    }

    /** Of the tables and columns that only some releases have, only these are here. */
    Fixture with(LogTables.Optional... parts) {
        optional = Set.of(parts);
        return this;
    }

    /** Installed plugins, active or not. */
    Fixture installed(String... names) {
        installed = Set.of(names);
        return this;
    }

    /** An option of section {@code [Tracker_1]}. */
    Fixture siteOption(String name, String value) {
        siteTracker.put(name, value);
        return this;
    }

    /** The log tables have these columns of plugins: {@code table.column}. */
    Fixture columns(String... names) {
        foreign.addAll(List.of(names));
        return this;
    }

    /** A line in the section of a plugin in the configuration. */
    Fixture configured(String plugin, String name, String... values) {
        pluginSections.computeIfAbsent(plugin, p -> new HashMap<>()).put(name, List.of(values));
        return this;
    }

    /** A row of {@code option}. */
    Fixture setting(String name, String value) {
        options.put(name, value);
        return this;
    }

    Fixture goal(int id, String attribute, String pattern, String type, boolean multiple) {
        goals.add(new Goal(id, attribute, pattern, type, false, multiple, new BigDecimal("10"), false));
        return this;
    }

    Settings settings() {
        String hash = Hashing.sha512()
                .hashString(TOKEN + SALT, StandardCharsets.UTF_8)
                .toString();
        return Settings.builder()
                .version(version)
                .plugins(plugins)
                .chatbotSites(chatbotSites)
                .alwaysNewVisit(alwaysNewVisit)
                .tracker(tracker)
                .tracker(1, siteTracker)
                .options(options)
                .access(new Access(SALT, Set.of(hash), Set.of(), Map.of()))
                .logTables(new LogTables(5, Set.of(1, 2, 3, 4, 5), strict, optional, foreign))
                .pluginSettings(new PluginSettings(pluginSections, Map.of()))
                .installedPlugins(installed)
                .siteSettings(Map.of(1, siteSettings))
                .cnilPolicy(cnil)
                .site(site())
                .build();
    }

    private Site site() {
        List<CustomDimension> dimensions = List.of(
                new CustomDimension(1, 1, "visit", List.of(), true),
                new CustomDimension(2, 1, "action", List.of(), true));
        return new Site(
                1,
                "website",
                0,
                ZoneOffset.ofHours(1),
                new Site.Urls(List.of("https://shop.example.com"), false),
                new Site.Search(true, List.of("q"), List.of("cat")),
                new Site.Excluded(false, List.of("10.9.0.0/16"), List.of(), userAgents, List.of()),
                goals,
                dimensions);
    }

    /** A request so many seconds after noon; the query is added to the site's number and {@code rec=1}. */
    LocatedRequest request(long seconds, String query) {
        return request(seconds, query, Map.of());
    }

    /** The same with headers. */
    LocatedRequest request(long seconds, String query, Map<String, String> headers) {
        return located(new TrackingRequest(
                new TrackingRequest.Line(offset++, 100),
                (NOON + seconds) * 1000,
                TrackingRequest.Call.get("/matomo.php", "idsite=1&rec=1&" + query),
                new TrackingRequest.Client("198.51.100.7", BROWSER, "", "de-de", headers)));
    }

    LocatedRequest located(TrackingRequest request) {
        return new LocatedRequest(FILE, request);
    }

    /** A page view of the visitor 1234567890abcdef. */
    LocatedRequest page(long seconds, String path) {
        return request(seconds, "_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com" + path);
    }

    Tracker tracker() {
        OutsideFacts definitions = new OutsideFacts(
                DEFINITIONS.devices(), DEFINITIONS.referrers(), DEFINITIONS.spammers(), places, hostNames);
        return new Tracker(definitions, new SecretRandomness(new byte[] {1, 2, 3}));
    }

    List<RequestOutcome> play(List<LocatedRequest> requests, int batchSize) {
        return new Replay(tracker(), settings(), tables, now).applyAll(requests, batchSize);
    }

    List<RequestOutcome> play(LocatedRequest... requests) {
        return play(List.of(requests), requests.length);
    }

    Columns visit(long id) {
        return tables.visits.get(id);
    }

    Columns link(long id) {
        return tables.links.get(id);
    }
}
