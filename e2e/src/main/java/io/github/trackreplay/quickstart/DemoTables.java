/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Creates the tables of a Matomo with one demo site in an empty database. */
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
        try (Connection connection = site.connect();
                Statement statement = connection.createStatement()) {
            for (String definition : script().split(";\\s*\\n")) {
                if (!definition.isBlank()) {
                    statement.execute(definition);
                }
            }
        }
    }

    private static String script() {
        try (InputStream in = DemoTables.class.getResourceAsStream("demo-tables.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
