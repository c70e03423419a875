/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.HashBlocks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which requests have been taken, by their {@link RequestIdentity}: ids of requests over all streams, anything else within its
 * stream. Hours of event time are read from the ledger when a request of theirs comes, and the last few are kept in memory.
 * After a failed transaction, or when another collector has committed, it must be thrown away. Not thread-safe.
 */
final class TakenIdentities {
    private static final long HOUR = 3_600_000;

    /** Hours with more hashes than that together leave memory, the one that was used longest ago first: about 32 MiB. */
    private static final long MOST_HASHES = 2_000_000;

    private final HashBlocks blocks;
    private final LinkedHashMap<Key, TakenHour> hours = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> streams = new HashMap<>();
    private Line current = new Line(-1, -1, false);

    private record Key(HashBlocks.Kind kind, long hour) {}

    private record Line(int pack, long offset, boolean taken) {}

    TakenIdentities(HashBlocks blocks) {
        this.blocks = blocks;
    }

    /** Reads what is stored of the hours of these requests; to be called before they are judged. */
    void prepare(Connection connection, Collection<? extends PackEntry> entries) throws SQLException {
        Map<HashBlocks.Kind, Set<Long>> missing = new HashMap<>();
        for (PackEntry entry : entries) {
            if (entry instanceof TrackingRequest request) {
                RequestIdentity.of(request)
                        .filter(identity -> identity.kind() != RequestIdentity.Kind.NONE)
                        .map(identity -> key(identity, request))
                        .filter(key -> hours.get(key) == null)
                        .ifPresent(key -> missing.computeIfAbsent(key.kind(), kind -> new TreeSet<>())
                                .add(key.hour()));
            }
        }
        for (Map.Entry<HashBlocks.Kind, Set<Long>> kind : missing.entrySet()) {
            Map<Long, List<HashBlocks.Block>> stored = blocks.of(connection, kind.getKey(), kind.getValue());
            kind.getValue()
                    .forEach(hour -> hours.put(
                            new Key(kind.getKey(), hour), new TakenHour(hour, stored.getOrDefault(hour, List.of()))));
        }
    }

    /**
     * Notes a request.
     *
     * @param pack tells the transaction's packs apart; the requests of one line have one fate
     * @return whether it had been taken before
     */
    boolean note(String stream, TrackingRequest request, int pack) {
        Optional<RequestIdentity> known =
                RequestIdentity.of(request).filter(own -> own.kind() != RequestIdentity.Kind.NONE);
        if (known.isEmpty()) {
            return false;
        }
        RequestIdentity identity = known.get();
        if (current.pack() == pack && current.offset() == request.offset() && request.index() > 0) {
            return current.taken();
        }
        TakenHour hour = hours.get(key(identity, request));
        if (hour == null) {
            throw new IllegalStateException("the hour of a request was not prepared");
        }
        long hash = identity.kind() == RequestIdentity.Kind.REQUEST_ID ? identity.hash() : identity.hash() ^ of(stream);
        current = new Line(pack, request.offset(), !hour.add(hash));
        return current.taken();
    }

    /** Whether a request with an id of its own has been taken; its hour must be {@linkplain #prepare prepared}. */
    boolean knows(TrackingRequest request) {
        return RequestIdentity.of(request)
                .filter(identity -> identity.kind() == RequestIdentity.Kind.REQUEST_ID)
                .filter(identity -> {
                    TakenHour hour = hours.get(key(identity, request));
                    return hour != null && hour.contains(identity.hash());
                })
                .isPresent();
    }

    private long of(String stream) {
        return streams.computeIfAbsent(stream, name -> {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
                return ByteBuffer.wrap(digest).getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        });
    }

    private static Key key(RequestIdentity identity, TrackingRequest request) {
        return new Key(
                identity.kind() == RequestIdentity.Kind.REQUEST_ID ? HashBlocks.Kind.REQUEST_ID : HashBlocks.Kind.OTHER,
                Math.floorDiv(request.time(), HOUR));
    }

    /** Writes what was noted since the last call. */
    void write(Connection connection) throws SQLException {
        Map<HashBlocks.Kind, List<HashBlocks.Changed>> changed = new HashMap<>();
        hours.forEach((key, hour) ->
                changed.computeIfAbsent(key.kind(), kind -> new ArrayList<>()).addAll(hour.drain()));
        for (Map.Entry<HashBlocks.Kind, List<HashBlocks.Changed>> kind : changed.entrySet()) {
            if (!kind.getValue().isEmpty()) {
                blocks.write(connection, kind.getKey(), kind.getValue());
            }
        }
        current = new Line(-1, -1, false);
    }

    /** Frees memory, after a COMMIT. */
    void committed() {
        long kept = hours.values().stream().mapToLong(hour -> hour.size() + 64L).sum();
        Iterator<Map.Entry<Key, TakenHour>> oldest = hours.entrySet().iterator();
        while (kept > MOST_HASHES && hours.size() > 1 && oldest.hasNext()) {
            kept -= oldest.next().getValue().size() + 64L;
            oldest.remove();
        }
    }

    /** What is in memory may be older than the ledger. */
    void forget() {
        hours.clear();
    }
}
