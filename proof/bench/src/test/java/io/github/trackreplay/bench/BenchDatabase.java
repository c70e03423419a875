/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A MariaDB of its own with Matomo's empty tables in several schemas. It flushes at every commit, as a server does that people
 * rely on. Its data go when this Java process ends.
 */
final class BenchDatabase implements AutoCloseable {
    static final String PREFIX = "matomo_";

    /** Enough memory for all rows, and nothing of it known from before a restart. */
    private static final List<String> SETTINGS = List.of(
            "--innodb-buffer-pool-size=512M",
            "--innodb-log-file-size=512M",
            "--innodb-buffer-pool-dump-at-shutdown=OFF",
            "--innodb-buffer-pool-load-at-startup=OFF",
            "--innodb-flush-log-at-trx-commit=1");

    private final Path data = TestDatabase.newDataDirectory();
    private final EmbeddedMariaDb server = EmbeddedMariaDb.in(TestDatabase.directory(), data, SETTINGS);

    BenchDatabase() {
        server.start();
    }

    String name() {
        return server.name();
    }

    /** Where the tables of a schema lie. */
    Path directory(String schema) {
        return data.resolve(schema);
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    String url(String schema) {
        return server.url(schema);
    }

    /** A connection that may send files of this machine. */
    Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection(url(schema) + "&allowLoadLocalInfile=true", user(), password());
    }

    /** Creates a schema with Matomo's tables, the sites of the traffic and a goal for each. */
    void createMatomo(String schema) throws SQLException {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement()) {
            MatomoTables.create(connection, PREFIX, new MatomoTables.DemoSite("Shop 1", Traffic.home(1), "UTC"));
            for (int site = 2; site <= Traffic.SITES; site++) {
                statement.execute(
                        "INSERT INTO matomo_site (idsite, name, main_url, ts_created, ecommerce, timezone, currency,"
                                + " sitesearch_keyword_parameters, sitesearch_category_parameters, excluded_ips,"
                                + " excluded_parameters, excluded_user_agents, excluded_referrers, `group`, type)"
                                + " SELECT " + site + ", 'Shop " + site + "', '" + Traffic.home(site)
                                + "', ts_created, ecommerce, timezone, currency, '', '', '', '', '', '', '', type"
                                + " FROM matomo_site WHERE idsite = 1");
            }
            statement.execute("INSERT INTO matomo_goal (idsite, idgoal, name, match_attribute, pattern, pattern_type,"
                    + " case_sensitive, allow_multiple, revenue)"
                    + " SELECT idsite, 1, 'Newsletter', 'manually', 'manually', 'contains', 0, 1, 10 FROM matomo_site");
        }
    }

    /** Creates our tables beside Matomo's, as {@code trackreplay schema} does. */
    void createLedger(String schema) throws SQLException {
        try (Connection connection = connect(schema)) {
            new LedgerSchema(new LedgerTables(PREFIX)).createOrUpgrade(connection);
        }
    }

    /** Writes everything back and begins with empty memory, so that what is measured next owes nothing to what was before. */
    void restart() {
        server.stop();
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }
}
