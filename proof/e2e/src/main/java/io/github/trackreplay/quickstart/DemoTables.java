/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import io.github.trackreplay.mysql.matomo.MatomoTables;
import java.sql.Connection;
import java.sql.SQLException;

/** The tables of a Matomo with one demo site, in an empty database. */
public final class DemoTables {
    private static final String TABLES =
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()";

    private final DemoSite site;

    public DemoTables(DemoSite site) {
        this.site = site;
    }

    /** @throws IllegalStateException if the database is not empty: it may be somebody's real Matomo */
    public void create() throws SQLException {
        if (site.number(TABLES) > 0) {
            throw new IllegalStateException(
                    "The database at " + site.url().replaceFirst("\\?.*", "")
                            + " is not empty. Create an empty one for the demo: CREATE DATABASE trackreplay_demo CHARACTER SET utf8mb4");
        }
        try (Connection connection = site.connect()) {
            MatomoTables.create(
                    connection, DemoSite.PREFIX, new MatomoTables.DemoSite("Demo shop", "https://shop.example", "UTC"));
        }
    }
}
