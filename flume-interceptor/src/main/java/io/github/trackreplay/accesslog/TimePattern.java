/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

/**
 * A pattern of {@code strftime} as Apache's {@code %{…}t} takes it, compiled for reading. Immutable.
 *
 * <p>Reads numbers of fixed width and English month names; a pattern with anything else is refused when it is compiled, not
 * when the log is read.
 */
final class TimePattern {
    private static final String READ = "YmdeHMSbhyzs%";

    private final String pattern;

    private TimePattern(String pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException with a sentence if the pattern holds what cannot be read back */
    static TimePattern compile(String text) {
        String pattern = text.replace("%T", "%H:%M:%S")
                .replace("%F", "%Y-%m-%d")
                .replace("%D", "%m/%d/%y")
                .replace("%R", "%H:%M");
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '%') {
                i++;
                if (i == pattern.length() || READ.indexOf(pattern.charAt(i)) < 0) {
                    throw new IllegalArgumentException(
                            "has the time pattern '" + text + "', of which only %Y %m %d %e %b"
                                    + " %H %M %S %y %T %F %D %R %z %s can be read. Use %{%Y-%m-%dT%H:%M:%S%z}t or %{msec}t.");
                }
            }
        }
        return new TimePattern(pattern);
    }

    /** How many bytes a time of this pattern takes; -1 where it depends on the time. */
    int length() {
        if (pattern.contains("%s")) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < pattern.length(); i++) {
            length += pattern.charAt(i) == '%' ? width(pattern.charAt(++i)) : 1;
        }
        return length;
    }

    boolean hasZone() {
        return pattern.contains("%z") || pattern.contains("%s");
    }

    boolean hasDateAndTime() {
        return pattern.contains("%s")
                || ((pattern.contains("%Y") || pattern.contains("%y"))
                        && (pattern.contains("%m") || pattern.contains("%b") || pattern.contains("%h"))
                        && (pattern.contains("%d") || pattern.contains("%e"))
                        && pattern.contains("%H")
                        && pattern.contains("%M"));
    }

    /** Reads the bytes into the parts; gives whether they have the pattern's form. */
    boolean read(byte[] b, int from, int to, TimeParts parts) {
        int at = from;
        for (int i = 0; i < pattern.length() && at >= 0; i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                at = part(pattern.charAt(++i), b, at, to, parts);
            } else {
                at = at < to && b[at] == c ? at + 1 : -1;
            }
        }
        return at == to;
    }

    private static int part(char directive, byte[] b, int at, int to, TimeParts parts) {
        int width = directive == 's' ? to - at : width(directive);
        if (at + width > to) {
            return -1;
        }
        return parts.set(directive, b, at, at + width) ? at + width : -1;
    }

    private static int width(char directive) {
        return switch (directive) {
            case 'Y' -> 4;
            case 'b', 'h' -> 3;
            case 'z' -> 5;
            case '%' -> 1;
            default -> 2;
        };
    }
}
