/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Objects;
import java.util.Optional;

/**
 * One file of a stream and its place in the stream's chain.
 *
 * @param stream the stream's name, given by the administrator; never empty, at most {@link #LONGEST_NAME} characters
 * @param fingerprint the file's identity by content
 * @param number the file's number in the chain, from 1 upwards in the order in which the server wrote the files
 * @param previous the file before it in the chain; empty for the first file that was ever seen of the stream
 */
public record LogFile(String stream, Fingerprint fingerprint, long number, Optional<Previous> previous) {
    /** Most characters of a stream's name. */
    public static final int LONGEST_NAME = 190;

    public LogFile {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(previous, "previous");
        if (stream.isEmpty()) {
            throw new IllegalArgumentException("a stream has a name");
        }
        if (stream.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a stream's name has at most " + LONGEST_NAME + " characters");
        }
        if (number < 1) {
            throw new IllegalArgumentException("file numbers start at 1, not " + number);
        }
    }

    /**
     * The predecessor in the chain.
     *
     * @param fingerprint its identity
     * @param length its final length in (uncompressed) bytes
     */
    public record Previous(Fingerprint fingerprint, long length) {
        public Previous {
            Objects.requireNonNull(fingerprint, "fingerprint");
            if (length < 0) {
                throw new IllegalArgumentException("a length is not negative: " + length);
            }
        }
    }
}
