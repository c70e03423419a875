/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * Creates the tables that Matomo's tracker works with in an empty database, with one site, for trying things out: the
 * quickstart and tests. An installed Matomo brings its own; where one of its tables exists, nothing is created.
 */
public final class MatomoTables {
    private static final String SCRIPT = "matomo-tables.sql";
    private static final String VERSION = "5.2.0";

    /**
     * The site that requests may name.
     *
     * @param name for people
     * @param url its address
     * @param timezone such as {@code Europe/Berlin}
     */
    public record DemoSite(String name, String url, String timezone) {
        public DemoSite {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(url, "url");
            Objects.requireNonNull(timezone, "timezone");
        }
    }

    private MatomoTables() {}

    /**
     * Creates the tables unless there are some already; says whether it did. Commits, as every creation of a table does.
     *
     * @param prefix of the tables: letters, digits and underscores
     * @param site gets the number 1
     */
    public static boolean create(Connection connection, String prefix, DemoSite site) throws SQLException {
        if (!prefix.matches("[A-Za-z0-9_$]*")) {
            throw new IllegalArgumentException("a table prefix has only letters, digits and underscores: " + prefix);
        }
        if (exist(connection, prefix)) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            for (String create : script(prefix).split(";\n")) {
                if (!create.isBlank()) {
                    statement.execute(create);
                }
            }
        }
        insertSite(connection, prefix, site);
        insertVersion(connection, prefix);
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
        return true;
    }

    private static boolean exist(Connection connection, String prefix) throws SQLException {
        String sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_name IN (?, ?) LIMIT 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, prefix + "log_visit");
            select.setString(2, prefix + "option");
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String script(String prefix) {
        return script().replaceAll("(?m)^--.*\n", "").replace("${prefix}", prefix);
    }

    /** The statements, with {@code ${prefix}} in front of each table's name. */
    static String script() {
        try (InputStream in = MatomoTables.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void insertSite(Connection connection, String prefix, DemoSite site) throws SQLException {
        String sql =
                "INSERT INTO `" + prefix + "site` (idsite, name, main_url, ts_created, ecommerce, timezone, currency,"
                        + " sitesearch_keyword_parameters, sitesearch_category_parameters, excluded_ips, excluded_parameters,"
                        + " excluded_user_agents, excluded_referrers, `group`, type)"
                        + " VALUES (1, ?, ?, '2015-01-01 00:00:00', 1, ?, 'EUR', '', '', '', '', '', '', '', 'website')";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, site.name());
            insert.setString(2, site.url());
            insert.setString(3, site.timezone());
            insert.executeUpdate();
        }
    }

    private static void insertVersion(Connection connection, String prefix) throws SQLException {
        String sql = "INSERT INTO `" + prefix + "option` (option_name, option_value, autoload)"
                + " VALUES ('version_core', ?, 1)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, VERSION);
            insert.executeUpdate();
        }
    }
}
