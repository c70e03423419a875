/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.trackreplay.accesslog.Texts;
import io.github.trackreplay.json.JsonText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The query of a URL, as PHP's {@code parse_url} finds it (compared with PHP 8.2). */
final class QueryPart {
    private static final Pattern AUTHORITY = Pattern.compile("(?:([A-Za-z0-9+.-]+):)?//([^/?#]*)");

    private QueryPart() {}

    /**
     * What stands between the first {@code ?} and the {@code #}, control characters as {@code _}; empty if nothing, or if PHP
     * refuses the URL because of its host or port.
     */
    static String of(JsonText url) {
        byte[] bytes = url.copy();
        int end = 0;
        int mark = -1;
        while (end < bytes.length && bytes[end] != '#') {
            if (bytes[end] == '?' && mark < 0) {
                mark = end;
            }
            if ((bytes[end] >= 0 && bytes[end] < ' ') || bytes[end] == 0x7f) {
                bytes[end] = '_';
            }
            end++;
        }
        if (mark < 0 || !hasUsableAuthority(new String(bytes, 0, mark, ISO_8859_1))) {
            return "";
        }
        String query = Texts.percentAscii(bytes, mark + 1, end);
        return query.equals("0") ? "" : query; // empty to PHP
    }

    private static boolean hasUsableAuthority(String beforeQuery) {
        Matcher matcher = AUTHORITY.matcher(beforeQuery);
        if (!matcher.lookingAt()
                || ("file".equalsIgnoreCase(matcher.group(1))
                        && matcher.group(2).isEmpty())) {
            return true;
        }
        String hostAndPort = matcher.group(2).substring(matcher.group(2).lastIndexOf('@') + 1);
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < hostAndPort.lastIndexOf(']')) {
            colon = -1; // within an IPv6 address
        }
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        String port = colon < 0 ? "" : hostAndPort.substring(colon + 1);
        return !host.isEmpty() && (port.isEmpty() || isPort(port));
    }

    private static boolean isPort(String port) {
        return port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535;
    }
}
