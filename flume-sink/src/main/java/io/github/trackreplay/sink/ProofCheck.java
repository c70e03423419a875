/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.WholeProof;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ProofMatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares the packs of one transaction with the proofs of what had been taken, and collects the new proofs. Where a pack
 * goes on where its file's last one ended, memory knows what to compare; otherwise the ledger is asked, once a file.
 */
final class ProofCheck {
    private final ProofRows rows;
    private final boolean blocks;
    private final Map<LogFile, ByteRange> asked = new HashMap<>();
    private final Map<Long, NavigableMap<Long, Proof>> known = new HashMap<>();
    private final List<ProofRows.OfFile> noted = new ArrayList<>();

    /** @param blocks whether the packs come of a reader of ours, whose blocks end where the grid says */
    ProofCheck(ProofRows rows, Collection<Delivery> deliveries, boolean blocks) {
        this.rows = rows;
        this.blocks = blocks;
        for (Delivery delivery : deliveries) {
            if (delivery instanceof Delivery.OfPack event) {
                PackHeader header = event.pack().header();
                ByteRange range = new ByteRange(header.start(), header.end());
                asked.merge(
                        header.file(),
                        range,
                        (a, b) -> new ByteRange(Math.min(a.start(), b.start()), Math.max(a.end(), b.end())));
            }
        }
    }

    /** What the proofs say of a pack before it is taken. */
    ProofMatch match(Connection connection, FileTrack file, PackHeader header) throws SQLException {
        List<ByteRange> missing = file.taken().missing(new ByteRange(header.start(), header.end()));
        boolean overlaps = missing.stream().mapToLong(ByteRange::length).sum() < header.length();
        if (header.proofs().isEmpty()) {
            return overlaps ? new ProofMatch(Optional.empty(), false) : ProofMatch.NEW;
        }
        boolean goesOn = header.start() == 0
                || file.lastProof()
                        .filter(proof -> proof.boundary() == header.start())
                        .isPresent();
        if (blocks && overlaps && !missing.isEmpty() && WholeProof.onlyOfTheRest(header)) {
            Optional<ProofMatch.Contradiction> unread = unread(known(connection, file, header), header);
            if (unread.isPresent()) {
                return new ProofMatch(unread, false);
            }
        }
        if (overlaps || !goesOn) {
            return ProofMatch.of(header, missing, known(connection, file, header), blocks);
        }
        Map<Long, Proof> last = new HashMap<>();
        file.lastProof().ifPresent(proof -> last.put(proof.boundary(), proof));
        return ProofMatch.of(header, missing, last);
    }

    /**
     * An agent begins once with a log: if it begins behind all that the ledger has proofs of, the bytes between were read by nobody,
     * or somebody has invented it. One that is ended before it has saved how far it was begins at the same place again.
     */
    private static Optional<ProofMatch.Contradiction> unread(NavigableMap<Long, Proof> known, PackHeader header) {
        List<Proof> proofs = header.proofs();
        return known.isEmpty() || known.lastKey() >= header.beforeStart()
                ? Optional.empty()
                : Optional.of(
                        new ProofMatch.Contradiction(known.lastEntry().getValue(), proofs.get(proofs.size() - 1)));
    }

    private NavigableMap<Long, Proof> known(Connection connection, FileTrack file, PackHeader header)
            throws SQLException {
        NavigableMap<Long, Proof> proofs = known.get(file.id());
        if (proofs == null) {
            ByteRange range = asked.getOrDefault(header.file(), new ByteRange(header.start(), header.end()));
            proofs = file.stored() ? rows.around(connection, file.id(), range.start(), range.end()) : new TreeMap<>();
            for (ProofRows.OfFile row : noted) {
                if (row.fileId() == file.id()) {
                    proofs.put(row.proof().boundary(), row.proof());
                }
            }
            known.put(file.id(), proofs);
        }
        return proofs;
    }

    /** A pack has been taken: what it says is known from now on. */
    void taken(FileTrack file, PackHeader header) {
        for (Proof proof : header.proofs()) {
            boolean last = file.lastProof().filter(proof::equals).isPresent();
            NavigableMap<Long, Proof> ofFile = known.get(file.id());
            if (!last && (ofFile == null || ofFile.putIfAbsent(proof.boundary(), proof) == null)) {
                noted.add(new ProofRows.OfFile(file.id(), proof));
            }
            file.noteProof(proof);
        }
    }

    /** What is to be stored. */
    List<ProofRows.OfFile> noted() {
        return noted;
    }
}
