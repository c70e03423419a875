/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.plugins.TrackerPlugins;
import io.github.trackreplay.tracking.settings.MatomoRelease;
import io.github.trackreplay.tracking.settings.Rule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Matomo's tables look like in this database: which exist, with which columns, for which version of Matomo, and how the
 * server treats values that do not fit. Looked up once a connection epoch; immutable.
 */
public final class MatomoSchema {
    /** Tables that every supported Matomo has. */
    private static final List<String> MANDATORY = List.of(
            "log_visit",
            "log_link_visit_action",
            "log_action",
            "log_conversion",
            "log_conversion_item",
            "site",
            "site_url",
            "goal",
            "option");

    /** Columns of these that every supported Matomo has, and without which a row says nothing; others come and go with releases and plugins. */
    private static final Map<String, List<String>> MANDATORY_COLUMNS = Map.of(
            "log_visit",
                    List.of(
                            "idvisit",
                            "idsite",
                            "idvisitor",
                            "visit_first_action_time",
                            "visit_last_action_time",
                            "config_id",
                            "location_ip"),
            "log_link_visit_action",
                    List.of(
                            "idlink_va",
                            "idsite",
                            "idvisitor",
                            "idvisit",
                            "idaction_url",
                            "idaction_name",
                            "server_time"),
            "log_action", List.of("idaction", "name", "hash", "type", "url_prefix"),
            "log_conversion", List.of("idvisit", "idsite", "idvisitor", "server_time", "idgoal", "buster", "url"),
            "log_conversion_item",
                    List.of(
                            "idsite",
                            "idvisitor",
                            "server_time",
                            "idvisit",
                            "idorder",
                            "idaction_sku",
                            "price",
                            "quantity"));

    /** Tables that some have and we use; a lookup by name opens no other tables, of which there are hundreds. */
    private static final List<String> OPTIONAL = List.of(
            "custom_dimensions",
            "tracking_failure",
            "user",
            "user_token_auth",
            "access",
            "plugin_setting",
            "site_setting",
            "log_bot_request",
            "log_page_view_time");

    static final String CONFIG_TIME_INDEX = "index_idsite_config_datetime";
    static final String VISITOR_TIME_INDEX = "index_idsite_idvisitor_time";

    private static final Set<Integer> SUPPORTED = Set.of(4, 5, 6);
    private static final Pattern DIMENSION = Pattern.compile("custom_dimension_(\\d{1,4})");

    private final String prefix;
    private final String version;
    private final Map<String, Map<String, Column>> tables;
    private final Server server;
    private final Set<String> visitIndexes;

    /** What of the server and the session the statements go by. */
    private record Server(boolean strict, int idIncrement, LiteralRows literalRows) {}

    private MatomoSchema(
            String prefix,
            String version,
            Map<String, Map<String, Column>> tables,
            Server server,
            Set<String> visitIndexes) {
        this.prefix = prefix;
        this.version = version;
        this.tables = tables;
        this.server = server;
        this.visitIndexes = visitIndexes;
    }

    /**
     * Looks it up.
     *
     * @param prefix of Matomo's tables, such as {@code matomo_}; may be empty
     * @throws UnusableSchemaException if there is no Matomo of a supported version
     * @throws SQLException as the driver gives it
     */
    public static MatomoSchema read(Connection connection, String prefix) throws SQLException {
        return read(connection, prefix, LiteralRows::of);
    }

    /** @param rows how a server of a version takes a table of literals */
    static MatomoSchema read(Connection connection, String prefix, Function<String, LiteralRows> rows)
            throws SQLException {
        Map<String, Map<String, Column>> tables = columns(connection, prefix);
        List<String> missing =
                MANDATORY.stream().filter(name -> !tables.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new UnusableSchemaException(missing(connection.getCatalog(), prefix, missing));
        }
        String version = version(connection, prefix);
        requireSupported(prefix, version);
        requireColumns(prefix, tables);
        return new MatomoSchema(
                prefix, version, tables, server(connection, rows), indexes(connection, prefix + "log_visit"));
    }

    private static String missing(String database, String prefix, List<String> missing) {
        String names = missing.stream().map(name -> prefix + name).collect(Collectors.joining(", "));
        return "The database '" + database + "' has no usable Matomo: missing " + names
                + ". Check the database's name in the JDBC URL and the table prefix"
                + " (tables_prefix in Matomo's config/config.ini.php),"
                + " and that the database user may SELECT from these tables.";
    }

    /** What a table does not have is left out of what is written to it, so a column that was renamed would be empty for good. */
    private static void requireColumns(String prefix, Map<String, Map<String, Column>> tables) {
        String missing = MANDATORY_COLUMNS.entrySet().stream()
                .flatMap(table -> table.getValue().stream()
                        .filter(column ->
                                !tables.getOrDefault(table.getKey(), Map.of()).containsKey(column))
                        .map(column -> prefix + table.getKey() + "." + column))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new UnusableSchemaException("Columns that every Matomo has are missing: " + missing
                    + ". Were they renamed or dropped, or is Matomo being updated? Bring them back, or finish the update (php console"
                    + " core:update); it goes on afterwards by itself.");
        }
    }

    private static void requireSupported(String prefix, String version) {
        if (version.isBlank()) {
            throw UnusableSchemaException.ofRelease(
                    "The table " + prefix + "option has no row version_core, or an empty one, so"
                            + " nobody knows which release of Matomo its tables are of. Finish Matomo's installation or update"
                            + " (php console core:update), which writes it, or restore that row from a backup.");
        }
        if (MatomoRelease.of(version)
                .filter(release -> SUPPORTED.contains(release.major()))
                .isEmpty()) {
            throw UnusableSchemaException.ofRelease(
                    "Matomo '" + version
                            + "' (option version_core) is not supported: its tables may mean something else."
                            + " Supported are Matomo 4 to " + MatomoRelease.NEWEST.shortName()
                            + ", and later ones of 5 and 6 where newerMatomo allows it. Update Matomo, or hand the requests to its own"
                            + " Tracking API (conf-examples/tracking-api.conf; import: --tracking-api), which needs to know no tables.");
        }
    }

    private static Map<String, Map<String, Column>> columns(Connection connection, String prefix) throws SQLException {
        String names = Stream.concat(MANDATORY.stream(), OPTIONAL.stream())
                .map(name -> "'" + prefix + name + "'")
                .collect(Collectors.joining(", "));
        String sql = "SELECT table_name, column_name, data_type, column_type, is_nullable, character_maximum_length,"
                + " character_set_name, column_default, extra FROM information_schema.columns WHERE table_schema = DATABASE()"
                + " AND table_name IN (" + names + ") ORDER BY table_name, ordinal_position";
        Map<String, Map<String, Column>> tables = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Column column = column(rows);
                tables.computeIfAbsent(rows.getString(1).substring(prefix.length()), t -> new LinkedHashMap<>())
                        .put(column.name(), column);
            }
        }
        return tables;
    }

    private static Column column(ResultSet rows) throws SQLException {
        boolean nullable = "YES".equals(rows.getString(5));
        String otherwise = rows.getString(8); // MariaDB says NULL in words
        return new Column(
                rows.getString(2),
                rows.getString(3).toLowerCase(Locale.ROOT),
                rows.getString(4).contains("unsigned"),
                nullable,
                nullable && (otherwise == null || otherwise.equalsIgnoreCase("NULL")),
                rows.getLong(6),
                !nullable && otherwise == null && !rows.getString(9).contains("auto_increment"),
                "utf8mb4".equals(rows.getString(7)),
                rows.getString(9).contains("auto_increment"));
    }

    /** {@code version_core} as it is now; empty where there is none. */
    static String version(Connection connection, String prefix) throws SQLException {
        String sql = "SELECT option_value FROM `" + prefix + "option` WHERE option_name = 'version_core'";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? Objects.requireNonNullElse(rows.getString(1), "") : "";
        }
    }

    private static Server server(Connection connection, Function<String, LiteralRows> rows) throws SQLException {
        String sql = "SELECT @@SESSION.sql_mode, @@SESSION.auto_increment_increment, VERSION()";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            String mode = row.getString(1);
            boolean strict = mode.contains("STRICT_TRANS_TABLES") || mode.contains("STRICT_ALL_TABLES");
            return new Server(strict, row.getInt(2), rows.apply(row.getString(3)));
        }
    }

    private static Set<String> indexes(Connection connection, String table) throws SQLException {
        String sql = "SELECT DISTINCT index_name FROM information_schema.statistics"
                + " WHERE table_schema = DATABASE() AND table_name = ?";
        Set<String> indexes = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, table);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    indexes.add(rows.getString(1).toLowerCase(Locale.ROOT));
                }
            }
        }
        return indexes;
    }

    /** Full name of a table, quoted. */
    public String table(String name) {
        return "`" + prefix + name + "`";
    }

    public String prefix() {
        return prefix;
    }

    /** Matomo's own version, as its option {@code version_core} has it. */
    public String version() {
        return version;
    }

    /** A sentence where the release is newer than the newest whose rules are known. */
    public Optional<String> unknownRelease() {
        return MatomoRelease.of(version)
                .filter(MatomoRelease::isUnknown)
                .map(release -> "Matomo " + version
                        + " is newer than " + MatomoRelease.NEWEST.shortName()
                        + ", the newest whose tracker was compared with ours or"
                        + " read. What it does otherwise is not known here; the rows of visits, actions, conversions and bots may"
                        + " differ" + unknownParts() + ".");
    }

    /**
     * A sentence where tables that this release works with are not to be seen: as a rule because the account has no right to
     * them, and then what they are about would be left out.
     */
    public Optional<String> invisibleTables() {
        List<String> invisible = new ArrayList<>();
        if (Rule.MASKED_CAMPAIGNS.isIn(version) && !has("log_bot_request")) { // the update to 5.9 creates it
            invisible.add(prefix + "log_bot_request (requests of AI chatbots are not recorded)");
        }
        if (Rule.USER_ID_DISABLED.isIn(version) && !has("site_setting")) {
            invisible.add(prefix + "site_setting (settings of sites are not obeyed)");
        }
        if (Rule.CNIL_POLICY.isIn(version) && !has("plugin_setting")) {
            invisible.add(prefix + "plugin_setting (a policy for all sites is not obeyed)");
        }
        List.of("user", "user_token_auth", "access").stream()
                .filter(table -> !has(table))
                .forEach(table -> invisible.add(prefix + table + " (tokens that requests bring are not recognised)"));
        return invisible.isEmpty()
                ? Optional.empty()
                : Optional.of("Matomo " + version + " works with tables that are not to be seen: "
                        + String.join(", ", invisible)
                        + ". Run 'trackreplay schema' and give the account the rights that it prints.");
    }

    /**
     * A sentence where log tables lack columns that their release brings: what would stand in them is left out. Of a release that
     * is not known nobody can say.
     */
    public Optional<String> missingColumns() {
        if (unknownRelease().isPresent()) {
            return Optional.empty();
        }
        MatomoRelease release = MatomoRelease.of(version).orElse(MatomoRelease.NEWEST);
        String missing = tables.entrySet().stream()
                .flatMap(table -> KnownColumns.missing(
                                table.getKey(), table.getValue().keySet(), release)
                        .stream()
                        .map(column -> prefix + table.getKey() + "." + column))
                .sorted()
                .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("Columns that Matomo " + version + " brings are not there: " + missing
                        + ". What would stand in them is not recorded. Were they dropped on purpose, all is well; otherwise stop the"
                        + " agents, add them as an installation of that release has them (ALTER TABLE … ADD COLUMN), and start the"
                        + " agents again: what is replayed until then lacks them for good.");
    }

    /** Columns of log tables that Matomo itself does not bring, as {@code table.column}. */
    Set<String> foreignColumns() {
        Set<String> foreign = new LinkedHashSet<>();
        tables.forEach((table, columns) ->
                KnownColumns.unknown(table, columns.keySet()).forEach(column -> foreign.add(table + "." + column)));
        return foreign;
    }

    /** Columns of a log table that Matomo itself brings, in their order. */
    List<Column> ownColumns(String table) {
        Map<String, Column> all = columns(table);
        Set<String> foreign = Set.copyOf(KnownColumns.unknown(table, all.keySet()));
        return all.values().stream()
                .filter(column -> !foreign.contains(column.name()))
                .toList();
    }

    /** Tables and columns of logs that this program does not fill. */
    private String unknownParts() {
        List<String> parts = new ArrayList<>(foreignColumns());
        parts.removeIf(part -> TrackerPlugins.columns(part.substring(0, part.indexOf('.')))
                .contains(part.substring(part.indexOf('.') + 1)));
        return parts.isEmpty() ? "" : ", and these columns stay as the table's default: " + String.join(", ", parts);
    }

    /** 4, 5 or 6. */
    public int major() {
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    public boolean has(String table) {
        return tables.containsKey(table);
    }

    public boolean has(String table, String column) {
        return columns(table).containsKey(column);
    }

    /** The columns of a table by name, in their order; empty if there is no such table. */
    public Map<String, Column> columns(String table) {
        return tables.getOrDefault(table, Map.of());
    }

    /** The log tables that there are, without prefix. */
    List<String> logTables() {
        return tables.keySet().stream().filter(name -> name.startsWith("log_")).toList();
    }

    /** Whether the server refuses values that do not fit their column; otherwise it cuts and clamps them. */
    public boolean strict() {
        return server.strict();
    }

    /** Distance between the ids of one multi-row insert. */
    public int idIncrement() {
        return server.idIncrement();
    }

    /** How this server takes a table of literals best. */
    LiteralRows literalRows() {
        return server.literalRows();
    }

    /** Whether visits have Matomo's index by visitor and descending time, which decides between visits of the same second. */
    public boolean visitorTimeIndex() {
        return visitIndexes.contains(VISITOR_TIME_INDEX);
    }

    /** Whether visits have Matomo's index by configuration and time. */
    public boolean configTimeIndex() {
        return visitIndexes.contains(CONFIG_TIME_INDEX);
    }

    /** Which {@code custom_dimension_N} columns a table has, ascending. */
    public List<Integer> customDimensions(String table) {
        List<Integer> indexes = new ArrayList<>();
        for (String name : columns(table).keySet()) {
            Matcher matcher = DIMENSION.matcher(name);
            if (matcher.matches()) {
                indexes.add(Integer.parseInt(matcher.group(1)));
            }
        }
        indexes.sort(null);
        return indexes;
    }

    /** How many custom variables all log tables have room for; 0 where the plugin that needs them is not installed. */
    public int customVariables() {
        int slots = 0;
        while (has("log_visit", "custom_var_k" + (slots + 1))
                && has("log_link_visit_action", "custom_var_k" + (slots + 1))
                && has("log_conversion", "custom_var_k" + (slots + 1))) {
            slots++;
        }
        return slots;
    }
}
