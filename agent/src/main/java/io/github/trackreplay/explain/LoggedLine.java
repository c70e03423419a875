/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A line of a log that names a declared tracker path.
 *
 * @param file its file
 * @param raw its bytes
 * @param entries the requests in it, or why it cannot be read; empty when it is skipped
 */
public record LoggedLine(LogFile file, RawLine raw, List<PackEntry> entries) {
    /** A quote as the logs of nginx and Apache escape it, or as it stands. */
    private static final String QUOTE = "(?:\\\\x22|\\\\{0,3}\")";

    private static final Pattern TOKEN = Pattern.compile("(token_auth(?:=|%3D|" + QUOTE + "\\s{0,9}:\\s{0,9}" + QUOTE
            + "|" + QUOTE + "(?:\\\\[rn]){1,4}))[^&\\s\"\\\\]+");
    private static final Pattern HEADER = Pattern.compile(
            "(\"authorization\"\\s{0,9}:\\s{0,9}\"(?:(?:bearer|basic|digest) )?)[^\"]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern BEARER = Pattern.compile("(\\bbearer )[^\\s\",]+", Pattern.CASE_INSENSITIVE);

    /** The line for people: tokens blanked out. */
    public String text() {
        return masked(new String(raw.bytes(), StandardCharsets.UTF_8));
    }

    /** A text without the tokens and the header {@code Authorization} in it. */
    static String masked(String text) {
        String without = TOKEN.matcher(text).replaceAll("$1…");
        without = HEADER.matcher(without).replaceAll("$1…");
        return BEARER.matcher(without).replaceAll("$1…");
    }

    /** A value of {@code Authorization} without what follows a usual scheme. */
    static String withoutSecret(String authorization) {
        String scheme = authorization.substring(0, authorization.indexOf(' ') + 1);
        boolean usual = List.of("bearer ", "basic ", "digest ").contains(scheme.toLowerCase(Locale.ROOT));
        return (usual ? scheme : "") + "…";
    }

    /** Whether a byte of the file belongs to the line. */
    boolean holds(long offset) {
        return raw.offset() <= offset && offset < raw.offset() + raw.length();
    }
}
