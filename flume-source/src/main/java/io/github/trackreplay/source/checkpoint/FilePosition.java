/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One log file that the source knows.
 *
 * @param fingerprint its identity
 * @param fingerprintLength how many bytes from 0 the fingerprint covers
 * @param longer whether that is not the ordinary length (up to the end of the first line that is no comment), because the
 *     file had to be told from another one or never had a complete line
 * @param number its number in the stream's chain; 0 for a file that lies wholly before the stream's start
 * @param previous its predecessor, once that is known for good
 * @param aside whether it turned up after younger files had been read, so that it is in no chain
 * @param finished whether it was read to its end and has a successor
 * @param position up to where its bytes are accounted for
 * @param start up to where the lines beyond the position lie before the stream's start; 0 if none do
 * @param observedLength the greatest length that was seen
 * @param fields the {@code #Fields:} line in force at the position
 * @param anchors hashes of a few bytes by ascending offset; the last one is at the position
 * @param key which file on disk held it last: device and inode as text; empty if none does, or an archive
 * @param proofs of blocks by ascending boundary, the last one at the position; fewer, or none, of what an older version read
 */
public record FilePosition(
        Fingerprint fingerprint,
        long fingerprintLength,
        boolean longer,
        long number,
        Optional<LogFile.Previous> previous,
        boolean aside,
        boolean finished,
        long position,
        long start,
        long observedLength,
        Optional<String> fields,
        List<Anchor> anchors,
        String key,
        List<Proof> proofs) {
    public FilePosition {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(fields, "fields");
        Objects.requireNonNull(key, "key");
        anchors = List.copyOf(anchors);
        proofs = List.copyOf(proofs);
        if (fingerprintLength < 0 || number < 0 || position < 0 || start < 0 || observedLength < 0) {
            throw new IllegalArgumentException("lengths, numbers and positions are not negative");
        }
        if ((!anchors.isEmpty() && anchors.get(anchors.size() - 1).offset() > position)
                || (!proofs.isEmpty() && proofs.get(proofs.size() - 1).boundary() > position)) {
            throw new IllegalArgumentException("nothing is proven beyond the position");
        }
    }
}
