/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.WholeProof;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.ProofRows;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ProofMatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the packs of one transaction with the proofs of what had been taken, and collects the new proofs. Where a pack
 * goes on where its file's last one ended, memory knows what to compare; otherwise the ledger is asked, once a file.
 */
final class ProofCheck {
    private final ProofRows rows;
    private final ConflictRows conflicts;
    private final boolean blocks;
    private final long now;
    private final Set<Long> contradicted = new HashSet<>();
    private final Map<LogFile, ByteRange> asked = new HashMap<>();
    private final Map<Long, NavigableMap<Long, Proof>> known = new HashMap<>();
    private final NavigableMap<Long, NavigableMap<Long, ProofRows.OfFile>> noted = new TreeMap<>();

    /**
     * @param blocks whether the packs come of a reader of ours, whose blocks end where the grid says
     * @param now of this transaction, milliseconds since 1970-01-01 UTC
     */
    ProofCheck(ProofRows rows, ConflictRows conflicts, Collection<Delivery> deliveries, boolean blocks, long now) {
        this.rows = rows;
        this.conflicts = conflicts;
        this.blocks = blocks;
        this.now = now;
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

    /**
     * What the proofs say of a pack before it is taken.
     *
     * @param missing its bytes that nobody had read, ascending
     */
    ProofMatch match(Connection connection, FileTrack file, PackHeader header, List<ByteRange> missing)
            throws SQLException {
        ProofMatch match = compared(connection, file, header, missing);
        if (match.contradiction().isPresent()) {
            contradicted.add(file.id());
        }
        return match;
    }

    /**
     * Whether a pack whose log file is whole ends where its last proof says, and its last byte is new or that proof is of what was taken.
     * Asked before the pack is taken; false of all other packs.
     *
     * @param missing its bytes that nobody had read, ascending
     */
    boolean endProven(Connection connection, FileTrack file, PackHeader header, List<ByteRange> missing)
            throws SQLException {
        List<Proof> proofs = header.proofs();
        if (header.archiveEnd() != ArchiveEnd.WHOLE || proofs.isEmpty()) {
            return false;
        }
        Proof last = proofs.get(proofs.size() - 1);
        boolean endIsNew = !missing.isEmpty() && missing.get(missing.size() - 1).end() == header.end();
        return last.boundary() == header.end()
                && (endIsNew
                        || file.lastProof().filter(last::equals).isPresent()
                        || last.equals(known(connection, file, header).get(last.boundary())));
    }

    private ProofMatch compared(Connection connection, FileTrack file, PackHeader header, List<ByteRange> missing)
            throws SQLException {
        boolean overlaps = ProofMatch.overlaps(header, missing);
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
            NavigableMap<Long, Proof> taken = known(connection, file, header);
            ProofMatch match = ProofMatch.of(header, missing, taken, blocks);
            Optional<Proof> other = match.contradiction().isPresent()
                    ? Optional.empty()
                    : ofAnother(connection, file, header, missing, match, taken);
            List<Proof> own = header.proofs();
            return other.map(proof -> new ProofMatch.Contradiction(proof, own.get(own.size() - 1)))
                    .map(contradiction -> new ProofMatch(Optional.of(contradiction), false))
                    .orElse(match);
        }
        Map<Long, Proof> last = new HashMap<>();
        file.lastProof().ifPresent(proof -> last.put(proof.boundary(), proof));
        return ProofMatch.of(header, missing, last);
    }

    /** What was taken of another log, where no proof of a pack of a reader of ours says so. */
    private Optional<Proof> ofAnother(
            Connection connection,
            FileTrack file,
            PackHeader header,
            List<ByteRange> missing,
            ProofMatch match,
            NavigableMap<Long, Proof> taken)
            throws SQLException {
        if (!blocks || header.lineEnds() == LineEnds.SOME) {
            return Optional.empty();
        }
        Optional<Proof> more = ProofMatch.endsUnproven(header, missing, taken)
                ? readBefore(connection, file, header)
                : Optional.empty();
        boolean joins = match.proven() && ProofMatch.overlaps(header, missing);
        return more.isPresent() || joins || !followsConflict(connection, file, header, taken)
                ? more
                : before(connection, file, header, taken);
    }

    /**
     * What had been read behind a pack's end before the pack was: its log had more bytes then. Of the same read is what was read at the
     * same time, of the same log therefore. What waited in a channel meanwhile may be of this transaction as well.
     */
    private Optional<Proof> readBefore(Connection connection, FileTrack file, PackHeader header) throws SQLException {
        Map.Entry<Long, ProofRows.OfFile> next = noted(file).higherEntry(header.end());
        if (next != null && next.getValue().readTime() < header.readTime()) {
            return Optional.of(next.getValue().proof());
        }
        return file.stored() ? rows.behind(connection, file.id(), header.end(), header.readTime()) : Optional.empty();
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

    /**
     * Whether a pack that may be sent again joins nothing that was taken of its log file, and packs of the same name were in conflict: then
     * it goes on with those, and may have been taken under another name.
     */
    private boolean followsConflict(
            Connection connection, FileTrack file, PackHeader header, NavigableMap<Long, Proof> taken)
            throws SQLException {
        return header.start() > 0
                && !taken.containsKey(header.start())
                && (contradicted.contains(file.id()) || conflicts.open(connection, file.id()));
    }

    /** The last proof of what was taken before a pack. */
    private Optional<Proof> before(
            Connection connection, FileTrack file, PackHeader header, NavigableMap<Long, Proof> taken)
            throws SQLException {
        Map.Entry<Long, Proof> near = taken.lowerEntry(header.start());
        Map.Entry<Long, Proof> last = near == null && file.stored()
                ? rows.around(connection, file.id(), 0, header.start()).lowerEntry(header.start())
                : near;
        return Optional.ofNullable(last).map(Map.Entry::getValue);
    }

    private NavigableMap<Long, Proof> known(Connection connection, FileTrack file, PackHeader header)
            throws SQLException {
        NavigableMap<Long, Proof> proofs = known.get(file.id());
        if (proofs == null) {
            ByteRange range = asked.getOrDefault(header.file(), new ByteRange(header.start(), header.end()));
            proofs = file.stored() ? rows.around(connection, file.id(), range.start(), range.end()) : new TreeMap<>();
            for (ProofRows.OfFile row : noted(file).values()) {
                proofs.put(row.proof().boundary(), row.proof());
            }
            known.put(file.id(), proofs);
        }
        return proofs;
    }

    /**
     * A pack has been taken: what it says of bytes that it brought is known from now on, and of others where these are proven to be the same.
     * Where a log was put back to an older state and goes on otherwise, a word that it is there says something of bytes that were taken of
     * the other one.
     *
     * @param match what the proofs said of it
     * @param missing its bytes that nobody had read before, ascending
     */
    void taken(FileTrack file, PackHeader header, ProofMatch match, List<ByteRange> missing) {
        for (Proof proof : header.proofs()) {
            boolean told = isOfTaken(file, header, match, missing, proof.boundary());
            if (!told || (header.lineEnds() != LineEnds.SOME && !isKept(header, proof))) {
                continue;
            }
            boolean last = file.lastProof().filter(proof::equals).isPresent();
            NavigableMap<Long, Proof> ofFile = known.get(file.id());
            if (!last && (ofFile == null || ofFile.putIfAbsent(proof.boundary(), proof) == null)) {
                noted.computeIfAbsent(file.id(), id -> new TreeMap<>())
                        .putIfAbsent(
                                proof.boundary(),
                                new ProofRows.OfFile(file.id(), proof, Math.min(now, header.readTime())));
            }
            file.noteProof(proof);
        }
    }

    private static boolean isOfTaken(
            FileTrack file, PackHeader header, ProofMatch match, List<ByteRange> missing, long boundary) {
        if (header.length() == 0) {
            return boundary >= file.taken().end();
        }
        return match.proven()
                || missing.stream().anyMatch(range -> range.start() < boundary && boundary <= range.end());
    }

    /** What only tells whether a pack has come before is not stored. */
    private static boolean isKept(PackHeader header, Proof proof) {
        return proof.endsBlock() || proof.boundary() == header.start() || proof.boundary() == header.end();
    }

    private NavigableMap<Long, ProofRows.OfFile> noted(FileTrack file) {
        return noted.getOrDefault(file.id(), Collections.emptyNavigableMap());
    }

    /** What is to be stored. */
    List<ProofRows.OfFile> noted() {
        return noted.values().stream().flatMap(rows -> rows.values().stream()).toList();
    }
}
