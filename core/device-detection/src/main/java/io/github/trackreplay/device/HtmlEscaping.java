/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import org.jspecify.annotations.Nullable;

/** The escaping that Matomo applies to request values before it looks at them. */
final class HtmlEscaping {
    private HtmlEscaping() {}

    /** A text with its entities resolved, without NUL, then escaped: an entity that was there already stays one. */
    static String escape(String text) {
        String plain = unescape(text).replace("\0", "");
        StringBuilder out = null;
        for (int i = 0; i < plain.length(); i++) {
            String entity = entity(plain.charAt(i));
            if (entity != null && out == null) out = new StringBuilder(plain.length() + 16).append(plain, 0, i);
            if (out != null) {
                if (entity != null) out.append(entity);
                else out.append(plain.charAt(i));
            }
        }
        return out == null ? plain : out.toString();
    }

    private static @Nullable String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\'' -> "&#039;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> null;
        };
    }

    private static String unescape(String text) {
        if (text.indexOf('&') < 0) return text;
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#039;", "'")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
