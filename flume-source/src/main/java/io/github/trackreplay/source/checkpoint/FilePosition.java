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
 * @param identity what tells it from others
 * @param place where it stands in the stream's chain
 * @param reading how far it has been read
 * @param key which file on disk held it last: device and inode as text; empty if none does, or an archive
 * @param proven what proves the bytes that were read
 */
public record FilePosition(Identity identity, Place place, Reading reading, String key, Proven proven) {
    /**
     * What tells a log file from others.
     *
     * @param length how many bytes from 0 the fingerprint covers
     * @param longer whether that is not the ordinary length (up to the end of the first line that is no comment), because the
     *     file had to be told from another one or never had a complete line
     */
    public record Identity(Fingerprint fingerprint, long length, boolean longer) {
        public Identity {
            Objects.requireNonNull(fingerprint, "fingerprint");
            refuseNegative(length);
        }
    }

    /**
     * Where a log file stands in the stream's chain.
     *
     * @param number its number; 0 for a file that lies wholly before the stream's start
     * @param previous its predecessor, once that is known for good
     * @param aside whether it turned up after younger files had been read, so that it is in no chain
     */
    public record Place(long number, Optional<LogFile.Previous> previous, boolean aside) {
        public Place {
            Objects.requireNonNull(previous, "previous");
            refuseNegative(number);
        }
    }

    /**
     * How far a log file has been read.
     *
     * @param finished whether it was read to its end and has a successor
     * @param position up to where its bytes are accounted for
     * @param start up to where the lines beyond the position lie before the stream's start; 0 if none do
     * @param observedLength the greatest length that was seen
     * @param fields the {@code #Fields:} line in force at the position
     */
    public record Reading(boolean finished, long position, long start, long observedLength, Optional<String> fields) {
        public Reading {
            Objects.requireNonNull(fields, "fields");
            refuseNegative(position);
            refuseNegative(start);
            refuseNegative(observedLength);
        }
    }

    /**
     * What proves the bytes of a log file that were read.
     *
     * @param anchors hashes of a few bytes by ascending offset; the last one is at the position
     * @param blocks proofs of blocks by ascending boundary, the last one at the position; fewer, or none, of what an older
     *     version read
     */
    public record Proven(List<Anchor> anchors, List<Proof> blocks) {
        public Proven {
            anchors = List.copyOf(anchors);
            blocks = List.copyOf(blocks);
        }

        private boolean reachesBeyond(long position) {
            return (!anchors.isEmpty() && anchors.get(anchors.size() - 1).offset() > position)
                    || (!blocks.isEmpty() && blocks.get(blocks.size() - 1).boundary() > position);
        }
    }

    public FilePosition {
        Objects.requireNonNull(key, "key");
        if (proven.reachesBeyond(reading.position())) {
            throw new IllegalArgumentException("nothing is proven beyond the position");
        }
    }

    private static void refuseNegative(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("lengths, numbers and positions are not negative");
        }
    }

    /** Its name for good. */
    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }

    /** Its number in the stream's chain; 0 for a file that lies wholly before the stream's start. */
    public long number() {
        return place.number();
    }

    /** Up to where its bytes are accounted for. */
    public long position() {
        return reading.position();
    }

    /** Whether it was read to its end and has a successor. */
    public boolean finished() {
        return reading.finished();
    }
}
