/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that should have been applied and could not be. Kept with its bytes, so that it can be replayed.
 *
 * @param id of its row
 * @param reason a short stable code
 * @param detail a sentence for people
 * @param stream that an event names which names no file of ours
 */
public record Rejection(long id, Place place, String reason, String detail, Kept kept, Optional<String> stream) {
    /** Something of a file that is known, or that names no stream. */
    public Rejection(long id, Place place, String reason, String detail, Kept kept) {
        this(id, place, reason, detail, kept, Optional.empty());
    }

    /**
     * Where it stood.
     *
     * @param fileId its log file; empty for an event that names none
     * @param offset of its line in the file
     * @param bytes of its line, 0 where another entry of the line counts them
     * @param index position in a bulk call
     * @param time event time if known
     */
    public record Place(OptionalLong fileId, long offset, long bytes, int index, OptionalLong time) {
        /** In no file that is known. */
        public static Place ofEvent(long offset) {
            return new Place(OptionalLong.empty(), offset, 0, 0, OptionalLong.empty());
        }
    }

    /**
     * What is kept of it.
     *
     * @param form what {@code raw} is
     * @param raw the bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    public record Kept(Form form, byte[] raw) {}

    /** Forms of the raw bytes. */
    public enum Form {
        /** A line of the log. */
        LINE,
        /** A document of an event's body. */
        REQUEST,
        /** The body of an event whose headers cannot be read. */
        EVENT,
        /**
         * A pack that was not believed, or part of one that was too large, as {@link StoredPack} has it: it can be taken as it is. With a
         * file that is known: requests of one of its lines, which is accounted for.
         */
        PACK;

        /** How it is stored. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Form of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
