/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.parts.Parts;
import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Optional;

/** Finds again in a log file what a restart forgot of the bytes before the position. */
final class Recall {
    private static final int LOOKED_BACK = 128 * 1024;

    private Recall() {}

    /** Reads the block before the position again; false if the content does not hold it. */
    static boolean recall(ReadProgress progress, Content content) throws IOException {
        Optional<byte[]> bytes = content.before(progress.position);
        if (bytes.map(before -> Anchor.of(progress.position, before))
                .filter(progress.mark::equals)
                .isEmpty()) {
            return false;
        }
        Optional<RunningProof> proof =
                RunningProof.at(content, progress.position, progress.blockProofs(), progress.markProof());
        if (proof.isEmpty()) {
            return false;
        }
        progress.tail = bytes;
        progress.scannedTail = bytes;
        progress.proof = proof;
        givenUp(progress, content);
        return true;
    }

    /** Of lines in parts that were given up, parts may still come. */
    private static void givenUp(ReadProgress progress, Content content) throws IOException {
        boolean forgotten = progress.scanned == progress.position && !progress.settled.hasGivenUp();
        int span = (int) Math.min(LOOKED_BACK, progress.position);
        byte[] bytes = new byte[span];
        if (forgotten && !content.sequential() && content.read(progress.position - span, bytes, 0, span) == span) {
            progress.settled = Parts.behind(bytes, span == progress.position);
            progress.parts = progress.settled.copy();
        }
    }
}
