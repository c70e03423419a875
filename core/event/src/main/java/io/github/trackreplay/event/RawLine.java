/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Objects;

/**
 * One line as it stands in a log file, without its line end.
 *
 * @param offset (uncompressed) offset of its first byte in the file
 * @param length bytes that it takes in the file, line end included
 * @param bytes its bytes without the line end; of an overlong line the first 64 KiB
 * @param overlong whether the line exceeds the length limit, so that it is one rejected line
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the tests through offset and content, never as a key
public record RawLine(long offset, long length, byte[] bytes, boolean overlong) {
    public RawLine {
        Objects.requireNonNull(bytes, "bytes");
    }
}
