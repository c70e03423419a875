/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.text.Normalizer;
import java.util.Locale;

/** Compares text the way Matomo's tables do: neither case, nor accents, nor trailing spaces count. */
public final class Collation {
    private Collation() {}

    /** Two texts are equal to the database when their keys are equal. */
    public static String key(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        String trimmed = text.substring(0, end);
        if (isAscii(trimmed)) {
            return trimmed.toUpperCase(Locale.ROOT);
        }
        StringBuilder base = new StringBuilder(trimmed.length());
        Normalizer.normalize(trimmed, Normalizer.Form.NFD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(base::appendCodePoint);
        return base.toString().toUpperCase(Locale.ROOT);
    }

    /** Whether the database takes them for the same. */
    public static boolean same(String one, String other) {
        return one.equals(other) || key(one).equals(key(other));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
