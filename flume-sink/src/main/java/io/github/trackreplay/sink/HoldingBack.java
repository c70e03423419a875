/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.HeldPacks;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.HeldPack;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes rows of the requests of a transaction that must wait, sorted by time: one row per log file, several where that would be large.
 * So of each batch the merge has one row of a file in memory at a time, however the times were mixed. Used once.
 */
final class HoldingBack {
    /** Most weight of a held-back row with several requests: far from the limit of a packet, however they are escaped. */
    static final long MOST_HELD = 256 << 10;

    /** The same for an import, of which a row of every batch may be in memory when logs out of order are merged. */
    private static final long MOST_HELD_BY_IMPORT = 32 << 10;

    private static final long LEAST_HELD = 8 << 10;

    private final TransactionScope scope;
    private final Outcomes outcomes;
    private final Function<Candidate, PackHeader> headers;
    private final List<HeldPacks.Stored> rows = new ArrayList<>();
    private long requests;

    /** @param headers gives the header of the pack in which a request came */
    HoldingBack(TransactionScope scope, Outcomes outcomes, Function<Candidate, PackHeader> headers) {
        this.scope = scope;
        this.outcomes = outcomes;
        this.headers = headers;
    }

    /** When all is released, the merge of the streams has a row of each of them in memory. */
    private long mostHeld() {
        long share = scope.policy().limits().memory()
                / Math.max(1, scope.state().order().streams().size());
        return Math.max(LEAST_HELD, Math.min(scope.collects() ? MOST_HELD : MOST_HELD_BY_IMPORT, share));
    }

    /** Has requests wait. */
    void hold(List<Candidate> left) throws SQLException {
        Map<Long, List<Candidate>> byFile = new TreeMap<>();
        for (Candidate candidate : left) {
            byFile.computeIfAbsent(candidate.fileId(), file -> new ArrayList<>())
                    .add(candidate);
        }
        long most = mostHeld();
        for (List<Candidate> ofFile : byFile.values()) {
            for (List<Candidate> row : Halves.parts(ofFile, part -> Weight.sum(part, Candidate::weight) <= most)) {
                scope.work();
                holdInARow(row);
            }
        }
    }

    private void holdInARow(List<Candidate> ofFile) throws SQLException {
        Candidate first = ofFile.get(0);
        FileTrack file = scope.state().file(first.fileId());
        byte[] body = scope.ledger().encode(pack(ofFile, file));
        if (body.length > PacketLimit.MOST_VALUE) {
            ofFile.forEach(c -> outcomes.rejectTooLarge(file, c.request(), c.bytes()));
        } else {
            hold(ofFile, file, body);
        }
    }

    private void hold(List<Candidate> ofFile, FileTrack file, byte[] body) {
        ofFile.forEach(candidate -> file.account().hold(candidate.bytes()));
        long maxTime = ofFile.get(ofFile.size() - 1).key().time();
        HeldPack pack = new HeldPack(scope.id(), file.id(), ofFile.get(0).key(), maxTime, body.length, ofFile.size());
        rows.add(new HeldPacks.Stored(pack, body));
        requests += ofFile.size();
        scope.state().cache().put(pack, ofFile.stream().map(Candidate::held).toList());
    }

    private Pack pack(List<Candidate> ofFile, FileTrack file) {
        List<PackEntry> entries = new ArrayList<>(ofFile.size());
        ofFile.forEach(candidate -> entries.add(candidate.stored()));
        entries.sort(Comparator.comparingLong(PackEntry::offset)
                .thenComparingInt(entry -> ((TrackingRequest) entry).index()));
        return new Pack(header(headers.apply(ofFile.get(0)), entries, file), entries);
    }

    private static PackHeader header(PackHeader h, List<PackEntry> entries, FileTrack file) {
        long end = entries.stream()
                .mapToLong(entry -> entry.offset() + entry.length())
                .max()
                .orElseThrow();
        return new PackHeader(
                file.file(), entries.get(0).offset(), end, h.reading(), PackHeader.Promise.none(h.disorder()));
    }

    /** The rows that are to be stored. */
    List<HeldPacks.Stored> rows() {
        return rows;
    }

    /** Requests in them. */
    long requests() {
        return requests;
    }

    /** Size of their bodies. */
    long bytes() {
        return rows.stream().mapToLong(row -> row.pack().bytes()).sum();
    }
}
