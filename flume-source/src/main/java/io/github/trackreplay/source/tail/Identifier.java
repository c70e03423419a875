/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells which log file a content is, by what it holds. A known file with the same head is the one, unless one of its proofs
 * along the way says otherwise; then the content is a younger file that happens to begin with the same lines, and takes a
 * longer head.
 *
 * <p>Of compressed content only the first 64 KiB are compared, unless the known file is to be read on from it: then the
 * reader proves the position itself.
 */
final class Identifier {
    private static final int COMPARED = 64 * 1024;

    /** What a content is. */
    sealed interface Identity {
        /**
         * Not known before its first line is complete.
         *
         * @param hollow whether it never will be, because the content has ended without a single byte
         */
        record Undecided(boolean hollow) implements Identity {}

        /** A log file that is known, or the beginning of one. */
        record Known(TrackedFile file) implements Identity {}

        /** A log file that is not known. */
        record New(Head head) implements Identity {}
    }

    private Identifier() {}

    /**
     * Identifies a content.
     *
     * @param atRest whether it is all there will ever be; an archive says so itself
     * @param deep whether to compare compressed content to its end
     */
    static Identity identify(Content content, boolean atRest, boolean deep, Collection<TrackedFile> known)
            throws IOException {
        Optional<Head> firstLine = Head.of(content, atRest);
        boolean whole = atRest || content.ended();
        Optional<Head> ordinary = firstLine.isEmpty() && whole ? Head.of(content, true) : firstLine;
        boolean hollow = ordinary.isEmpty() && whole;
        TrackedFile best = null;
        long proven = -1;
        long differsWithin = 0;
        for (TrackedFile file : known) {
            boolean same = ordinary.isPresent()
                    && file.fingerprint().equals(ordinary.get().fingerprint());
            if (!same && !(file.head.longer() && file.head.begins(content))) {
                continue;
            }
            OptionalLong difference = difference(content, deep, file);
            if (difference.isPresent()) {
                differsWithin = Math.max(differsWithin, same ? difference.getAsLong() : 0);
            } else if (provenLength(content, file) > proven) {
                best = file;
                proven = provenLength(content, file);
            }
        }
        if (best != null) {
            return new Identity.Known(best);
        }
        Optional<Head> head = differsWithin == 0 ? ordinary : longer(content, differsWithin, whole, known);
        return head.<Identity>map(Identity.New::new).orElseGet(() -> new Identity.Undecided(hollow));
    }

    private static Optional<Head> longer(Content content, long least, boolean whole, Collection<TrackedFile> known)
            throws IOException {
        Optional<Head> head = Head.upTo(content, least, whole);
        while (head.isPresent() && isKnown(head.get(), known)) {
            Head shorter = head.get();
            head = Head.upTo(content, shorter.length() + 1, whole);
            if (head.isPresent() && head.get().length() == shorter.length()) {
                return Optional.empty();
            }
        }
        return head;
    }

    private static boolean isKnown(Head head, Collection<TrackedFile> known) {
        return known.stream().anyMatch(file -> file.fingerprint().equals(head.fingerprint()));
    }

    /** The offset by whose line end the content is proven to differ from a known file with the same head. */
    private static OptionalLong difference(Content content, boolean deep, TrackedFile file) throws IOException {
        OptionalLong exact = exactDifference(content, file);
        if (exact.isPresent()) {
            return exact;
        }
        for (Anchor anchor : file.progress.proofs()) {
            if (anchor.offset() > (content.sequential() && !deep ? COMPARED : content.length())) {
                break;
            }
            byte[] bytes = LineReader.before(content, anchor.offset());
            if (bytes == null) {
                break;
            }
            if (!Anchor.of(anchor.offset(), bytes).equals(anchor)) {
                return OptionalLong.of(anchor.offset());
            }
        }
        return OptionalLong.empty();
    }

    /** The same by comparing the bytes themselves, where the known file can be read. */
    private static OptionalLong exactDifference(Content content, TrackedFile file) throws IOException {
        Optional<Content> reference = file.carriers.stream()
                .map(carrier -> carrier.content)
                .filter(open -> open != null && !open.sequential() && open != content)
                .findFirst();
        if (reference.isEmpty()) {
            return OptionalLong.empty();
        }
        byte[] a = new byte[COMPARED];
        byte[] b = new byte[COMPARED];
        int n = Math.min(content.read(0, a, 0, COMPARED), reference.get().read(0, b, 0, COMPARED));
        int at = Arrays.mismatch(a, 0, n, b, 0, n);
        // The reference itself may just have been truncated: it counts only if it still is what it was.
        return at >= 0 && LineReader.proves(file, file.progress, reference.get())
                ? OptionalLong.of(at + 1L)
                : OptionalLong.empty();
    }

    private static long provenLength(Content content, TrackedFile file) throws IOException {
        return Math.min(content.length(), Math.max(file.progress.accounted, file.head.length()));
    }
}
