/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.mysql.ledger.ReaderRows;
import io.github.trackreplay.mysql.ledger.ReaderRows.Read;
import io.github.trackreplay.order.ConcurrentReaders;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which agents bring each stream, here and by other collectors, and whether two do at the same time. Of each stream that is told of at most
 * once a minute. Not thread-safe.
 */
final class ReaderWatch {
    private static final long SAID = Duration.ofMinutes(1).toMillis();

    /** How often collectors tell one another. */
    private static final long SHARED = Duration.ofSeconds(10).toMillis();

    /** How long what an agent has brought is of any use. */
    private static final long REMEMBERED = Duration.ofHours(1).toMillis();

    /** A frontend that is ahead by more is not believed; by less the collector's clock may be the one that is behind. */
    private static final long AHEAD = Duration.ofMinutes(10).toMillis();

    private static final int MOST_STREAMS = 10_000;
    private static final int MOST_UNSHARED = 1_000;

    /** What collectors tell one another of so many is read. */
    static final int MOST_SHARED = 10_000;

    private final Map<Long, ConcurrentReaders> streams = new HashMap<>();
    private final Map<Long, Long> saidAt = new HashMap<>();
    private final Map<String, Read> unshared = new HashMap<>();
    private final Set<String> crowded = new TreeSet<>();
    private long sharedAt;

    /**
     * Two agents bring logs of their own under one name.
     *
     * @param one where the one reads
     * @param other where the other does
     */
    record Two(String stream, String one, String other) {}

    /**
     * Notes who read a pack. Returns since when another one reads at the same time, if that is to be told of.
     *
     * @param commit number of the transaction that takes it
     */
    Optional<ConcurrentReaders.Pair> note(
            StreamOrder stream, FileTrack file, PackHeader header, long commit, long now) {
        if (header.reader().isEmpty() || isBeyondRoom(stream.id())) {
            return Optional.empty();
        }
        long readAt = header.readTime() - now > AHEAD ? now : header.readTime();
        ConcurrentReaders of = readers(stream.id());
        Optional<ConcurrentReaders.Pair> two = of.note(header.reader(), readAt, file.chain(), commit, now);
        if (!of.knows(header.reader())) {
            crowded.add(stream.name());
        } else if (unshared.size() < MOST_UNSHARED) {
            unshared.put(
                    key(stream.id(), header.reader()),
                    new Read(stream.id(), header.reader(), readAt, file.chain(), commit));
        }
        return two.filter(pair -> isToBeSaid(stream.id(), now));
    }

    /** What was noted of a stream is told of now. */
    void said(StreamOrder stream, long now) {
        saidAt.put(stream.id(), now);
    }

    private boolean isBeyondRoom(long streamId) {
        return streams.size() >= MOST_STREAMS && !streams.containsKey(streamId);
    }

    /** Streams under whose names more agents have come at a time than can be told apart, since this was asked the last time. */
    List<String> crowded() {
        List<String> names = List.copyOf(crowded);
        crowded.clear();
        return names;
    }

    /** Once a minute. */
    private boolean isToBeSaid(long streamId, long now) {
        long said = saidAt.getOrDefault(streamId, Long.MAX_VALUE);
        return Elapsed.since(said, now, SAID);
    }

    /** Tells other collectors what came here, and hears what came there, if it is time. */
    void share(Connection connection, ReaderRows rows, long now) throws SQLException {
        if (!Elapsed.since(sharedAt, now, SHARED)) {
            return;
        }
        sharedAt = now;
        rows.write(connection, unshared.values());
        ReaderRows.Heard heard = rows.all(connection, MOST_SHARED);
        for (Read read : heard.latest()) {
            boolean elsewhere = !unshared.containsKey(key(read.streamId(), read.reader()));
            if (elsewhere
                    && !isBeyondRoom(read.streamId())
                    && read.readAt() > readers(read.streamId()).lastRead(read.reader())) {
                readers(read.streamId()).note(read.reader(), read.readAt(), read.chain(), read.commit(), now);
            }
        }
        rows.forget(
                connection,
                heard.latest().stream()
                        .filter(read -> read.readAt() < now - REMEMBERED)
                        .toList());
        rows.forget(connection, heard.older());
        unshared.clear();
    }

    private ConcurrentReaders readers(long streamId) {
        return streams.computeIfAbsent(streamId, id -> new ConcurrentReaders());
    }

    private static String key(long streamId, String reader) {
        return streamId + "/" + reader;
    }
}
