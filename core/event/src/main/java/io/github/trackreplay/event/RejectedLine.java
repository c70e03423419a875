/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Arrays;
import java.util.Objects;

/**
 * A line that should be a request but cannot be read. It is kept, so that it can be replayed after a mend.
 *
 * @param offset see {@link PackEntry#offset()}
 * @param length see {@link PackEntry#length()}
 * @param reason a short stable code of lower-case words joined by hyphens, for counting ({@code no-time})
 * @param detail a sentence for people; may be empty; at most 4,000 characters of it are kept
 * @param raw the line's bytes without line end; at most the first 64 KiB are kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record RejectedLine(long offset, long length, String reason, String detail, byte[] raw) implements PackEntry {
    /** How much of a line is kept. */
    public static final int MOST_RAW_BYTES = 64 << 10;

    private static final int MOST_DETAIL = 4000;

    public RejectedLine {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(raw, "raw");
        detail = detail.length() <= MOST_DETAIL ? detail : detail.substring(0, MOST_DETAIL);
        raw = raw.length <= MOST_RAW_BYTES ? raw : Arrays.copyOf(raw, MOST_RAW_BYTES);
    }
}
