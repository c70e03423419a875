/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.PlaceRows;
import io.github.trackreplay.order.CarriedPlaces;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notes in a transaction where the lines of pipelines' packs stood, so that it is known what is missing. Used once. */
final class LinesStood {
    /** Packs of one batch may stand in several transactions. */
    private static final long PATIENCE = 60_000;

    private static final int MOST_HOLES = 10;

    /** Whose rows are those of topics. */
    private static final long ALL = 0;

    private final Connection connection;
    private final PlaceRows rows;
    private final CarriedPlaces places = new CarriedPlaces();
    private final Set<Long> loaded = new HashSet<>();
    private final Set<String> topics = new HashSet<>();
    private final Map<Long, String> names = new HashMap<>();

    /**
     * A hole that nothing has filled.
     *
     * @param stream whose; empty where many streams share the topic
     */
    record Missing(String stream, String name, boolean topic, long from, long to) {}

    LinesStood(Connection connection, PlaceRows rows) {
        this.connection = connection;
        this.rows = rows;
    }

    /**
     * Notes a pack that has been taken.
     *
     * @param broughtNew whether a request of it had not been taken before
     * @param latest what claims to be later is no time
     */
    void note(StreamOrder stream, Pack pack, boolean broughtNew, long latest) throws SQLException {
        Places stood = pack.header().places();
        names.put(stream.id(), stream.name());
        load(stream.id());
        loadTopics(stood);
        long newest = Long.MIN_VALUE;
        boolean requests = false;
        for (var entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                newest = Math.max(newest, request.time());
                requests = true;
            }
        }
        if (requests || !stood.runs().isEmpty()) {
            places.note(stream.id(), requests ? stood : new Places(stood.runs(), true), broughtNew, newest, latest);
        }
    }

    private void load(long stream) throws SQLException {
        if (loaded.add(stream)) {
            places.restore(rows.of(connection, stream));
        }
    }

    /** Only those that are named: anybody who reaches a collector can name others. */
    private void loadTopics(Places stood) throws SQLException {
        Set<String> fresh = new HashSet<>();
        for (Places.Run run : stood.runs()) {
            if (run.in() == Places.In.TOPIC && topics.add(run.container())) {
                fresh.add(run.container());
            }
        }
        if (!fresh.isEmpty() && loaded.add(ALL)) {
            places.restore(rows.unplacedOfTopics(connection));
        }
        places.restore(rows.ofTopics(connection, fresh));
    }

    /** What is missing for a while, of what has been noted; to be asked before {@link #write}. */
    List<Missing> missing() {
        return places.overdue(PATIENCE).stream()
                .limit(MOST_HOLES)
                .map(hole -> new Missing(
                        names.getOrDefault(hole.key().stream(), ""),
                        hole.key().name(),
                        hole.key().stream() == 0,
                        hole.from(),
                        hole.to()))
                .toList();
    }

    void write() throws SQLException {
        rows.write(connection, places.drain());
    }
}
