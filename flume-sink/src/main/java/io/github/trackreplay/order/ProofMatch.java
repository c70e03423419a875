/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.LineEnds;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.Proof;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a pack's bytes are those that have been taken of its range, as far as proofs tell. Pure.
 *
 * @param contradiction where they are proven to be others
 * @param proven whether all bytes of the pack that had been taken before are proven to be the same; true where there are none
 */
public record ProofMatch(Optional<Contradiction> contradiction, boolean proven) {
    /** Nothing speaks for or against it, and nothing of the pack had been taken. */
    public static final ProofMatch NEW = new ProofMatch(Optional.empty(), true);

    /**
     * Two proofs that cannot both be of one log file, of one place as a rule.
     *
     * @param taken what the ledger knows
     * @param pack what the pack says
     */
    public record Contradiction(Proof taken, Proof pack) {}

    /**
     * Compares, also where blocks end: a block that ends within another one's is of another log file, whatever it hashes to.
     *
     * @param known the ledger's proofs by boundary, at least from the pack's start to the first one behind its end
     * @param blocks whether where blocks end is compared
     */
    public static ProofMatch of(
            PackHeader header, List<ByteRange> missing, NavigableMap<Long, Proof> known, boolean blocks) {
        ProofMatch match = of(header, missing, known);
        if (!blocks || match.contradiction.isPresent()) {
            return match;
        }
        for (Proof proof : header.proofs()) {
            Map.Entry<Long, Proof> before = known.lowerEntry(proof.boundary());
            Map.Entry<Long, Proof> behind = known.higherEntry(proof.boundary());
            if (before != null && crosses(before.getValue(), proof)) {
                return new ProofMatch(Optional.of(new Contradiction(before.getValue(), proof)), false);
            }
            if (behind != null && crosses(proof, behind.getValue())) {
                return new ProofMatch(Optional.of(new Contradiction(behind.getValue(), proof)), false);
            }
        }
        return byLineEnds(header, known)
                .map(contradiction -> new ProofMatch(Optional.of(contradiction), false))
                .orElse(match);
    }

    /** Where a pack has a proof at the end of each line, what was taken up to a place that is none of them are other bytes. */
    private static Optional<Contradiction> byLineEnds(PackHeader header, NavigableMap<Long, Proof> known) {
        if (header.lineEnds() == LineEnds.SOME || header.proofs().isEmpty()) {
            return Optional.empty();
        }
        NavigableMap<Long, Proof> own = new TreeMap<>();
        header.proofs().forEach(proof -> own.put(proof.boundary(), proof));
        for (Proof taken :
                known.subMap(header.start(), false, own.lastKey(), false).values()) {
            if (!own.containsKey(taken.boundary())) {
                return Optional.of(new Contradiction(
                        taken, own.higherEntry(taken.boundary()).getValue()));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a pack says that its log ended, when it was read, where nothing proves that a taken one has a line end. Then more than there
     * was may have been taken before: that would be of another log. What was taken later only tells that the log has grown.
     */
    public static boolean endsUnproven(PackHeader header, List<ByteRange> missing, Map<Long, Proof> known) {
        return header.lineEnds() == LineEnds.ALL_THERE_ARE
                && !header.proofs().isEmpty()
                && takenEnd(header, missing) == header.end()
                && !known.containsKey(header.end());
    }

    /** Whether the block of a later proof holds an earlier one's boundary and yet is another block. */
    private static boolean crosses(Proof earlier, Proof later) {
        return later.blockStart() < earlier.boundary()
                && (later.blockStart() != earlier.blockStart() || earlier.endsBlock());
    }

    /**
     * Compares proofs of the same places.
     *
     * @param missing the parts of the pack's range that had not been taken
     * @param known the ledger's proofs by boundary, at least those from the pack's start to its end
     */
    public static ProofMatch of(PackHeader header, List<ByteRange> missing, Map<Long, Proof> known) {
        long agreed = header.start();
        boolean gap = false;
        for (Proof proof : header.proofs()) {
            Proof taken = known.get(proof.boundary());
            if (taken == null) {
                gap |= proof.endsBlock() && proof.boundary() > header.start();
            } else if (!taken.equals(proof)) {
                return new ProofMatch(Optional.of(new Contradiction(taken, proof)), false);
            } else if (!gap) {
                agreed = proof.boundary();
            }
        }
        return new ProofMatch(Optional.empty(), agreed >= takenEnd(header, missing));
    }

    /** Whether any byte of a pack had been taken. */
    public static boolean overlaps(PackHeader header, List<ByteRange> missing) {
        return missing.stream().mapToLong(ByteRange::length).sum() < header.length();
    }

    /** One past the last byte of the pack that had been taken; its start if none had. */
    private static long takenEnd(PackHeader header, List<ByteRange> missing) {
        if (missing.isEmpty()) {
            return header.end();
        }
        ByteRange last = missing.get(missing.size() - 1);
        boolean tailTaken = last.end() < header.end();
        return tailTaken ? header.end() : last.start();
    }
}
