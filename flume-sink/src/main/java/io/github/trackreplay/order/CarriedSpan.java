/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/**
 * What the ledger keeps of where a pipeline's lines stood.
 *
 * @param stream whose; 0 for a topic's partition, which many streams share
 * @param name of the file, or topic and partition
 * @param start first byte or message
 * @param end behind the last one
 * @param time greatest event time, of {@link Kind#FILE_BEGAN} the least one; {@link TakenRanges#NO_WATERMARK} where there is none
 */
public record CarriedSpan(long stream, Kind kind, String name, long start, long end, long time) {
    /** What a row says. */
    public enum Kind {
        /** Bytes of a file have come, with nothing missing between them. */
        FILE("file"),
        /** When a file's first request was. */
        FILE_BEGAN("file-began"),
        /** Messages of a partition have come, of whatever stream. */
        TOPIC("topic"),
        /** A stream's first and last message of a partition. */
        TOPIC_USED("topic-used"),
        /** Up to that time lines came of which nobody said where they stood, or there were too many holes to keep. */
        UNPLACED("unplaced");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** As it stands in the table. */
        public String code() {
            return code;
        }

        /** The kind of a row; another version's are none. */
        public static java.util.Optional<Kind> of(String code) {
            return java.util.Arrays.stream(values())
                    .filter(kind -> kind.code.equals(code))
                    .findFirst();
        }
    }
}
