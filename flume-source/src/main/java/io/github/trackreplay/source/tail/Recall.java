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
        Optional<Parts> before = forgotten ? before(progress, content) : Optional.empty();
        before.ifPresent(parts -> {
            progress.settled = parts;
            progress.parts = parts.copy();
        });
        progress.forgotten &= before.isEmpty();
    }

    /** What the last lines before the position tell of parts behind it; empty where they cannot be read again. */
    private static Optional<Parts> before(ReadProgress progress, Content content) throws IOException {
        int span = (int) Math.min(LOOKED_BACK, progress.position);
        byte[] bytes = new byte[span];
        return !content.sequential() && content.read(progress.position - span, bytes, 0, span) == span
                ? Optional.of(Parts.behind(bytes, span == progress.position))
                : Optional.empty();
    }

    /**
     * What the end of a log file tells of the beginning of the next one.
     *
     * @param left bytes behind the position that were left, since their line may be cut
     */
    static Parts behind(ReadProgress progress, Content content, long left) throws IOException {
        int span = (int) Math.min(LOOKED_BACK, left);
        byte[] bytes = new byte[span];
        if (left == 0 || content.read(progress.position + left - span, bytes, 0, span) < span) {
            return progress.settled;
        }
        return Parts.behind(bytes, span == left);
    }

    /** What the end of a finished log file tells of the beginning of the next one; nothing where that cannot be read again. */
    static Parts behind(TrackedFile finished) {
        ReadProgress progress = finished.progressNow();
        if (!progress.forgotten) {
            return progress.settled;
        }
        try {
            return finished.withReferences(content -> before(progress, content)).orElseGet(Parts::new);
        } catch (IOException e) {
            return new Parts(); // nobody reads it any more: what is needed of it has been taken
        }
    }
}
