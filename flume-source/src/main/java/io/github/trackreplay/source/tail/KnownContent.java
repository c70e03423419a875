/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.Proof;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** What a ledger knows of the bytes that have been taken of a stream. */
public interface KnownContent {
    /** Knows nothing. */
    KnownContent NONE = new KnownContent() {
        @Override
        public Set<Fingerprint> known(String stream, Collection<Fingerprint> among) {
            return Set.of();
        }

        @Override
        public Map<Long, Proof> proofs(String stream, Fingerprint file) {
            return Map.of();
        }

        @Override
        public Map<Long, String> contradicted(String stream, Fingerprint file) {
            return Map.of();
        }
    };

    /** Which of these are log files that something has been taken of. */
    Set<Fingerprint> known(String stream, Collection<Fingerprint> among) throws IOException;

    /** The proofs of a known log file by boundary; none where an older version took its bytes. */
    Map<Long, Proof> proofs(String stream, Fingerprint file) throws IOException;

    /**
     * What packs say that contradict what was taken of a known log file, by boundary: the hashes of their proofs. Who has such bytes is another
     * log, or the same one as it was put back to an older state and went on otherwise.
     */
    Map<Long, String> contradicted(String stream, Fingerprint file) throws IOException;
}
