/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.time.Duration;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * How the engine replays.
 *
 * @param batchSize most requests applied in one transaction (a few more where a line holds several)
 * @param streams names of all expected streams; empty: whatever appears
 * @param maxHold how long the order waits for a stream that does not move
 * @param maxHoldBytes how many bytes may be held back before the oldest gap is passed
 * @param maxFuture how far in the future an event time may lie
 * @param statuses HTTP statuses whose requests are replayed; 0 stands for "not logged"
 * @param mostRejectsInRow after so many consecutive rejects a stream stops; 0: never
 * @param memory most bytes of held-back requests that are kept in memory besides the database
 * @param ledgerRetention how long the ledger remembers a log file that is not read any more
 */
public record ReplayPolicy(
        int batchSize,
        Set<String> streams,
        Duration maxHold,
        long maxHoldBytes,
        Duration maxFuture,
        IntPredicate statuses,
        int mostRejectsInRow,
        long memory,
        Duration ledgerRetention) {
    /** The defaults of the sink's settings. */
    public static final ReplayPolicy DEFAULT = new ReplayPolicy(
            10_000,
            Set.of(),
            Duration.ofMinutes(10),
            10L << 30,
            Duration.ofMinutes(10),
            status -> true,
            1000,
            32L << 20,
            Duration.ofDays(400));

    public ReplayPolicy {
        streams = Set.copyOf(streams);
    }

    public ReplayPolicy withBatchSize(int size) {
        return new ReplayPolicy(
                size, streams, maxHold, maxHoldBytes, maxFuture, statuses, mostRejectsInRow, memory, ledgerRetention);
    }

    public ReplayPolicy withStreams(Set<String> names) {
        return new ReplayPolicy(
                batchSize,
                names,
                maxHold,
                maxHoldBytes,
                maxFuture,
                statuses,
                mostRejectsInRow,
                memory,
                ledgerRetention);
    }

    public ReplayPolicy withMaxHold(Duration hold) {
        return new ReplayPolicy(
                batchSize, streams, hold, maxHoldBytes, maxFuture, statuses, mostRejectsInRow, memory, ledgerRetention);
    }

    public ReplayPolicy withMaxHoldBytes(long bytes) {
        return new ReplayPolicy(
                batchSize, streams, maxHold, bytes, maxFuture, statuses, mostRejectsInRow, memory, ledgerRetention);
    }

    public ReplayPolicy withStatuses(IntPredicate replayed) {
        return new ReplayPolicy(
                batchSize,
                streams,
                maxHold,
                maxHoldBytes,
                maxFuture,
                replayed,
                mostRejectsInRow,
                memory,
                ledgerRetention);
    }

    public ReplayPolicy withMostRejectsInRow(int rejects) {
        return new ReplayPolicy(
                batchSize, streams, maxHold, maxHoldBytes, maxFuture, statuses, rejects, memory, ledgerRetention);
    }

    public ReplayPolicy withMemory(long bytes) {
        return new ReplayPolicy(
                batchSize,
                streams,
                maxHold,
                maxHoldBytes,
                maxFuture,
                statuses,
                mostRejectsInRow,
                bytes,
                ledgerRetention);
    }

    public ReplayPolicy withLedgerRetention(Duration retention) {
        return new ReplayPolicy(
                batchSize, streams, maxHold, maxHoldBytes, maxFuture, statuses, mostRejectsInRow, memory, retention);
    }
}
