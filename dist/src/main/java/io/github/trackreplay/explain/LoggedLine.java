/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of a log that names a declared tracker path.
 *
 * @param file its file
 * @param raw its bytes
 * @param entries the requests in it, or why it cannot be read; empty when it is skipped
 */
public record LoggedLine(LogFile file, RawLine raw, List<PackEntry> entries) {
    private static final Pattern TOKEN = Pattern.compile("(token_auth(?:=|%3D|\"\\s*:\\s*\"))[^&\\s\"]+");

    /** The line for people: tokens blanked out. */
    public String text() {
        return masked(new String(raw.bytes(), StandardCharsets.UTF_8));
    }

    /** A text without the tokens in it. */
    static String masked(String text) {
        return TOKEN.matcher(text).replaceAll("$1…");
    }

    /** Whether a byte of the file belongs to the line. */
    boolean holds(long offset) {
        return raw.offset() <= offset && offset < raw.offset() + raw.length();
    }
}
