/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import java.util.Map;

/** Writes JSON that PHP's {@code json_decode} reads, in ASCII only. */
final class JsonTexts {
    private JsonTexts() {}

    static String object(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> {
            json.append(json.length() > 1 ? "," : "");
            string(json, name);
            json.append(':');
            string(json, value);
        });
        return json.append('}').toString();
    }

    /** A string; bytes that are no UTF-8 become U+FFFD, or PHP would read nothing at all. */
    static void string(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                json.append(c);
            } else if (paired) {
                json.append(escape(c)).append(escape(value.charAt(++i)));
            } else {
                json.append(escape(Character.isSurrogate(c) ? '\uFFFD' : c));
            }
        }
        json.append('"');
    }

    private static String escape(char c) {
        String hex = Integer.toHexString(c);
        return "\\u" + "0".repeat(4 - hex.length()) + hex;
    }
}
