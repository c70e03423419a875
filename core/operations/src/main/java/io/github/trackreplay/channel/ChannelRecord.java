/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.util.Map;
import java.util.Optional;

/** One record of a channel's data file. Offsets are bytes from the file's beginning. */
public sealed interface ChannelRecord {
    /** Where it begins. */
    long offset();

    /** An event that was put, whether its transaction was committed or not. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Put(long offset, long transaction, Map<String, String> headers, byte[] body) implements ChannelRecord {
        public Put {
            headers = Map.copyOf(headers);
        }
    }

    /** An event that was taken: it was put into a data file at an offset. */
    record Take(long offset, long transaction, int putFile, int putOffset) implements ChannelRecord {}

    /** The end of a transaction that was taken back. */
    record Rollback(long offset, long transaction) implements ChannelRecord {}

    /** The end of a transaction that holds, of puts or of takes. */
    record Commit(long offset, long transaction, boolean ofTakes) implements ChannelRecord {}

    /**
     * Bytes that Flume cannot read as a record.
     *
     * @param end the first byte behind them
     * @param why what is wrong, the end of a sentence
     * @param headers of the event that they were, as far as they can still be read
     * @param meant the record that they were, where only what frames it is damaged
     */
    record Damaged(long offset, long end, String why, Map<String, String> headers, Optional<ChannelRecord> meant)
            implements ChannelRecord {
        public Damaged {
            headers = Map.copyOf(headers);
        }
    }
}
