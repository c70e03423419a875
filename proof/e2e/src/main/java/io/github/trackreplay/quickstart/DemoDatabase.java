/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import io.github.trackreplay.database.EmbeddedMariaDb;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** The database of the quickstart: an embedded server, which it may stop and start, or one of the user's. */
final class DemoDatabase implements AutoCloseable {
    private static final String SCHEMA = "matomo";

    private final Optional<EmbeddedMariaDb> server;
    private final DemoSite site;

    private DemoDatabase(Optional<EmbeddedMariaDb> server, DemoSite site) {
        this.server = server;
        this.site = site;
    }

    /** Programs and server stay below {@code target}; the demo's schema is new each time. */
    static DemoDatabase embedded(Path directory) throws SQLException {
        EmbeddedMariaDb server =
                EmbeddedMariaDb.in(directory.resolveSibling("embedded"), directory.resolve("database"), List.of());
        server.start();
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + SCHEMA);
        }
        return new DemoDatabase(
                Optional.of(server), new DemoSite(server.url(SCHEMA), server.user(), server.password()));
    }

    static DemoDatabase own(String url, String user, String password) {
        return new DemoDatabase(Optional.empty(), new DemoSite(url, user, password));
    }

    DemoSite site() {
        return site;
    }

    String name() {
        return server.map(EmbeddedMariaDb::name).orElse("your database");
    }

    boolean mayBeStopped() {
        return server.isPresent();
    }

    void stop() {
        server.ifPresent(EmbeddedMariaDb::stop);
    }

    void start() {
        server.ifPresent(EmbeddedMariaDb::start);
    }

    @Override
    public void close() {
        stop();
    }
}
