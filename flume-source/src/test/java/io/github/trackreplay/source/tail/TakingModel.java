/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a ledger makes of packs, as docs/decisions/0018 has it and written from there: it knows log files by their fingerprints, takes the bytes
 * of a pack that it has not, and sets a pack aside that is proven to hold other bytes than those that it has. What it drops is
 * counted as a duplicate, and where nothing proves the bytes to be the same as an unproven one. For logs of some thousand bytes.
 */
final class TakingModel {
    private final Map<Fingerprint, Taken> files = new HashMap<>();
    private final List<RawPack> conflicts = new ArrayList<>();
    private final List<RawPack> unproven = new ArrayList<>();

    private static final class Taken {
        private final BitSet bytes = new BitSet();
        private final TreeMap<Long, Proof> proofs = new TreeMap<>();
    }

    /** Takes a pack; returns its lines that had not been taken. */
    List<RawLine> take(RawPack pack) {
        Taken file = files.computeIfAbsent(pack.header().file().fingerprint(), name -> new Taken());
        if (pack.header().proofs().stream().anyMatch(proof -> contradicts(file, proof))) {
            conflicts.add(pack);
            return List.of();
        }
        int taken = file.bytes.previousSetBit(Math.toIntExact(pack.header().end()) - 1) + 1;
        if (taken > pack.header().start() && agreed(file, pack) < taken) {
            unproven.add(pack);
        }
        List<RawLine> fresh = pack.lines().stream()
                .filter(line -> !file.bytes.get(Math.toIntExact(line.offset())))
                .toList();
        file.bytes.set(
                Math.toIntExact(pack.header().start()),
                Math.toIntExact(pack.header().end()));
        pack.header().proofs().forEach(proof -> file.proofs.put(proof.boundary(), proof));
        return fresh;
    }

    /** Up to where a pack is proven to have the bytes that were taken. */
    private static long agreed(Taken file, RawPack pack) {
        long agreed = pack.header().start();
        for (Proof proof : pack.header().proofs()) {
            if (file.proofs.containsKey(proof.boundary())) {
                agreed = proof.boundary();
            } else if (proof.endsBlock() && proof.boundary() > pack.header().start()) {
                return agreed;
            }
        }
        return agreed;
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

    /** Packs of which something was dropped that nothing proves to be what was taken, which is counted. */
    List<RawPack> unproven() {
        return unproven;
    }

    /** Packs that were set aside, which is said and holds completeness. */
    List<RawPack> conflicts() {
        return conflicts;
    }
}
