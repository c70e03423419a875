/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a ledger makes of packs, as docs/decisions/0018, 0053 and 0056 have it and written from there: it knows log files by their
 * fingerprints, takes the bytes of a pack that it has not, those that it has booked as destroyed among them, and sets a pack aside that is
 * proven to hold other bytes than those that it has. For logs of some thousand bytes.
 */
final class TakingModel {
    private final Map<Fingerprint, Taken> files = new HashMap<>();
    private final List<RawPack> conflicts = new ArrayList<>();
    private boolean possibleLoss;

    private static final class Taken {
        private final BitSet bytes = new BitSet();
        private final TreeMap<Integer, Long> destroyed = new TreeMap<>();
        private boolean requests;
        private final TreeMap<Long, Proof> proofs = new TreeMap<>();
    }

    /** Takes a pack; returns its lines that had not been taken. */
    List<RawLine> take(RawPack pack) {
        Taken file = files.computeIfAbsent(pack.header().file().fingerprint(), name -> new Taken());
        int taken = file.bytes.previousSetBit(Math.toIntExact(pack.header().end()) - 1) + 1;
        if (pack.header().proofs().stream().anyMatch(proof -> contradicts(file, proof))
                || byLineEnds(file, pack.header(), taken)
                || followsConflict(file, pack.header(), taken)) {
            conflicts.add(pack);
            return List.of();
        }
        List<RawLine> fresh = pack.lines().stream()
                .filter(line -> !file.bytes.get(Math.toIntExact(line.offset())))
                .toList();
        account(file, pack.header());
        file.requests |= !fresh.isEmpty();
        pack.header().proofs().stream()
                .filter(proof -> isKept(pack.header(), proof))
                .forEach(proof -> file.proofs.put(proof.boundary(), proof));
        return fresh;
    }

    private void account(Taken file, PackHeader header) {
        int start = Math.toIntExact(header.start());
        int read = Math.toIntExact(header.end() - header.lost());
        Map<Integer, Long> found = file.destroyed.subMap(start, read);
        possibleLoss |= !file.requests && found.values().stream().anyMatch(noticed -> header.readTime() >= noticed);
        found.clear();
        file.bytes.set(start, read);
        for (int at = read; at < header.end(); at++) {
            if (!file.bytes.get(at)) {
                file.destroyed.putIfAbsent(at, header.readTime());
            }
        }
    }

    /** A ledger keeps no proof of each line. */
    private static boolean isKept(PackHeader header, Proof proof) {
        return header.lineEnds() == LineEnds.SOME
                || proof.endsBlock()
                || proof.boundary() == header.start()
                || proof.boundary() == header.end();
    }

    /** What was taken up to a place where a pack with all line ends has none are other bytes, as where more was taken than there is. */
    private static boolean byLineEnds(Taken file, PackHeader header, int taken) {
        if (header.lineEnds() == LineEnds.SOME || header.length() == 0) {
            return false;
        }
        Set<Long> ends = header.proofs().stream().map(Proof::boundary).collect(Collectors.toSet());
        boolean elsewhere = !ends.containsAll(
                file.proofs.subMap(header.start(), false, header.end(), false).keySet());
        boolean more = header.lineEnds() == LineEnds.ALL_THERE_ARE
                && taken == header.end()
                && !file.proofs.containsKey(header.end())
                && file.proofs.higherKey(header.end()) != null;
        return elsewhere || more;
    }

    /** What is wholly taken and proven to be the same goes on with what was taken, whatever else came under its name. */
    private boolean followsConflict(Taken file, PackHeader header, int taken) {
        boolean proven = taken == header.end() && file.proofs.containsKey(header.end());
        return header.lineEnds() != LineEnds.SOME
                && !proven
                && header.start() > 0
                && !file.proofs.containsKey(header.start())
                && !file.proofs.isEmpty()
                && conflicts.stream()
                        .anyMatch(pack -> pack.header()
                                .file()
                                .fingerprint()
                                .equals(header.file().fingerprint()));
    }

    private static boolean contradicts(Taken file, Proof proof) {
        Proof same = file.proofs.get(proof.boundary());
        if (same != null) {
            return !same.equals(proof);
        }
        Map.Entry<Long, Proof> before = file.proofs.lowerEntry(proof.boundary());
        Map.Entry<Long, Proof> behind = file.proofs.higherEntry(proof.boundary());
        return (before != null && crosses(before.getValue(), proof))
                || (behind != null && crosses(proof, behind.getValue()));
    }

    /** A block that ends within another one is of another file. */
    private static boolean crosses(Proof earlier, Proof later) {
        return later.blockStart() < earlier.boundary()
                && (later.blockStart() != earlier.blockStart() || earlier.endsBlock());
    }

    /** Whether bytes are booked as destroyed, or as perhaps destroyed because others may have come for them. */
    boolean listsLosses() {
        return possibleLoss || files.values().stream().anyMatch(file -> !file.destroyed.isEmpty());
    }

    /** Packs that were set aside, which is said and holds completeness. */
    List<RawPack> conflicts() {
        return conflicts;
    }
}
