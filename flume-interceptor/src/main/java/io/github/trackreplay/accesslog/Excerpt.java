/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** A line of a log as it may stand in a message: its beginning, on one line, without secrets. */
public final class Excerpt {
    private static final int LONGEST = 300;
    private static final Pattern SECRET = Pattern.compile(
            "(token[^=:&\\s]{0,14}[=:]\\W{0,4}|authorization\"?:\\s?\"?(?:\\w+ )?)[^&\\s\",\\\\]+",
            Pattern.CASE_INSENSITIVE);

    private Excerpt() {}

    /** The line's first characters; what is no text is shown as a point, a secret as three. */
    public static String of(byte[] line) {
        String text = new String(line, 0, Math.min(line.length, LONGEST), UTF_8).replaceAll("[\\p{Cntrl}\\uFFFD]", ".");
        String shown = SECRET.matcher(text).replaceAll("$1...");
        return line.length > LONGEST ? shown + "..." : shown;
    }
}
