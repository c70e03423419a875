/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.mysql.ledger.SkippedBytes;
import io.github.trackreplay.mysql.ledger.WriteOutcomes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each outcome came in a transaction: by stream for the ledger, in sum for who watches. Not thread-safe. */
final class OutcomeCounts {
    private final Map<WriteOutcomes.CounterKey, Long> counters = new HashMap<>();
    private final Map<String, Long> excluded = new TreeMap<>();
    private final Map<String, Long> rejected = new TreeMap<>();
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Map<SkippedBytes.Of, SkippedBytes.Amount> skippedBytes = new HashMap<>();
    private final Map<List<String>, Rejects> rejects = new LinkedHashMap<>();
    private final List<Recorded> recorded = new ArrayList<>();
    private long duplicates;
    private long unproven;

    /** Requests of one log file that were recorded: most are. */
    static final class Recorded {
        private final long streamId;
        private long number;

        private Recorded(long streamId) {
            this.streamId = streamId;
        }

        void add() {
            number++;
        }
    }

    /** Counts those of a log file. */
    Recorded recordedOf(long streamId) {
        Recorded ofFile = new Recorded(streamId);
        recorded.add(ofFile);
        return ofFile;
    }

    void excluded(long streamId, String reason) {
        add(streamId, "excluded", reason, 1);
        excluded.merge(reason, 1L, Long::sum);
    }

    void skipped(long streamId, String reason) {
        add(streamId, "skipped", reason, 1);
        skipped.merge(reason, 1L, Long::sum);
    }

    /** Bytes of a file are skipped for a reason. */
    void skippedBytes(long fileId, String reason, long bytes) {
        skippedBytes.merge(
                new SkippedBytes.Of(fileId, reason), new SkippedBytes.Amount(bytes, 1), SkippedBytes.Amount::plus);
    }

    /** Bytes of a file that had been skipped for a reason are judged again. */
    void takeBackSkippedBytes(long fileId, String reason, long bytes) {
        skippedBytes.merge(
                new SkippedBytes.Of(fileId, reason), new SkippedBytes.Amount(-bytes, -1), SkippedBytes.Amount::plus);
    }

    void rejected(long streamId, String reason, long number) {
        add(streamId, "rejected", reason, number);
        rejected.merge(reason, number, Long::sum);
    }

    /** Something that is not kept, because too much of its kind is. */
    void unkept(long streamId, String reason, long number) {
        add(streamId, Outcomes.UNKEPT, reason, number);
        rejected.merge(reason, number, Long::sum);
    }

    /** @param proven whether its bytes are proven to be those that had been taken */
    void duplicate(long streamId, boolean proven) {
        add(streamId, "duplicate", proven ? "" : "unproven", 1);
        duplicates++;
        unproven += proven ? 0 : 1;
    }

    /** A rejected row that was settled by somebody else meanwhile. */
    void duplicateOffer() {
        duplicates++;
    }

    /** Something that the ledger counts is judged again. */
    void takeBack(long streamId, String outcome, String reason, long number) {
        add(streamId, outcome, reason, -number);
    }

    private void add(long streamId, String outcome, String reason, long number) {
        counters.merge(new WriteOutcomes.CounterKey(streamId, outcome, reason), number, Long::sum);
    }

    /** Something rejected is worth a sentence. */
    void say(Rejects what) {
        List<String> key = List.of(what.stream(), what.reason(), what.kept() ? "" : Outcomes.UNKEPT);
        rejects.merge(key, what, Rejects::plus);
    }

    /** What must be added to the ledger's counters. */
    Map<WriteOutcomes.CounterKey, Long> counters() {
        Map<WriteOutcomes.CounterKey, Long> all = new HashMap<>(counters);
        for (Recorded ofFile : recorded) {
            if (ofFile.number > 0) {
                all.merge(new WriteOutcomes.CounterKey(ofFile.streamId, "recorded", ""), ofFile.number, Long::sum);
            }
        }
        return all;
    }

    /** What must be added to what the ledger notes of skipped bytes. */
    Map<SkippedBytes.Of, SkippedBytes.Amount> skippedBytes() {
        return skippedBytes;
    }

    /** What was rejected, by stream and reason. */
    List<Rejects> rejects() {
        return List.copyOf(rejects.values());
    }

    Map<String, Long> excluded() {
        return excluded;
    }

    Map<String, Long> rejected() {
        return rejected;
    }

    Map<String, Long> skipped() {
        return skipped;
    }

    long recorded() {
        return recorded.stream().mapToLong(ofFile -> ofFile.number).sum();
    }

    long duplicates() {
        return duplicates;
    }

    /** Duplicates whose bytes could not be compared. */
    long unproven() {
        return unproven;
    }
}
