/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.List;

/**
 * Whether a pack says what all bytes of its range hash to: by a proof at its end, and one at the end of each block before that, back to
 * its start. A range that somebody invents then says things about blocks that the log's own packs say differently. Pure.
 */
public final class WholeProof {
    private WholeProof() {}

    /** Whether it needs none, or has all; destroyed bytes have none, and are booked as lost. */
    public static boolean holds(PackHeader header) {
        if (header.length() == 0 || header.lost() > 0 || PipelineLog.is(header.file())) {
            return true;
        }
        List<Proof> proofs = header.proofs();
        int last = proofs.size() - 1;
        if (last < 0 || proofs.get(last).boundary() != header.end()) {
            return false;
        }
        long block = proofs.get(last).blockStart();
        for (int i = last - 1; i >= 0 && block > header.start(); i--) {
            Proof proof = proofs.get(i);
            boolean within = proof.boundary() > block && proof.blockStart() == block;
            if (!within && (proof.boundary() != block || !proof.endsBlock())) {
                return false;
            }
            block = proof.blockStart();
        }
        return block <= header.start();
    }
}
