/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.HashMap;
import java.util.Map;

/**
 * Reads the text of an {@code EnvironmentFile} as systemd does (systemd.exec(5)), so that a command finds the password that the
 * service has: comments with # or ;, values plain, in single quotes (nothing is special), or in double quotes (a backslash takes
 * the meaning of {@code " \ ` $}), quoted parts one behind the other, lines that a backslash continues. Nothing is substituted.
 * For one text and one thread.
 */
final class EnvironmentText {
    private static final String ESCAPABLE = "\"\\`$";

    private final String text;
    private final Map<String, String> variables = new HashMap<>();
    private int at;

    private EnvironmentText(String text) {
        this.text = text;
    }

    /** The variables by their names. */
    static Map<String, String> variables(String text) {
        EnvironmentText read = new EnvironmentText(text);
        while (read.more()) {
            read.line();
        }
        return Map.copyOf(read.variables);
    }

    private boolean more() {
        return at < text.length();
    }

    private void line() {
        char first = text.charAt(at);
        if (Character.isWhitespace(first)) {
            at++;
        } else if (first == '#' || first == ';') {
            comment();
        } else {
            int begin = at;
            while (more() && text.charAt(at) != '=' && !atLineEnd()) {
                at++;
            }
            if (more() && text.charAt(at) == '=') {
                String name = text.substring(begin, at++).strip();
                variables.put(name, value());
            }
        }
    }

    private boolean atLineEnd() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private void comment() {
        while (more() && !atLineEnd()) {
            at++;
        }
    }

    /** Quoted parts one behind the other, and then perhaps plain text, in which quotes mean nothing. */
    private String value() {
        StringBuilder value = new StringBuilder();
        while (more() && !atLineEnd()) {
            char next = text.charAt(at);
            if (next == '\'') {
                singleQuoted(value);
            } else if (next == '"') {
                doubleQuoted(value);
            } else if (Character.isWhitespace(next)) {
                at++;
            } else {
                plain(value);
            }
        }
        return value.toString();
    }

    private void singleQuoted(StringBuilder value) {
        int end = text.indexOf('\'', at + 1);
        value.append(text, at + 1, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
    }

    private void doubleQuoted(StringBuilder value) {
        at++;
        while (more() && text.charAt(at) != '"') {
            char next = text.charAt(at++);
            if (next != '\\' || !more()) {
                value.append(next);
                continue;
            }
            char escaped = text.charAt(at++);
            if (ESCAPABLE.indexOf(escaped) >= 0) {
                value.append(escaped);
            } else if (escaped != '\n') {
                value.append(next).append(escaped);
            }
        }
        at++;
    }

    private void plain(StringBuilder value) {
        int keep = value.length();
        while (more() && !atLineEnd()) {
            char next = text.charAt(at++);
            if (next == '\\' && more()) {
                char escaped = text.charAt(at++);
                if (escaped != '\n') {
                    value.append(escaped);
                    keep = value.length();
                }
            } else {
                value.append(next);
                keep = Character.isWhitespace(next) ? keep : value.length();
            }
        }
        value.setLength(keep);
    }
}
