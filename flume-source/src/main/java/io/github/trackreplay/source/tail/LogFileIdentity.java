/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.CarrierState;
import java.io.IOException;
import java.util.Optional;

/**
 * Tells which log file a content is, by what it holds. A known file with the same head is the one only where everything
 * that was taken of the shorter one of the two is equal ({@link SameFileProof}). Where it is not, the content is a younger file
 * that happens to begin with the same lines, and takes a longer head. Where nobody can tell, it is waited for, and then it
 * counts as a file of its own: rather twice than not at all.
 *
 * <p>Why so: {@code docs/decisions/0007-log-files-by-content.md}.
 */
final class LogFileIdentity {

    /** What a content is. */
    sealed interface Identity {
        /** Not known, as something is missing to tell it. */
        record Undecided(CarrierState.Lack lack) implements Identity {}

        /** A log file that is known, or the beginning of one. */
        record Known(TrackedFile file) implements Identity {}

        /**
         * A log file that is not known.
         *
         * @param doubtful a log file of which it may be a copy of the beginning, as that could not be compared
         * @param agreed how many bytes at its beginning are those of a known log file, if that many are no accident: it was
         *     rewritten
         * @param shared how many bytes at its beginning have been taken with a log file whose further bytes were destroyed
         */
        record New(Head head, Optional<TrackedFile> doubtful, long agreed, long shared) implements Identity {}
    }

    private LogFileIdentity() {}

    /**
     * How a content is looked at.
     *
     * @param atRest whether it is all there will ever be; an archive says so itself
     * @param deep whether to compare compressed content to its end
     * @param decide whether what cannot be compared is to count as a log file of its own; otherwise it is waited for
     * @param search how far the end of a line is looked for
     * @param unpacking whether archives may be unpacked to be compared with, behind their first bytes
     */
    record Look(boolean atRest, boolean deep, boolean decide, Head.Search search, Unpacking unpacking) {
        /** At a complete file that somebody has named. */
        static Look whole() {
            return new Look(true, true, true, Head.Search.TO_THE_END, new Unpacking(true));
        }
    }

    /**
     * Identifies a content.
     *
     * @throws NoLineException if it has no line where a log has one
     */
    static Identity identify(Content content, Look look, KnownFiles known) throws IOException {
        Head.Search search = look.search();
        Optional<Head> firstLine = Head.of(content, look.atRest(), search);
        boolean whole = look.atRest() || content.ended();
        Optional<Head> ordinary = firstLine.isEmpty() && whole ? Head.of(content, true, search) : firstLine;
        CarrierState.Lack lack = ordinary.isEmpty() && whole ? CarrierState.Lack.CONTENT : CarrierState.Lack.LINE;
        TrackedFile best = null;
        long proven = -1;
        long differsWithin = 0;
        long shared = 0;
        long agreed = 0;
        Optional<TrackedFile> unproven = Optional.empty();
        for (TrackedFile file : known.candidates(ordinary)) {
            boolean same = ordinary.isPresent()
                    && file.fingerprint().equals(ordinary.get().fingerprint());
            if (!same && !(file.head().longer() && file.head().begins(content))) {
                continue;
            }
            SameFileProof.Result result = SameFileProof.of(content, look.deep(), look.unpacking(), file);
            if (result instanceof SameFileProof.Result.Different different) {
                differsWithin = Math.max(
                        differsWithin, same ? different.within() : file.head().length() + 1);
                shared = Math.max(shared, different.shared());
                agreed = Math.max(agreed, different.agreed());
            } else if (result instanceof SameFileProof.Result.Unproven open) {
                unproven = Optional.of(file);
                differsWithin = Math.max(differsWithin, open.from() + 1);
            } else if (provenLength(content, file) > proven) {
                best = file;
                proven = provenLength(content, file);
            }
        }
        if (best != null) {
            return new Identity.Known(best);
        }
        if (unproven.isPresent() && !look.decide()) {
            return new Identity.Undecided(CarrierState.Lack.PROOF);
        }
        Optional<TrackedFile> doubtful = unproven;
        long taken = shared;
        long equal = agreed;
        Optional<Head> head = differsWithin == 0 ? ordinary : longer(content, differsWithin, whole, search, known);
        if (head.isEmpty() && ordinary.isPresent()) {
            // that it differs is proven; by which line is not, and any that no other file is named by will do
            head = longer(content, ordinary.get().length() + 1, whole, search, known);
        }
        if (head.isEmpty() && whole) {
            // it holds nothing but the head of a file whose further bytes are lost: two files with the same bytes are
            // one
            for (TrackedFile file : known.candidates(ordinary)) {
                if (file.head().length() == content.length() && file.head().begins(content)) {
                    return new Identity.Known(file);
                }
            }
        }
        return head.<Identity>map(found -> new Identity.New(found, doubtful, equal, taken))
                .orElseGet(() -> new Identity.Undecided(lack));
    }

    private static Optional<Head> longer(
            Content content, long least, boolean whole, Head.Search search, KnownFiles known) throws IOException {
        Optional<Head> head = Head.upTo(content, least, whole, search);
        while (head.isPresent() && known.has(head.get().fingerprint())) {
            Head shorter = head.get();
            head = Head.upTo(content, shorter.length() + 1, whole, search);
            if (head.isPresent() && head.get().length() == shorter.length()) {
                return Optional.empty();
            }
        }
        return head;
    }

    private static long provenLength(Content content, TrackedFile file) throws IOException {
        return Math.min(content.length(), Math.max(file.accounted(), file.head().length()));
    }
}
