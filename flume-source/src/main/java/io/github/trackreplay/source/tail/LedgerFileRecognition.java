/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds out under which fingerprint a whole log file is known to the ledger, by the proofs of everything that was taken. Where
 * it begins as a known one does and goes on differently, it is another file, and has the fingerprint under which that is
 * known, or a longer one of its own.
 */
final class LedgerFileRecognition {
    private static final int CHUNK = 64 * 1024;
    /** Of how many line ends the fingerprints are looked up: a file that had to be told from another one differs early. */
    private static final int MOST_HEADS = 1000;

    private static final long HEADS_WITHIN = 256 * 1024;

    private final String stream;
    private final KnownContent ledger;
    private final OneShotInput.Opener opener;

    /**
     * What a file is.
     *
     * @param head what identifies it
     * @param boundaries where the ledger has proofs of it
     */
    record Recognised(Head head, Set<Long> boundaries) {}

    LedgerFileRecognition(String stream, KnownContent ledger, OneShotInput.Opener opener) {
        this.stream = stream;
        this.ledger = ledger;
        this.opener = opener;
    }

    /** @param head what identifies the file as far as nothing is known of others */
    Recognised of(Head head) throws IOException {
        long within = 0;
        boolean known = !ledger.known(stream, List.of(head.fingerprint())).isEmpty();
        if (known) {
            Map<Long, Proof> proofs = ledger.proofs(stream, head.fingerprint());
            OptionalLong difference = difference(head, proofs);
            if (difference.isEmpty()) {
                return new Recognised(head, proofs.keySet());
            }
            within = difference.getAsLong();
        }
        for (Head longer : knownLonger(head)) {
            Map<Long, Proof> others = ledger.proofs(stream, longer.fingerprint());
            OptionalLong differs = difference(longer, others);
            if (differs.isEmpty()) {
                return new Recognised(longer, others.keySet());
            }
            within = Math.max(within, differs.getAsLong());
        }
        if (!known) {
            return new Recognised(head, Set.of());
        }
        return new Recognised(own(within).orElse(head), Set.of());
    }

    /** The shortest head up to a line end at or behind an offset that no known file has. */
    private Optional<Head> own(long within) throws IOException {
        try (Content content = opener.open()) {
            Optional<Head> head = Head.upTo(content, within, true, Head.Search.TO_THE_END);
            while (head.isPresent()
                    && !ledger.known(stream, List.of(head.get().fingerprint())).isEmpty()) {
                long shorter = head.get().length();
                head = Head.upTo(content, shorter + 1, true, Head.Search.TO_THE_END)
                        .filter(longer -> longer.length() > shorter);
            }
            return head;
        }
    }

    /** Heads at further line ends near the beginning that the ledger knows files by. */
    private List<Head> knownLonger(Head head) throws IOException {
        List<Head> heads = new ArrayList<>();
        try (Content content = opener.open()) {
            Head.atLineEnds(content, head.length() + 1, HEADS_WITHIN, MOST_HEADS, heads);
        }
        List<Fingerprint> fingerprints = heads.stream().map(Head::fingerprint).toList();
        Set<Fingerprint> known = ledger.known(stream, fingerprints);
        return heads.stream()
                .filter(candidate -> known.contains(candidate.fingerprint()))
                .toList();
    }

    /** An offset by which the file is proven to differ from what was taken; empty if all that can be compared is equal. */
    private OptionalLong difference(Head head, Map<Long, Proof> proofs) throws IOException {
        if (proofs.isEmpty()) {
            return OptionalLong.empty();
        }
        Map<Long, String> contradicted = ledger.contradicted(stream, head.fingerprint());
        try (Content content = opener.open()) {
            return new Scan(new TreeMap<>(proofs), new TreeMap<>(contradicted)).run(content);
        }
    }

    /** One pass over a content, up to the last place that is to be compared. */
    private static final class Scan {
        private final NavigableMap<Long, Proof> left;
        /** What was said of bytes that are others than those taken. */
        private final NavigableMap<Long, String> contradicted;

        private final RunningProof running = RunningProof.atBeginning();
        private final byte[] chunk = new byte[CHUNK];
        private long base;
        private int proven;

        Scan(NavigableMap<Long, Proof> proofs, NavigableMap<Long, String> contradicted) {
            this.left = proofs;
            this.contradicted = contradicted;
        }

        private boolean isOver() {
            return left.isEmpty() && contradicted.isEmpty();
        }

        OptionalLong run(Content content) throws IOException {
            int n;
            while (!isOver() && (n = content.read(base, chunk, 0, CHUNK)) > 0) {
                OptionalLong difference = lines(n);
                if (difference.isPresent()) {
                    return difference;
                }
                running.update(chunk, proven, n);
                base += n;
                proven = 0;
            }
            return left.isEmpty() || left.firstKey() > base ? OptionalLong.empty() : compared(base);
        }

        private OptionalLong lines(int n) {
            int lineFeed;
            for (int from = 0; !isOver() && (lineFeed = Bytes.lineFeed(chunk, from, n)) >= 0; from = lineFeed + 1) {
                long end = base + lineFeed + 1;
                if (isDue(end) || running.beginsBlock(end)) {
                    running.update(chunk, proven, lineFeed + 1);
                    proven = lineFeed + 1;
                }
                OptionalLong difference = compared(end);
                if (difference.isPresent()) {
                    return difference;
                }
                if (running.beginsBlock(end)) {
                    running.close(end);
                }
            }
            return OptionalLong.empty();
        }

        private boolean isDue(long end) {
            return (!left.isEmpty() && left.firstKey() <= end) || contradicted.containsKey(end);
        }

        /** Whether the bytes up to a line's end are those of a pack that contradicts what was taken. */
        private boolean isContradicted(long end) {
            Optional<String> other = Optional.ofNullable(contradicted.get(end));
            contradicted.headMap(end, true).clear();
            return other.isPresent() && running.at(end).map(Proof::hash).equals(other);
        }

        /** A line ends here: a proof before it has no line end in this content, one at it must be the same. */
        private OptionalLong compared(long end) {
            if (isContradicted(end)) {
                return OptionalLong.of(end);
            }
            while (!left.isEmpty() && left.firstKey() <= end) {
                Map.Entry<Long, Proof> proof = left.pollFirstEntry();
                if (proof.getKey() < end || !running.at(end).equals(Optional.of(proof.getValue()))) {
                    return OptionalLong.of(proof.getKey());
                }
            }
            return OptionalLong.empty();
        }
    }
}
