/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Optional;

/**
 * What may be the name of a stream. Names are keys in the ledger and words in sentences: two that look the same, or that a
 * database compares as the same, must be the same. So no name holds what cannot be seen (control and format characters, lone
 * surrogates), none begins or ends with a blank of any kind, and none is longer than its column. Pure.
 */
public final class StreamName {
    /** Letters and symbols that are shown as nothing, though Unicode calls them no blanks. */
    private static final String SHOWN_AS_BLANKS = "\u115f\u1160\u2800\u3164\uffa0";

    private StreamName() {}

    /** Why a text is no name of a stream, as the end of a sentence that begins with the name; empty if it is one. */
    public static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        if (name.length() > LogFile.LONGEST_NAME) {
            return Optional.of(
                    "has " + name.length() + " characters; at most " + LogFile.LONGEST_NAME + " are allowed");
        }
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            if (cannotBeSeen(name.codePointAt(i))) {
                return Optional.of(
                        String.format("holds the character U+%04X, which cannot be seen", name.codePointAt(i)));
            }
        }
        return isBlank(name.codePointAt(0)) || isBlank(name.codePointBefore(name.length()))
                ? Optional.of("begins or ends with a blank")
                : Optional.empty();
    }

    /** Whether a character is a blank of any kind, or shown as one. */
    public static boolean isBlank(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || SHOWN_AS_BLANKS.indexOf(character) >= 0;
    }

    static boolean cannotBeSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** A name as a word of a command that is offered to be copied into a shell: in single quotes where it needs them. */
    public static String shellWord(String name) {
        return name.matches("[A-Za-z0-9_.:@%+/-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    /** A text from outside for a sentence: what cannot be seen is written out, and no more than 80 characters. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(80)
                .forEach(c ->
                        shown.append(cannotBeSeen(c) ? String.format("\\u{%x}", c) : new String(Character.toChars(c))));
        return shown.append(text.codePointCount(0, text.length()) > 80 ? "…" : "")
                .toString();
    }
}
