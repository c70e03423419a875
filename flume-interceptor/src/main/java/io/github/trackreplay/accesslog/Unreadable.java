/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import java.util.Objects;

/**
 * A line that is not of its format.
 *
 * @param reason a short stable code of lower-case words joined by hyphens, for counting
 * @param detail a sentence for people
 */
public record Unreadable(String reason, String detail) implements ParsedLine {
    /** The line does not have the format's shape. */
    public static final String LINE = "unreadable-line";

    /** The line has the format's shape, but no time. */
    public static final String TIME = "no-time";

    /** The line has the format's shape, but no client address. */
    public static final String ADDRESS = "no-address";

    /** What the detail of a time without its zone says. */
    static final String NO_ZONE = "says no time zone";

    /** Whether only the zone of its time is missing. */
    public boolean lacksZone() {
        return reason.equals(TIME) && detail.contains(NO_ZONE);
    }

    public Unreadable {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }
}
