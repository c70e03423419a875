/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Arrays;
import java.util.List;

/** A server's own line within a line of somebody who carried it. Immutable. */
final class InnerLine {
    private final List<LineParser> formats;

    /** @param formats the formats that it may have; the first that takes it counts */
    InnerLine(List<LineParser> formats) {
        this.formats = List.copyOf(formats);
    }

    /** What the line says; line ends behind it are ignored. */
    ParsedLine parse(byte[] message) {
        int end = message.length;
        while (end > 0 && (message[end - 1] == '\n' || message[end - 1] == '\r')) {
            end--;
        }
        byte[] line = end == message.length ? message : Arrays.copyOf(message, end);
        ParsedLine none = new Unreadable(Unreadable.LINE, "The message is of no known format.");
        ParsedLine last = none;
        for (LineParser parser : formats) {
            last = parser.parse(line);
            if (last instanceof AccessLogEntry) {
                return last;
            }
        }
        return formats.size() == 1 ? last : none;
    }
}
