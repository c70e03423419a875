/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a setting into patterns of {@link GlobFinder}, as a shell splits words. Blanks separate patterns. Between double quotes
 * a blank belongs to the pattern, while {@code *} and the like keep their meaning; between single quotes everything is meant as
 * it is written. Quotes may begin and end anywhere: {@code '/srv/site [1]/access.log'*}.
 */
public final class FilePatterns {
    private static final String SPECIAL = "*?[]{}\\";

    private final List<String> patterns = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;

    private FilePatterns() {}

    /** @throws IllegalArgumentException if a quote is not closed */
    public static List<String> of(String text) {
        return new FilePatterns().split(text);
    }

    /** A path as a pattern that matches nothing else. */
    public static String literal(String path) {
        StringBuilder pattern = new StringBuilder();
        path.chars().forEach(c -> {
            if (SPECIAL.indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append((char) c);
        });
        return pattern.toString();
    }

    private List<String> split(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                int end = text.indexOf(c, i + 1);
                if (end < 0) {
                    throw new IllegalArgumentException("has a quote that is not closed: " + text.substring(i));
                }
                String quoted = text.substring(i + 1, end);
                word.append(c == '"' ? quoted : literal(quoted));
                begun = true;
                i = end;
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else {
                word.append(c);
                begun = true;
            }
        }
        endWord();
        return List.copyOf(patterns);
    }

    private void endWord() {
        if (begun) {
            patterns.add(word.toString());
        }
        word.setLength(0);
        begun = false;
    }
}
