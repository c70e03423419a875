/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes log lines as nginx and Apache do, from the directive in their configuration: an independent second reading of the
 * format strings. Values are given as strings of bytes (ISO 8859-1).
 */
final class ServerWriter {
    private ServerWriter() {}

    /** A string whose characters are the UTF-8 bytes of the text. */
    static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** @param values by variable without its dollar; an absent one is logged as nginx does */
    static byte[] nginx(String directive, Map<String, String> values) {
        boolean json = directive.contains("escape=json");
        StringBuilder format = new StringBuilder();
        Matcher piece = Pattern.compile("'([^']*)'").matcher(directive);
        while (piece.find()) {
            format.append(piece.group(1));
        }
        return Pattern.compile("\\$(\\w+)")
                .matcher(format)
                .replaceAll(v -> Matcher.quoteReplacement(
                        values.containsKey(v.group(1))
                                ? (json ? json(values.get(v.group(1))) : hex(values.get(v.group(1)), "%02X"))
                                : (json ? "" : "-")))
                .getBytes(ISO_8859_1);
    }

    /** @param values by directive without its percent sign and modifiers ({@code h}, {@code {Referer}i}) */
    static byte[] apache(String directive, Map<String, String> values) {
        Matcher quoted =
                Pattern.compile("LogFormat \"((?:[^\"\\\\]|\\\\.)*)\".*").matcher(directive);
        String format = quoted.matches() ? quoted.group(1).replace("\\\"", "\"") : directive;
        return Pattern.compile("%[<>]?((?:\\{[^}]*})?[a-zA-Z])")
                .matcher(format)
                .replaceAll(v -> Matcher.quoteReplacement(
                        values.containsKey(v.group(1)) ? apacheEscape(values.get(v.group(1))) : "-"))
                .getBytes(ISO_8859_1);
    }

    private static String json(String value) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' ? String.format("\\u%04X", (int) c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static String hex(String value, String form) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            out.append(
                    c < ' ' || c > '~' || c == '"' || c == '\\'
                            ? "\\x" + String.format(form, (int) c)
                            : String.valueOf(c));
        }
        return out.toString();
    }

    private static String apacheEscape(String value) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case 0x0b -> out.append("\\v");
                default -> out.append(hex(String.valueOf(c), "%02x"));
            }
        }
        return out.toString();
    }
}
