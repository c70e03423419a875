/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.settings.Access;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.tracking.settings.LogTables;
import io.github.trackreplay.tracking.settings.PluginSettings;
import io.github.trackreplay.tracking.settings.PrivacySettings;
import io.github.trackreplay.tracking.settings.ProxySettings;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the settings that the tracker obeys of Matomo's tables and its {@code config.ini.php}. Gives the same object again as
 * long as nothing has changed. Not thread-safe.
 */
final class SettingsReader {
    private static final String EXCLUDED_BY_MATOMO_4 =
            "gclid,fbclid,msclkid,yclid,fb_xd_fragment,fb_comment_id,phpsessid,"
                    + "jsessionid,sessionid,aspsessionid,doing_wp_cron,sid,pk_vid";

    private static final Pattern SITE_SECTION = Pattern.compile("Tracker_(\\d{1,9})");
    private static final Pattern PLUGIN_VERSION = Pattern.compile("version_([A-Z]\\w*)");

    private final MatomoSchema schema;
    private final IniFile configuration;
    private final ChatbotSites chatbotSites;
    private @Nullable Read last;

    /** What was read, and what it means. */
    private record Read(SettingsRows rows, Settings settings) {}

    SettingsReader(MatomoSchema schema, IniFile configuration) {
        this(schema, configuration, ChatbotSites.NONE);
    }

    SettingsReader(MatomoSchema schema, IniFile configuration, ChatbotSites chatbotSites) {
        this.schema = schema;
        this.configuration = configuration;
        this.chatbotSites = chatbotSites;
    }

    /** The settings as they are now. */
    Settings read(Connection connection) throws SQLException {
        SettingsRows now = SettingsRows.read(connection, schema);
        Read known = last;
        if (known == null || !now.equals(known.rows())) {
            known = new Read(now, settings(now));
            last = known;
        }
        return known.settings();
    }

    private Settings settings(SettingsRows now) {
        Settings.Builder builder = Settings.builder()
                .version(schema.version())
                .chatbotSites(chatbotSites)
                .plugins(plugins(now.options()))
                .options(options(now.options()))
                .tracker(tracker())
                .proxies(proxies())
                .siteSettings(siteSettings(now))
                .cnilPolicy(cnilPolicy(now))
                .access(access(now))
                .logTables(new LogTables(
                        schema.customVariables(),
                        new HashSet<>(schema.customDimensions("log_conversion")),
                        schema.strict(),
                        optional(),
                        schema.foreignColumns()))
                .pluginSettings(pluginSettings(now))
                .installedPlugins(Set.copyOf(configuration.list("PluginsInstalled", "PluginsInstalled")))
                .fourByteCharacters(fourByteCharacters())
                .alwaysNewVisit(isOn("Debug", "tracker_always_new_visitor"))
                .titleDelimiter(configuration
                        .text("General", "action_category_delimiter")
                        .or(() -> configuration.text("General", "action_title_category_delimiter"))
                        .orElse(""));
        for (String name : configuration.sections()) {
            Matcher site = SITE_SECTION.matcher(name);
            if (site.matches()) {
                builder.tracker(Integer.parseInt(site.group(1)), section(name));
            }
        }
        SiteReader sites = new SiteReader(now);
        now.sites().sites().forEach(row -> builder.site(sites.site(row)));
        return builder.build();
    }

    private Set<LogTables.Optional> optional() {
        Set<LogTables.Optional> optional = EnumSet.noneOf(LogTables.Optional.class);
        if (schema.has("log_visit", "ai_agent_name")) {
            optional.add(LogTables.Optional.AI_AGENT_NAME);
        }
        if (schema.has("log_bot_request")) {
            optional.add(LogTables.Optional.BOT_REQUESTS);
        }
        if (schema.has("log_page_view_time")) {
            optional.add(LogTables.Optional.PAGE_VIEW_TIMES);
        }
        return optional;
    }

    // From the configuration

    private Map<String, String> section(String name) {
        Map<String, String> section = new LinkedHashMap<>();
        configuration
                .names(name)
                .forEach(key -> section.put(key, configuration.text(name, key).orElse("")));
        return section;
    }

    /** The active plugins as configured; where no list is at hand, those that are installed. */
    private Set<String> plugins(Map<String, String> options) {
        List<String> configured = configuration.list("Plugins", "Plugins");
        if (!configured.isEmpty()) {
            return new HashSet<>(configured);
        }
        Set<String> installed = new HashSet<>();
        for (String name : options.keySet()) {
            Matcher matcher = PLUGIN_VERSION.matcher(name);
            if (matcher.matches()) {
                installed.add(matcher.group(1));
            }
        }
        return installed;
    }

    private PluginSettings pluginSettings(SettingsRows now) {
        Map<String, Map<String, List<String>>> sections = new HashMap<>();
        Map<String, Map<String, String>> stored = new HashMap<>();
        for (String plugin : SettingsRows.PLUGINS) {
            Map<String, List<String>> section = new HashMap<>();
            configuration.names(plugin).forEach(name -> section.put(name, configuration.list(plugin, name)));
            sections.put(plugin, section);
        }
        now.settings()
                .ofAll()
                .forEach(row -> stored.computeIfAbsent(row.get("plugin_name"), plugin -> new HashMap<>())
                        .put(row.get("setting_name"), Objects.requireNonNullElse(row.get("setting_value"), "")));
        return new PluginSettings(sections, stored);
    }

    /** Options, with what the configuration says where there is no row. */
    private Map<String, String> options(Map<String, String> rows) {
        Map<String, String> options = new HashMap<>(section("Deletelogs"));
        options.putAll(rows);
        return options;
    }

    /** Without Matomo's own file of defaults, those of its release where they are not the newest ones. */
    private Map<String, String> tracker() {
        Map<String, String> tracker = section("Tracker");
        if (!Rule.CLICK_IDS.isIn(schema.version())) {
            tracker.putIfAbsent("url_query_parameter_to_exclude_from_url", EXCLUDED_BY_MATOMO_4);
        }
        return tracker;
    }

    private ProxySettings proxies() {
        List<String> headers = configuration.list("General", "proxy_client_headers").stream()
                .map(header -> header.toLowerCase(Locale.ROOT)
                        .replaceFirst("^http_", "")
                        .replace('_', '-'))
                .toList();
        boolean last = !configuration
                .text("General", "proxy_ip_read_last_in_list")
                .orElse(!Rule.LAST_PROXY_ADDRESS.isIn(schema.version()) ? "0" : "1")
                .equals("0");
        return new ProxySettings(headers, configuration.list("General", "proxy_ips"), last);
    }

    /** By the charset of Matomo's connection, whatever that of the tables; without a configuration nothing is known of it. */
    private boolean fourByteCharacters() {
        return configuration.names("database").isEmpty()
                || configuration
                        .text("database", "charset")
                        .orElse("utf8")
                        .toLowerCase(Locale.ROOT)
                        .equals("utf8mb4");
    }

    private boolean isOn(String section, String name) {
        return configuration
                .text(section, name)
                .filter(value -> !value.isEmpty() && !value.equals("0"))
                .isPresent();
    }

    private Access access(SettingsRows now) {
        boolean postedOnly = isOn("General", "only_allow_secure_auth_tokens");
        Set<String> superUsers = new HashSet<>();
        Set<String> posted = new HashSet<>();
        now.tokens()
                .superUsers()
                .forEach(row -> (postedOnly || SiteReader.flag(row, "secure_only") ? posted : superUsers)
                        .add(row.get("password")));
        Map<Integer, Set<String>> sites = new HashMap<>();
        now.tokens()
                .ofSites()
                .forEach(row -> sites.computeIfAbsent(Integer.valueOf(row.get("idsite")), site -> new HashSet<>())
                        .add(row.get("password")));
        return new Access(configuration.text("General", "salt").orElse(""), superUsers, posted, sites);
    }

    // From the tables

    /** {@code SystemSetting::getValue}: what the configuration says goes before what is stored. */
    private boolean cnilPolicy(SettingsRows now) {
        return configuration
                .text("CnilPolicy", PrivacySettings.CNIL)
                .map(SettingsReader::isOn)
                .orElseGet(() -> now.settings().ofAll().stream()
                        .filter(row -> "CnilPolicy".equals(row.get("plugin_name")))
                        .filter(row -> PrivacySettings.CNIL.equals(row.get("setting_name")))
                        .anyMatch(row -> isOn(row.get("setting_value"))));
    }

    private static Map<Integer, Set<String>> siteSettings(SettingsRows now) {
        Map<Integer, Set<String>> on = new HashMap<>();
        for (Map<String, String> row : now.settings().ofSites()) {
            if (isOn(row.get("setting_value")) && isOwn(row.get("plugin_name"), row.get("setting_name"))) {
                on.computeIfAbsent(Integer.valueOf(row.get("idsite")), site -> new HashSet<>())
                        .add(row.get("setting_name"));
            }
        }
        return on;
    }

    private static boolean isOwn(@Nullable String plugin, @Nullable String setting) {
        return switch (setting == null ? "" : setting) {
            case PrivacySettings.CNIL -> "CnilPolicy".equals(plugin);
            case PrivacySettings.USER_ID_DISABLED -> "UserId".equals(plugin);
            case PrivacySettings.CAMPAIGNS_MASKED -> "PrivacyManager".equals(plugin);
            default -> false;
        };
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && !value.isEmpty() && !value.equals("0");
    }
}
