/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The uncompressed bytes of one file on disk, or of a stream. For one thread. */
public interface Content extends Closeable {
    /**
     * Reads bytes at an offset, as many as there are.
     *
     * @return how many were read; 0 when there are none (yet) beyond the offset
     */
    int read(long offset, byte[] into, int at, int length) throws IOException;

    /** The bytes that prove an offset ({@link Anchor}); empty if there are not so many. */
    default Optional<byte[]> before(long offset) throws IOException {
        byte[] bytes = new byte[Anchor.spanAt(offset)];
        int n = read(offset - bytes.length, bytes, 0, bytes.length);
        return n == bytes.length ? Optional.of(bytes) : Optional.empty();
    }

    /** Bytes that were read and will be read again. What can only be read once keeps them. */
    default void unread(long offset, byte[] from, int at, int length) {}

    /** How many bytes there are just now, where that can be known without reading; otherwise {@link Long#MAX_VALUE}. */
    long length() throws IOException;

    /** Whether the last {@link #read} came to an end beyond which nothing will ever follow. */
    boolean ended();

    /** Whether the content can only be read forwards, so that an earlier offset costs reading from the beginning. */
    boolean sequential();
}
