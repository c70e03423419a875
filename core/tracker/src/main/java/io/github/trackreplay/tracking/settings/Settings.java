/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the tracker obeys, at one moment. Immutable and thread-safe; the same object as long as nothing has changed, so
 * that derived things can be kept with it.
 */
public final class Settings {
    private static final int NO_SITE = 0;

    private final String version;
    private final Set<Rule> rules;
    private final Set<String> plugins;
    private final PluginSettings pluginSettings;
    private final Set<String> installedPlugins;
    private final Map<String, String> options;
    private final Map<Integer, Site> sites;
    private final TrackerSettings tracker;
    private final Map<Integer, TrackerSettings> siteTrackers;
    private final PrivacySettings privacy;
    private final Map<Integer, PrivacySettings> sitePrivacy;
    private final ProxySettings proxies;
    private final Access access;
    private final LogTables logTables;
    private final String titleDelimiter;
    private final boolean alwaysNewVisit;
    private final boolean fourByteCharacters;
    private final boolean trustedLogDeletion;
    private final ChatbotSites chatbotSites;

    private Settings(Builder builder) {
        this.version = builder.version;
        this.rules = rules(version);
        this.plugins = Set.copyOf(builder.plugins);
        this.pluginSettings = builder.pluginSettings;
        this.installedPlugins = Set.copyOf(builder.installedPlugins);
        this.options = Map.copyOf(builder.options);
        this.sites = new LinkedHashMap<>(builder.sites);
        this.tracker = TrackerSettings.of(builder.trackerSection);
        this.siteTrackers = new HashMap<>();
        builder.siteSections.forEach((idSite, section) -> {
            Map<String, String> all = new LinkedHashMap<>(builder.trackerSection);
            all.putAll(section);
            siteTrackers.put(idSite, TrackerSettings.of(all));
        });
        this.privacy = PrivacySettings.of(options, builder.cnilPolicy, this::has);
        this.sitePrivacy = sitePrivacy(builder, options, rules::contains);
        this.proxies = builder.proxies;
        this.access = builder.access;
        this.logTables = builder.logTables;
        this.titleDelimiter = builder.titleDelimiter;
        this.alwaysNewVisit = builder.alwaysNewVisit;
        this.fourByteCharacters = builder.fourByteCharacters;
        this.chatbotSites = builder.chatbotSites;
        this.trustedLogDeletion = isOn(options.get("delete_logs_enable"));
    }

    /** There may be thousands of sites, of which hardly any has options of its own. */
    private static Map<Integer, PrivacySettings> sitePrivacy(
            Builder builder, Map<String, String> options, PrivacySettings.Rules rules) {
        boolean ofSites = options.keySet().stream().anyMatch(PrivacySettings::isOfSite);
        PrivacySettings others = PrivacySettings.ofSite(NO_SITE, options, Set.of(), builder.cnilPolicy, rules);
        Map<Integer, PrivacySettings> all = new HashMap<>();
        for (int idSite : builder.sites.keySet()) {
            Set<String> on = builder.siteSettings.getOrDefault(idSite, Set.of());
            boolean own = ofSites || !on.isEmpty();
            all.put(idSite, own ? PrivacySettings.ofSite(idSite, options, on, builder.cnilPolicy, rules) : others);
        }
        return all;
    }

    private static Set<Rule> rules(String version) {
        Set<Rule> rules = EnumSet.allOf(Rule.class);
        rules.removeIf(rule -> !rule.isIn(version));
        return rules;
    }

    /** {@code version_core}, for instance {@code 5.2.0-b5}. */
    public String version() {
        return version;
    }

    /** Whether Matomo's release has a rule. Tables and columns that the rule needs are another question. */
    public boolean has(Rule rule) {
        return rules.contains(rule);
    }

    /** Whether AI agents are recognised: the release does it, the visits have the column, and nobody switched the plugin off. */
    public boolean detectsAgents() {
        return has(Rule.AI_AGENTS) && logTables.has(LogTables.Optional.AI_AGENT_NAME) && !isSwitchedOff("AIAgents");
    }

    /** Whether requests of bots are told from visits: the release does it. */
    public boolean tellsBots() {
        return has(Rule.BOT_REQUESTS);
    }

    /** Whether requests of AI chatbots are recorded: there is the table, and nobody switched the plugin off. */
    public boolean recordsBots() {
        return tellsBots() && logTables.has(LogTables.Optional.BOT_REQUESTS) && !isSwitchedOff("BotTracking");
    }

    /** Whether the times on pages of a site are recorded: the release does it, there is the table, and it is not switched off. */
    public boolean recordsPageTimes(int idSite) {
        return has(Rule.PAGE_VIEW_TIME)
                && logTables.has(LogTables.Optional.PAGE_VIEW_TIMES)
                && tracker(idSite).requests().recordPageViewTime();
    }

    /** To which sites pages belong that chatbots fetched, where the administrator says so. */
    public ChatbotSites chatbotSites() {
        return chatbotSites;
    }

    /** A plugin that came with an update is in the lists only from then on; one that is installed and not active was switched off. */
    private boolean isSwitchedOff(String plugin) {
        return installedPlugins.contains(plugin) && !plugins.contains(plugin);
    }

    /** Whether a plugin is active; without a known list all of Matomo's own are. */
    public boolean isActive(String plugin) {
        return plugins.isEmpty() ? !plugin.equals("CustomVariables") : plugins.contains(plugin);
    }

    /** Names of the active plugins; empty where no list is known. */
    public Set<String> activePlugins() {
        return plugins;
    }

    /** What plugins are set to. */
    public PluginSettings plugins() {
        return pluginSettings;
    }

    /** A row of {@code option}. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** A site. */
    public Optional<Site> site(int idSite) {
        return Optional.ofNullable(sites.get(idSite));
    }

    /** All sites, by number. */
    public Map<Integer, Site> sites() {
        return Collections.unmodifiableMap(sites);
    }

    /** Section {@code [Tracker]}. */
    public TrackerSettings tracker() {
        return tracker;
    }

    /** Section {@code [Tracker]} with {@code [Tracker_<id>]} over it. */
    public TrackerSettings tracker(int idSite) {
        return siteTrackers.isEmpty() ? tracker : siteTrackers.getOrDefault(idSite, tracker);
    }

    /** Privacy options for all sites. */
    public PrivacySettings privacy() {
        return privacy;
    }

    /** Privacy options with a site's own over them. */
    public PrivacySettings privacy(int idSite) {
        return sitePrivacy.getOrDefault(idSite, privacy);
    }

    /** Whether user ids are hashed, be it for one site only. */
    public boolean anonymizesUserIds() {
        return privacy.ids().anonymizeUserId()
                || sitePrivacy.values().stream().anyMatch(site -> site.ids().anonymizeUserId());
    }

    /** How addresses are found behind proxies. */
    public ProxySettings proxies() {
        return proxies;
    }

    /** Whose tokens count. */
    public Access access() {
        return access;
    }

    /** {@code [General] salt}. */
    public String salt() {
        return access.salt();
    }

    /** Salt of anonymised user ids: option {@code useridsalt}; empty when there is none. */
    public String userIdSalt() {
        return options.getOrDefault("useridsalt", "");
    }

    /** What decisions need to know of the log tables. */
    public LogTables logTables() {
        return logTables;
    }

    /** What separates the levels of page titles: {@code action_title_category_delimiter}; empty for none. */
    public String titleDelimiter() {
        return titleDelimiter;
    }

    /** Whether every request starts a visit: {@code [Debug] tracker_always_new_visitor}. */
    public boolean alwaysNewVisit() {
        return alwaysNewVisit;
    }

    /** Whether Matomo's connection to its database takes characters beyond U+FFFF; where not, it replaces them. */
    public boolean fourByteCharacters() {
        return fourByteCharacters;
    }

    /** Days after which Matomo deletes raw data, with the interval in which it does; empty when it keeps them. */
    public Optional<Integer> oldestCustomTimeDays() {
        int olderThan = number(options.get("delete_logs_older_than"));
        int interval = number(options.get("delete_logs_schedule_lowest_interval"));
        return trustedLogDeletion && olderThan > 0 ? Optional.of(olderThan + interval) : Optional.empty();
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && !value.isEmpty() && !value.equals("0");
    }

    private static int number(@Nullable String value) {
        try {
            return value == null ? 0 : Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** A builder with Matomo's defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; each setter replaces what was set before. */
    public static final class Builder {
        private String version = "5.2.0";
        private Set<String> plugins = Set.of();
        private Set<String> installedPlugins = Set.of();
        private PluginSettings pluginSettings = PluginSettings.NONE;
        private Map<String, String> options = Map.of();
        private final Map<Integer, Site> sites = new LinkedHashMap<>();
        private Map<String, String> trackerSection = Map.of();
        private final Map<Integer, Map<String, String>> siteSections = new HashMap<>();
        private Map<Integer, Set<String>> siteSettings = Map.of();
        private boolean cnilPolicy;
        private ProxySettings proxies = ProxySettings.defaults();
        private Access access = Access.none();
        private LogTables logTables = new LogTables(0, Set.of(), false);
        private String titleDelimiter = "";
        private boolean alwaysNewVisit;
        private boolean fourByteCharacters = true;
        private ChatbotSites chatbotSites = ChatbotSites.NONE;

        private Builder() {}

        /** {@code version_core}. */
        public Builder version(String value) {
            version = Objects.requireNonNull(value, "version");
            return this;
        }

        /** Names of all active plugins. */
        public Builder plugins(Set<String> names) {
            plugins = names;
            return this;
        }

        /** What plugins are set to. */
        public Builder pluginSettings(PluginSettings value) {
            pluginSettings = value;
            return this;
        }

        /** Names of all installed plugins, active or not: {@code [PluginsInstalled]}. */
        public Builder installedPlugins(Set<String> names) {
            installedPlugins = names;
            return this;
        }

        /** Rows of {@code option} that the tracker reads, by name; at least {@code PrivacyManager.*}, {@code SitesManager_*}, {@code delete_logs_*}, {@code useridsalt}, {@code usercountry.location_provider}. */
        public Builder options(Map<String, String> rows) {
            options = rows;
            return this;
        }

        /** Adds a site. */
        public Builder site(Site site) {
            sites.put(site.idSite(), site);
            return this;
        }

        /** Section {@code [Tracker]} as it stands in the file. */
        public Builder tracker(Map<String, String> section) {
            trackerSection = section;
            return this;
        }

        /** Section {@code [Tracker_<id>]} as it stands in the file. */
        public Builder tracker(int idSite, Map<String, String> section) {
            siteSections.put(idSite, section);
            return this;
        }

        /** Names of the settings of {@code site_setting} that are on, by site. */
        public Builder siteSettings(Map<Integer, Set<String>> on) {
            siteSettings = on;
            return this;
        }

        /** Whether the policy CNIL is in force for all sites. */
        public Builder cnilPolicy(boolean value) {
            cnilPolicy = value;
            return this;
        }

        /** How addresses are found behind proxies. */
        public Builder proxies(ProxySettings value) {
            proxies = value;
            return this;
        }

        /** Whose tokens count, with the salt. */
        public Builder access(Access value) {
            access = value;
            return this;
        }

        /** What decisions need to know of the log tables. */
        public Builder logTables(LogTables value) {
            logTables = value;
            return this;
        }

        /** {@code [General] action_title_category_delimiter}, or {@code action_category_delimiter} where that is set. */
        public Builder titleDelimiter(String value) {
            titleDelimiter = value;
            return this;
        }

        /** See {@link Settings#fourByteCharacters()}. */
        public Builder fourByteCharacters(boolean value) {
            fourByteCharacters = value;
            return this;
        }

        /** To which sites pages belong that chatbots fetched. */
        public Builder chatbotSites(ChatbotSites value) {
            chatbotSites = value;
            return this;
        }

        /** {@code [Debug] tracker_always_new_visitor}. */
        public Builder alwaysNewVisit(boolean value) {
            alwaysNewVisit = value;
            return this;
        }

        /** The settings. */
        public Settings build() {
            return new Settings(this);
        }
    }
}
