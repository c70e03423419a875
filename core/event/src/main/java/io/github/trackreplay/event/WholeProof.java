/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.List;

/**
 * Whether a pack says what all bytes of its range hash to: by a proof at its end, and one at the end of each block before that, back to
 * its start. A range that somebody invents then says things about blocks that the log's own packs say differently. Of what lies before
 * where an agent begins ({@code startAt}) only the end is proven: it has not been read. Destroyed bytes stand at the end of a range and
 * have no proof; but whoever says that they were destroyed proves what he had read before them. Pure.
 */
public final class WholeProof {
    private WholeProof() {}

    /** Whether it needs none, or has all. */
    public static boolean holds(PackHeader header) {
        return holdsFrom(header, header.start() == 0 ? header.beforeStart() : header.start());
    }

    /** Whether it would hold but for what lies before the start of a log. */
    public static boolean onlyOfTheRest(PackHeader header) {
        return header.start() == 0 && header.beforeStart() > 0 && !holdsFrom(header, 0);
    }

    private static boolean holdsFrom(PackHeader header, long begin) {
        long end = header.end() - header.lost();
        if (header.length() == 0 || end == 0 || PipelineLog.is(header.file())) {
            return true;
        }
        List<Proof> proofs = header.proofs();
        int last = proofs.size() - 1;
        if (last < 0 || proofs.get(last).boundary() != end) {
            return false;
        }
        long block = proofs.get(last).blockStart();
        for (int i = last - 1; i >= 0 && block > begin; i--) {
            Proof proof = proofs.get(i);
            boolean within = proof.boundary() > block && proof.blockStart() == block;
            if (!within && (proof.boundary() != block || !proof.endsBlock())) {
                return false;
            }
            block = proof.blockStart();
        }
        return block <= begin;
    }
}
