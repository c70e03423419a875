/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.KeptBytes;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much may still be kept of what nobody vouches for ({@link KeptBytes}), so that nobody who reaches the port fills the
 * database. What names no stream that is waited for has half of it, so that made-up names leave room for what may be a
 * frontend's own; with it, what only names one has three quarters, so that this leaves room for what is one's own. For one
 * transaction, behind the lock; its counters must be written with it.
 *
 * <p>Why so: {@code docs/decisions/0050-room-for-what-nobody-vouches-for.md}.
 */
final class AsideRoom {
    private final Connection connection;
    private final KeptBytes stored;
    private final long most;
    private final Map<KeptBytes.Of, Long> added = new HashMap<>();
    private Optional<KeptBytes.Kept> kept = Optional.empty();

    /** Who answers for what is to be kept. */
    enum Claim {
        /** It names no stream that is waited for. */
        NOBODY,
        /** It names one, and is not believed. */
        NAMED,
        /** It is believed to be of one. */
        OWN;

        static Claim of(StreamOrder stream) {
            return isWaitedFor(stream) ? OWN : NOBODY;
        }
    }

    /** @param most bytes that may be kept */
    AsideRoom(Connection connection, KeptBytes stored, long most) {
        this.connection = connection;
        this.stored = stored;
        this.most = most;
    }

    /**
     * Whether there is room.
     *
     * @param bytes of the rows
     */
    boolean has(Claim claim, long bytes) throws SQLException {
        KeptBytes.Kept now = kept();
        long unknown = now.unknown() + added(KeptBytes.UNKNOWN);
        long named = unknown + now.named() + added(KeptBytes.NAMED);
        long all = unknown + now.known() + added(KeptBytes.KNOWN);
        long wanted = bytes + KeptBytes.ROW_BYTES;
        return wanted <= most - all
                && (claim == Claim.OWN || wanted <= most - most / 4 - named)
                && (claim != Claim.NOBODY || wanted <= most / 2 - unknown);
    }

    private KeptBytes.Kept kept() throws SQLException {
        if (kept.isEmpty()) {
            kept = Optional.of(stored.read(connection));
        }
        return kept.get();
    }

    /** Something is kept in a number of rows. */
    void fill(Claim claim, long bytes, int rows) {
        long all = bytes + rows * KeptBytes.ROW_BYTES;
        added.merge(claim == Claim.NOBODY ? KeptBytes.UNKNOWN : KeptBytes.KNOWN, all, Long::sum);
        if (claim == Claim.NAMED) {
            added.merge(KeptBytes.NAMED, all, Long::sum);
        }
    }

    /** A row of a stream is set aside that nobody lists. */
    void fillUnlisted(long streamId, long bytes) {
        fill(Claim.NOBODY, bytes, 1);
        added.merge(KeptBytes.ofUnlisted(streamId), bytes + KeptBytes.ROW_BYTES, Long::sum);
    }

    /** All that was set aside of a stream is judged now. */
    void clear(long streamId) throws SQLException {
        long bytes = stored.read(connection, KeptBytes.ofUnlisted(streamId)) + added(KeptBytes.ofUnlisted(streamId));
        if (bytes != 0) {
            added.merge(KeptBytes.ofUnlisted(streamId), -bytes, Long::sum);
            added.merge(KeptBytes.UNKNOWN, -bytes, Long::sum);
        }
    }

    /** Whether a stream is one that is listed, or that nobody has taken out. */
    static boolean isWaitedFor(StreamOrder stream) {
        return !stream.retired() || stream.expected();
    }

    private long added(KeptBytes.Of counter) {
        return added.getOrDefault(counter, 0L);
    }

    /** What must be added to the counters. */
    Map<KeptBytes.Of, Long> counters() {
        return added;
    }
}
