/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Proof;
import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compares a content with a known log file that has the same head: are they one, as far as both go? By the proofs that are
 * kept of what was read, and by the bytes themselves where the known file still can be read.
 *
 * <p>Limits: of a long file the proofs of some blocks are kept (see {@link RunningProof}), and of bytes at most 1 MiB at either end
 * of what no proof covers is compared. Of an archive the first 256 KiB are unpacked, unless it is to be read on from.
 */
final class SameFileProof {
    private static final int CHUNK = 64 * 1024;
    private static final long MOST_BYTES = 1 << 20;
    /** Two logs that share so much at the beginning are one that was rewritten. */
    private static final long REWRITTEN = 1024;

    private static final long FIRST_OF_ARCHIVE = 256 * 1024;

    /** How two files relate. */
    sealed interface Result {
        /** They are one log file, as far as both go. */
        record Same() implements Result {}

        /**
         * They are two.
         *
         * @param within an offset behind the first byte in which they differ
         * @param shared how many bytes at the beginning have been taken already; those behind them were destroyed in the known
         *     file before they were read
         * @param agreed how many bytes at the beginning are proven equal, if they are more than the first line
         */
        record Different(long within, long shared, long agreed) implements Result {}

        /**
         * The content ends before what was taken of the file does, and the file's own bytes are out of reach.
         *
         * @param from the first byte that nothing proves
         */
        record Unproven(long from) implements Result {}
    }

    private final Content content;
    private final TrackedFile file;
    private final long most;
    private final Unpacking unpacking;
    private long proven;
    /** Where the bytes ended with which they were compared last; later than any where they reached as far as was asked. */
    private long referenceEnd = Long.MAX_VALUE;

    private SameFileProof(Content content, TrackedFile file, Unpacking unpacking, long most) {
        this.unpacking = unpacking;
        this.content = content;
        this.file = file;
        this.most = most;
        this.proven = Math.min(most, file.head().length());
    }

    /**
     * Compares.
     *
     * @param deep whether to unpack an archive as far as proofs go
     * @param unpacking whether to unpack others to compare with, behind their first bytes
     */
    static Result of(Content content, boolean deep, Unpacking unpacking, TrackedFile file) throws IOException {
        long most = content.length();
        if (content.sequential()) {
            long read = lengthWithin(content, FIRST_OF_ARCHIVE);
            most = deep || read < FIRST_OF_ARCHIVE ? read : FIRST_OF_ARCHIVE;
            most = deep && read == FIRST_OF_ARCHIVE ? Long.MAX_VALUE : most;
        }
        return new SameFileProof(content, file, unpacking, most)
                .result(content.sequential() && most >= FIRST_OF_ARCHIVE);
    }

    private static long lengthWithin(Content archive, long limit) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long at = 0;
        int n;
        while (at < limit && (n = archive.read(at, chunk, 0, (int) Math.min(CHUNK, limit - at))) > 0) {
            at += n;
        }
        return at;
    }

    private Result result(boolean endUnknown) throws IOException {
        Optional<Result> difference = byProofs();
        if (difference.isEmpty()) {
            difference = byAnchors();
        }
        if (difference.isPresent()) {
            return difference.get();
        }
        long taken = file.progressNow().mark.offset();
        if (file.lostItsEnd() && most > taken) {
            return new Result.Different(taken + 1, taken, 0);
        }
        if (endUnknown) {
            return new Result.Same();
        }
        boolean archives = most <= FIRST_OF_ARCHIVE || !file.isPackedSomewhere() || unpacking.ask();
        Optional<Result> compared =
                file.withReferences(content, archives, this::byBytes, Result.Different.class::isInstance);
        boolean different = compared.filter(Result.Different.class::isInstance).isPresent();
        if (!different && proven < most && unpacking.isMissing()) {
            return new Result.Unproven(proven);
        }
        return compared.orElseGet(
                () -> most >= taken || proven >= most ? new Result.Same() : new Result.Unproven(proven));
    }

    private long agreed() {
        return proven > Math.max(file.head().length(), REWRITTEN) ? proven : 0;
    }

    private Optional<Result> byProofs() throws IOException {
        for (Proof proof : file.progressNow().blockProofs()) {
            if (proof.boundary() > most) {
                return Optional.empty();
            }
            if (!RunningProof.holds(content, proof)) {
                long within = proof.boundary();
                return Optional.of(file.withReferences(
                                content, true, reference -> mismatch(reference, proven, within), difference -> true)
                        .orElse(new Result.Different(within, 0, agreed())));
            }
            proven = Math.max(proven, proof.boundary());
        }
        return Optional.empty();
    }

    /** What an older version left, which kept no proofs of blocks. */
    private Optional<Result> byAnchors() throws IOException {
        for (Anchor anchor : file.progressNow().proofs()) {
            if (anchor.offset() > most) {
                break;
            }
            Optional<byte[]> bytes = content.before(anchor.offset());
            if (bytes.isEmpty()) {
                break;
            }
            if (!Anchor.of(anchor.offset(), bytes.get()).equals(anchor)) {
                return Optional.of(new Result.Different(anchor.offset(), 0, 0));
            }
        }
        return Optional.empty();
    }

    /** Both ends of what no proof covers; empty where the content goes on behind a reference that is no longer all that was taken. */
    private Optional<Result> byBytes(Content reference) throws IOException {
        referenceEnd = Long.MAX_VALUE;
        Optional<Result> compared = bothEnds(reference);
        boolean beyond = referenceEnd < most && most < file.progressNow().mark.offset();
        return compared.filter(result -> !beyond || result instanceof Result.Different);
    }

    private Optional<Result> bothEnds(Content reference) throws IOException {
        long end = most;
        Optional<Result> first = mismatch(reference, proven, Math.min(end, proven + MOST_BYTES));
        if (first.isPresent()
                || end <= proven + MOST_BYTES
                || end > file.progressNow().mark.offset()) {
            return first.isPresent() ? first : Optional.of(new Result.Same());
        }
        Optional<Result> last = mismatch(reference, Math.max(proven + MOST_BYTES, end - MOST_BYTES), end);
        return last.isPresent() ? last : Optional.of(new Result.Same());
    }

    /** Where they differ within a range, as far as the reference goes. It may have been truncated just now. */
    private Optional<Result> mismatch(Content reference, long from, long to) throws IOException {
        byte[] a = new byte[CHUNK];
        byte[] b = new byte[CHUNK];
        for (long at = from; at < to; at += CHUNK) {
            int length = (int) Math.min(CHUNK, to - at);
            int own = content.read(at, a, 0, length);
            int others = reference.read(at, b, 0, length);
            int n = Math.min(own, others);
            int differs = Arrays.mismatch(a, 0, n, b, 0, n);
            if (differs >= 0) {
                return Optional.of(new Result.Different(at + differs + 1, 0, agreed()));
            }
            if (n < length) {
                referenceEnd = others < length ? at + others : referenceEnd;
                break;
            }
        }
        return Optional.empty();
    }
}
