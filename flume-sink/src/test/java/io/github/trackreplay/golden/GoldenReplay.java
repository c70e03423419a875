/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.database.EmbeddedServer;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.matomo.MatomoApplier;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Replays a golden case into a database of its own. */
final class GoldenReplay implements AutoCloseable {
    private static final int PART = 1000;

    private final GoldenFolder folder;
    private final MatomoDatabase matomo;
    private final MatomoApplier applier;
    private boolean lenient;

    GoldenReplay(GoldenFolder folder) {
        this(folder, MatomoDatabase.of(folder.before()), PART);
    }

    /** On a server that is not strict: it cuts what does not fit. */
    static GoldenReplay onLenientServer(GoldenFolder folder) {
        GoldenReplay replay = new GoldenReplay(folder);
        replay.lenient = true;
        return replay;
    }

    GoldenReplay(GoldenFolder folder, int part) {
        this(folder, MatomoDatabase.of(folder.before()), part);
    }

    GoldenReplay(GoldenFolder folder, EmbeddedServer server) {
        this(folder, MatomoDatabase.of(server, folder.before()), PART);
    }

    private GoldenReplay(GoldenFolder folder, MatomoDatabase matomo, int part) {
        this.folder = folder;
        this.matomo = matomo;
        this.applier = new MatomoApplier(
                home(folder), "matomo_", InstantSource.system(), new SecretRandomness(new byte[] {1, 2, 3}), part);
    }

    MatomoDatabase matomo() {
        return matomo;
    }

    private static MatomoHome home(GoldenFolder folder) {
        return MatomoHome.at(GoldenHome.of(folder));
    }

    /** Applies all requests, so many a transaction. */
    List<RequestOutcome> run(int batch) throws SQLException {
        return run(folder.requests(), batch);
    }

    /** The same of others than those that were recorded. */
    List<RequestOutcome> run(List<LocatedRequest> requests, int batch) throws SQLException {
        List<RequestOutcome> outcomes = new ArrayList<>();
        try (Connection connection = matomo.begin()) {
            if (lenient) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET SESSION sql_mode = ''");
                }
            }
            for (int from = 0; from < requests.size(); from += batch) {
                outcomes.addAll(
                        applier.apply(connection, requests.subList(from, Math.min(requests.size(), from + batch))));
                connection.commit();
            }
        }
        return outcomes;
    }

    /** Applies all requests in one transaction of somebody else's. */
    void apply(Connection connection) throws SQLException {
        applier.apply(connection, folder.requests());
    }

    /** What stands in the tables now. */
    List<JsonObject> rows() throws SQLException {
        try (Connection connection = matomo.database().connect()) {
            return folder.isAll()
                    ? Canon.ofAll(connection, "matomo_", folder.logs())
                    : Canon.of(connection, "matomo_", folder.logs());
        }
    }

    List<JsonObject> expected() {
        Stream<String> lines = folder.expected().stream();
        return lines.map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }

    @Override
    public void close() {
        applier.close();
        matomo.close();
    }
}
