/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the part of YAML that definition files are written in: lists and maps by indentation, of texts that end on their line.
 * Many times faster than a reader of all of YAML, most of all in a virtual machine that has just started. Whatever it is not
 * sure of, it does not read at all. Texts stay texts: none becomes a number or null. For one text.
 */
final class PlainYaml {
    private static final int DEEPEST = 20;

    /** Longer keys are none to YAML. */
    private static final int LONGEST_KEY = 1_000;

    private final String text;
    private int at; // what is left of the current line
    private int end; // of the current line
    private int indent; // column of what is left of the current line; -1 behind the last line
    private int next; // where the next line begins

    private PlainYaml(String text) {
        this.text = text;
    }

    /** Something that only a reader of all of YAML can judge. */
    private static final class NotPlainException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotPlainException() {
            super(null, null, false, false);
        }
    }

    /** The list or map that a text holds; nothing where it has, or may have, anything else of YAML. */
    static Optional<Object> read(String text) {
        PlainYaml yaml = new PlainYaml(text);
        try {
            yaml.nextLine();
            require(yaml.indent >= 0);
            Object value = yaml.node(0);
            require(yaml.indent < 0);
            return Optional.of(value);
        } catch (NotPlainException e) {
            return Optional.empty();
        }
    }

    private static void require(boolean plain) {
        if (!plain) {
            throw new NotPlainException();
        }
    }

    // Lines

    /** Goes to the next line that has more than a comment. */
    private void nextLine() {
        while (next < text.length()) {
            int begin = next;
            at = begin;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            end = at;
            while (end < text.length() && text.charAt(end) != '\n') {
                require(isUsual(text.charAt(end)));
                end++;
            }
            next = end + 1;
            if (at < end && text.charAt(at) != '#') {
                indent = at - begin;
                return;
            }
        }
        indent = -1;
    }

    /** No control character, tab or other line break, and nothing that takes two. */
    private static boolean isUsual(char c) {
        return c < 0x7F ? c >= ' ' : c > 0xA0 && c != 0x2028 && c != 0x2029 && c < Character.MIN_SURROGATE;
    }

    private char charAt(int place) {
        return place < end ? text.charAt(place) : '\n';
    }

    private boolean isBlank(int place) {
        return place >= end || text.charAt(place) == ' ';
    }

    private int behindSpaces(int place) {
        int behind = place;
        while (behind < end && text.charAt(behind) == ' ') {
            behind++;
        }
        return behind;
    }

    /** Whether a line has no more than a comment behind a place. */
    private boolean isDone(int place) {
        int behind = behindSpaces(place);
        return behind == end || (text.charAt(behind) == '#' && behind > place);
    }

    // Lists and maps

    private Object node(int depth) {
        require(depth < DEEPEST);
        return isItem() ? list(depth) : map(depth);
    }

    private boolean isItem() {
        return charAt(at) == '-' && isBlank(at + 1);
    }

    private List<Object> list(int depth) {
        int column = indent;
        List<Object> list = new ArrayList<>();
        while (indent == column && isItem()) {
            int behind = behindSpaces(at + 1);
            require(!isDone(at + 1));
            indent += behind - at;
            at = behind;
            if (isItem() || isKey()) {
                list.add(node(depth + 1));
            } else {
                list.add(text(at));
                nextLine();
            }
            require(indent <= column);
        }
        return list;
    }

    private Map<String, Object> map(int depth) {
        int column = indent;
        Map<String, Object> map = new LinkedHashMap<>();
        while (indent == column && !isItem()) {
            int colon = colon();
            require(colon > at);
            String key = key(colon);
            int value = behindSpaces(colon + 1);
            if (isDone(colon + 1)) {
                nextLine();
                require(indent > column || (indent == column && isItem()));
                map.put(key, node(depth + 1));
            } else {
                map.put(key, text(value));
                nextLine();
            }
            require(indent <= column);
        }
        require(!map.isEmpty());
        return map;
    }

    // Keys and texts

    private boolean isKey() {
        return colon() >= 0;
    }

    /** The colon behind what begins the line as a key; negative where nothing does. */
    private int colon() {
        char quote = charAt(at);
        if (quote == '\'' || quote == '"') {
            int behind = behindSpaces(behindQuoted(at));
            return charAt(behind) == ':' && isBlank(behind + 1) ? behind : -1;
        }
        for (int place = at; place < end; place++) {
            char c = text.charAt(place);
            if (c == ':' && isBlank(place + 1)) {
                return place;
            }
            if (c == '#' && text.charAt(place - 1) == ' ') {
                return -1;
            }
        }
        return -1;
    }

    private String key(int colon) {
        require(colon - at < LONGEST_KEY);
        char quote = charAt(at);
        if (quote == '\'' || quote == '"') {
            return quoted(at, behindQuoted(at));
        }
        require(mayBegin(quote));
        return text.substring(at, colon).stripTrailing();
    }

    /** The text from a place to the end of the line. */
    private String text(int from) {
        char first = charAt(from);
        if (first == '\'' || first == '"') {
            int behind = behindQuoted(from);
            require(isDone(behind) || charAt(behind) == '#'); // YAML wants a blank there, but its readers do not
            return quoted(from, behind);
        }
        require(mayBegin(first));
        int to = from;
        while (to < end && !(text.charAt(to) == ' ' && isDone(to))) {
            require(text.charAt(to) != ':' || !isBlank(to + 1));
            to++;
        }
        return text.substring(from, to);
    }

    /** Whether a text without quotation marks may begin so; some others may too. */
    private static boolean mayBegin(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '(' || c == '/' || c == '\\' || c == '^' || c == '$';
    }

    private int behindQuoted(int from) {
        char quote = text.charAt(from);
        int place = from + 1;
        while (charAt(place) != quote || (quote == '\'' && charAt(place + 1) == quote)) {
            require(place < end);
            boolean isPair = charAt(place) == (quote == '"' ? '\\' : quote);
            place += isPair ? 2 : 1;
        }
        return place + 1;
    }

    /** What stands between quotation marks. */
    private String quoted(int from, int behind) {
        String inner = text.substring(from + 1, behind - 1);
        if (text.charAt(from) == '\'') {
            return inner.replace("''", "'");
        }
        StringBuilder out = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\') {
                c = inner.charAt(++i);
                require(c == '\\' || c == '"' || c == '/');
            }
            out.append(c);
        }
        return out.toString();
    }
}
