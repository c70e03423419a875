/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that should have been applied and could not be. Kept with its bytes, so that it can be replayed.
 *
 * @param id of its row
 * @param fileId its log file; empty for an event that names none
 * @param offset of its line in the file
 * @param bytes of its line, 0 where another entry of the line counts them
 * @param index position in a bulk call
 * @param time event time if known
 * @param reason a short stable code
 * @param detail a sentence for people
 * @param form what {@code raw} is
 * @param raw the bytes
 * @param stream that an event names which names no file of ours
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
public record Rejection(
        long id,
        OptionalLong fileId,
        long offset,
        long bytes,
        int index,
        OptionalLong time,
        String reason,
        String detail,
        Form form,
        byte[] raw,
        Optional<String> stream) {
    /** Something of a file that is known, or that names no stream. */
    public Rejection(
            long id,
            OptionalLong fileId,
            long offset,
            long bytes,
            int index,
            OptionalLong time,
            String reason,
            String detail,
            Form form,
            byte[] raw) {
        this(id, fileId, offset, bytes, index, time, reason, detail, form, raw, Optional.empty());
    }

    /** Forms of the raw bytes. */
    public enum Form {
        /** A line of the log. */
        LINE,
        /** A document of an event's body. */
        REQUEST,
        /** The body of an event whose headers cannot be read. */
        EVENT,
        /** A pack that was not believed, as {@link StoredPack} has it: it can be taken as it is. */
        PACK
    }
}
