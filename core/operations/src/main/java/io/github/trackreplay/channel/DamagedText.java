/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.nio.file.Path;
import java.util.Map;

/** Names damaged bytes of a channel for people, by what of their event can still be read. Pure. */
public final class DamagedText {
    private DamagedText() {}

    /** Where the damage is, what it is, and which bytes of which log its event carried. */
    public static String of(Path file, ChannelRecord.Damaged damaged) {
        return file + ", bytes " + damaged.offset() + " to " + damaged.end() + ": " + damaged.why()
                + (damaged.meant().isPresent() ? "; what it holds is sound" : event(damaged.headers()));
    }

    private static String event(Map<String, String> headers) {
        String stream = DataFile.stream(headers);
        if (stream.isEmpty()) {
            return "; which event it was cannot be read";
        }
        return "; it was an event of stream " + stream + " with "
                + headers.getOrDefault("trackreplay.count", "an unknown number of") + " requests, bytes "
                + headers.getOrDefault("trackreplay.start", "?") + " to "
                + headers.getOrDefault("trackreplay.end", "?") + " of the log file with the fingerprint "
                + headers.getOrDefault("trackreplay.file", "?");
    }
}
