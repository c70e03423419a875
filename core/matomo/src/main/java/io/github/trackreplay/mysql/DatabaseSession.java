/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import com.mysql.cj.conf.PropertyKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How we talk to the database, whatever the server's defaults and the URL say: UTC, utf8mb4, every wait finite, no limit on
 * rows or statements, the server's {@code sql_mode} but for what changes the meaning of our statements. What the URL sets
 * otherwise is not used, and that is said once. Thread-safe.
 *
 * <p>Connector/J reads settings as text only; numbers and truth values in {@link Properties} are ignored without a word.
 */
public final class DatabaseSession {
    private static final Logger log = LoggerFactory.getLogger(DatabaseSession.class);

    /** The driver goes by the server's limit unless it is set; a lower one refuses statements that the server would take. */
    private static final String MOST_PACKET = PropertyKey.maxAllowedPacket.getKeyName();

    /** MySQL's error when READ COMMITTED meets a binary log in statements. */
    private static final String STATEMENTS = "STATEMENT";

    /**
     * MySQL's and MariaDB's names of the limits differ, and each takes the other's line for a comment. DEFAULT would be the
     * global value. Every server tells the driver that auto-commit is on, also one that begins sessions without it.
     */
    private static final List<String> VARIABLES = List.of(
            "autocommit=1",
            "sql_safe_updates=0",
            "sql_select_limit=18446744073709551615",
            "max_join_size=18446744073709551615",
            "sql_mode=REPLACE(REPLACE(@@sql_mode,'EMPTY_STRING_IS_NULL',''),'ORACLE','') /*!80000 ",
            "max_execution_time=0 */ /*M!100101 ",
            "max_statement_time=0 */");

    private final String url;
    private final Properties properties;

    /**
     * A way to connect.
     *
     * @param connect most time for one connection
     * @param answer most time for one answer; zero: any
     * @param variables of the session besides ours, {@code name=value}
     */
    public DatabaseSession(
            String url, String user, String password, Duration connect, Duration answer, List<String> variables) {
        Map<String, String> ours = ours(connect, answer);
        List<String> dropped = new ArrayList<>();
        this.url = without(url, ours, dropped);
        this.properties = new Properties();
        ours.forEach(properties::setProperty);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        List<String> all = new ArrayList<>();
        value(url, PropertyKey.sessionVariables.getKeyName()).ifPresent(all::add);
        all.addAll(VARIABLES);
        all.addAll(variables);
        properties.setProperty(PropertyKey.sessionVariables.getKeyName(), String.join(",", all));
        if (!dropped.isEmpty()) {
            log.warn(
                    "The database's URL sets {}, which Track Replay sets itself; the URL's is not used.",
                    String.join(" and ", dropped));
        }
    }

    private static Map<String, String> ours(Duration connect, Duration answer) {
        Map<String, String> ours = new TreeMap<>();
        ours.put("connectTimeout", Long.toString(connect.toMillis()));
        ours.put("socketTimeout", Long.toString(answer.toMillis()));
        ours.put("tcpKeepAlive", "true");
        ours.put("characterEncoding", "UTF-8");
        ours.put("connectionTimeZone", "UTC");
        ours.put("forceConnectionTimeZoneToSession", "true");
        // the driver would otherwise make the session strict; the tracker leaves the server's sql_mode alone
        ours.put("jdbcCompliantTruncation", "false");
        ours.put("useLocalSessionState", "true");
        // the updates of a batch in one round trip
        ours.put("rewriteBatchedStatements", "true");
        ours.put("cacheServerConfiguration", "false");
        ours.put("maintainTimeStats", "false");
        // the second host of jdbc:mysql://a,b/ is written to like the first
        ours.put("failOverReadOnly", "false");
        // a connection that heals by itself would have lost lock and transaction
        ours.put("autoReconnect", "false");
        ours.put("useAffectedRows", "false");
        ours.put("maxRows", "-1");
        return ours;
    }

    /** The URL without those settings that are ours. */
    private static String without(String url, Map<String, String> ours, List<String> dropped) {
        int question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        List<String> kept = new ArrayList<>();
        for (String pair : url.substring(question + 1).split("&")) {
            String name = name(pair);
            if (name.equals(PropertyKey.sessionVariables.getKeyName())) {
                continue;
            }
            if (name.equals(MOST_PACKET)) {
                dropped.add(name + "=" + valueOf(pair));
            } else if (!ours.containsKey(name)) {
                kept.add(pair);
            } else if (!ours.get(name).equalsIgnoreCase(valueOf(pair))) {
                dropped.add(name + "=" + valueOf(pair));
            }
        }
        return url.substring(0, question) + (kept.isEmpty() ? "" : "?" + String.join("&", kept));
    }

    private static Optional<String> value(String url, String name) {
        int question = url.indexOf('?');
        Optional<String> value = Optional.empty();
        if (question >= 0) {
            for (String pair : url.substring(question + 1).split("&")) {
                if (name(pair).equals(name)) {
                    value = Optional.of(valueOf(pair));
                }
            }
        }
        return value.filter(text -> !text.isBlank());
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return PropertyKey.normalizeCase(decoded(equals < 0 ? pair : pair.substring(0, equals)));
    }

    private static String valueOf(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8).trim();
        } catch (IllegalArgumentException e) {
            return text.trim(); // the driver itself says what is wrong with it
        }
    }

    /**
     * Connects; auto-commit is on, and the isolation is READ COMMITTED, or REPEATABLE READ where the server's binary log
     * takes nothing else.
     *
     * @throws SQLException also with a sentence if the URL sets for one of its hosts what we must set
     */
    public Connection open() throws SQLException {
        refuseSettingsOfHosts();
        Connection connection = DriverManager.getConnection(url, properties);
        boolean usable = false;
        try {
            connection.setTransactionIsolation(
                    logsStatements(connection)
                            ? Connection.TRANSACTION_REPEATABLE_READ
                            : Connection.TRANSACTION_READ_COMMITTED);
            usable = true;
            return connection;
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    /** In {@code jdbc:mysql://(host=a,socketTimeout=5)/} settings of a host go before all others. */
    private void refuseSettingsOfHosts() throws SQLException {
        for (HostInfo host :
                ConnectionUrl.getConnectionUrlInstance(url, properties).getHostsList()) {
            for (String name : properties.stringPropertyNames()) {
                String used = host.getHostProperties().get(name);
                boolean credentials = name.equals("user") || name.equals("password");
                if (!credentials && used != null && !used.equals(properties.getProperty(name))) {
                    throw new SQLNonTransientConnectionException(
                            "The URL sets " + name + " for the host " + host.getHost()
                                    + ", which Track Replay must set itself. Take it out of the URL.",
                            "28000");
                }
            }
        }
    }

    /** Where statements are logged, READ COMMITTED cannot be (error 1665); the tracker then writes with the server's default. */
    private static boolean logsStatements(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT @@log_bin, @@binlog_format")) {
            return row.next() && row.getBoolean(1) && STATEMENTS.equalsIgnoreCase(row.getString(2));
        }
    }
}
