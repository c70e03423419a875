/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of Matomo's tables that settings are made of, as they stand. Two are equal when nothing that the tracker obeys has
 * changed in between.
 *
 * @param options the options that the tracker reads, by name
 * @param sites what sites are made of
 * @param tokens who may say what a visitor may not
 * @param settings of plugins
 */
record SettingsRows(Map<String, String> options, Sites sites, Tokens tokens, OfPlugins settings) {
    /**
     * What sites are made of.
     *
     * @param sites all sites, by {@code idsite}
     * @param urls further URLs of sites
     * @param goals goals that are not deleted
     * @param dimensions active custom dimensions
     */
    record Sites(
            List<Map<String, String>> sites,
            List<Map<String, String>> urls,
            List<Map<String, String>> goals,
            List<Map<String, String>> dimensions) {}

    /**
     * Tokens.
     *
     * @param superUsers hashes of super users' tokens, with {@code secure_only} where tokens have it
     * @param ofSites {@code idsite} and hash of the tokens of users with write or admin access
     */
    record Tokens(List<Map<String, String>> superUsers, List<Map<String, String>> ofSites) {}

    /**
     * Settings of plugins that the tracker obeys.
     *
     * @param ofSites rows of {@code site_setting}
     * @param ofAll rows of {@code plugin_setting}
     */
    record OfPlugins(List<Map<String, String>> ofSites, List<Map<String, String>> ofAll) {}

    /** Options that change while Matomo runs, salts, caches and timetables, are not among these. */
    private static final String OPTIONS = """
             WHERE option_name LIKE 'PrivacyManager.%'
                OR option_name LIKE 'SitesManager\\_%'
                OR option_name LIKE 'delete\\_logs\\_%'
                OR option_name LIKE 'version\\_%'
                OR option_name LIKE 'usercountry.%'
                OR option_name LIKE 'geoip2.%'
                OR option_name IN ('useridsalt', 'SearchEngineDefinitions', 'SocialDefinitions',
                                   'AIAssistantDefinitions', 'referrer_spam_blacklist',
                                   'TrackingSpamBlockedIpRanges')""";

    /** Plugins whose settings are obeyed, where they are imitated. */
    static final List<String> PLUGINS = List.of("MarketingCampaignsReporting", "TrackingSpamPrevention", "Provider");

    private static final String SETTINGS_OF =
            "'CnilPolicy', 'PrivacyManager', 'UserId', '" + String.join("', '", PLUGINS) + "'";

    /** What decisions go by, where the release has it. */
    private static final List<String> SITE = List.of(
            "idsite",
            "type",
            "ts_created",
            "timezone",
            "main_url",
            "ecommerce",
            "sitesearch",
            "sitesearch_keyword_parameters",
            "sitesearch_category_parameters",
            "exclude_unknown_urls",
            "excluded_ips",
            "excluded_parameters",
            "excluded_user_agents",
            "excluded_referrers",
            "keep_url_fragment");

    /** What decisions go by, not names and descriptions: there may be tens of thousands. */
    private static final String GOAL = "idsite, idgoal, match_attribute, pattern, pattern_type, case_sensitive,"
            + " allow_multiple, revenue, event_value_as_revenue";

    private static final String NOT_EXPIRED = "(t.date_expired IS NULL OR t.date_expired > UTC_TIMESTAMP())";

    static SettingsRows read(Connection connection, MatomoSchema schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> options = new LinkedHashMap<>();
            for (Map<String, String> row :
                    rows(statement, "SELECT option_name, option_value FROM " + schema.table("option") + OPTIONS)) {
                options.put(row.get("option_name"), row.get("option_value"));
            }
            return new SettingsRows(
                    options,
                    sites(statement, schema),
                    new Tokens(superUserTokens(statement, schema), siteTokens(statement, schema)),
                    new OfPlugins(
                            settings(statement, schema, "site_setting", "idsite, "),
                            settings(statement, schema, "plugin_setting", "")));
        }
    }

    private static Sites sites(Statement statement, MatomoSchema schema) throws SQLException {
        return new Sites(
                rows(statement, "SELECT " + siteColumns(schema) + " FROM " + schema.table("site") + " ORDER BY idsite"),
                rows(statement, "SELECT idsite, url FROM " + schema.table("site_url")),
                rows(
                        statement,
                        "SELECT " + GOAL + " FROM " + schema.table("goal")
                                + " WHERE deleted = 0 ORDER BY idsite, idgoal"),
                dimensions(statement, schema));
    }

    private static String siteColumns(MatomoSchema schema) {
        return SITE.stream().filter(column -> schema.has("site", column)).collect(Collectors.joining(", "));
    }

    private static List<Map<String, String>> dimensions(Statement statement, MatomoSchema schema) throws SQLException {
        return schema.has("custom_dimensions")
                ? rows(
                        statement,
                        "SELECT * FROM " + schema.table("custom_dimensions")
                                + " WHERE active = 1 ORDER BY idsite, idcustomdimension")
                : List.of();
    }

    private static List<Map<String, String>> settings(
            Statement statement, MatomoSchema schema, String table, String columns) throws SQLException {
        return schema.has(table)
                ? rows(
                        statement,
                        "SELECT " + columns + "plugin_name, setting_name, setting_value FROM " + schema.table(table)
                                + " WHERE plugin_name IN (" + SETTINGS_OF + ") ORDER BY " + columns
                                + "plugin_name, setting_name")
                : List.of();
    }

    private static List<Map<String, String>> superUserTokens(Statement statement, MatomoSchema schema)
            throws SQLException {
        if (!schema.has("user_token_auth") || !schema.has("user", "superuser_access")) {
            return List.of();
        }
        String secure = schema.has("user_token_auth", "secure_only") ? ", t.secure_only" : "";
        return rows(
                statement,
                "SELECT t.password" + secure + " FROM " + schema.table("user_token_auth") + " t JOIN "
                        + schema.table("user")
                        + " u ON u.login = t.login WHERE u.superuser_access = 1 AND " + NOT_EXPIRED
                        + " ORDER BY t.password");
    }

    private static List<Map<String, String>> siteTokens(Statement statement, MatomoSchema schema) throws SQLException {
        if (!schema.has("user_token_auth") || !schema.has("access")) {
            return List.of();
        }
        return rows(
                statement,
                "SELECT DISTINCT a.idsite, t.password FROM " + schema.table("access") + " a JOIN "
                        + schema.table("user_token_auth") + " t ON t.login = a.login"
                        + " WHERE a.access IN ('write', 'admin') AND " + NOT_EXPIRED
                        + " ORDER BY a.idsite, t.password");
    }

    private static List<Map<String, String>> rows(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return TableRow.all(rows);
        }
    }
}
