/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A user agent as the regexes see it: bytes of UTF-8, each shown as one character, because the definitions are written for an
 * engine that matches bytes. Knows at which offsets a match may begin. Immutable.
 */
public final class Subject {
    private final String text;
    private final byte[] lower;
    private final Starts word;
    private final Starts letter;

    public Subject(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        this.text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) ByteSet.lower(bytes[i]);
        this.lower = bytes;
        this.word = new Starts(Boundary.WORD);
        this.letter = new Starts(Boundary.LETTER);
    }

    /** The text, one character for each byte. */
    public String text() {
        return text;
    }

    /** Turns a piece of {@link #text()} back into a string. */
    public static String decode(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) >= 128) {
                return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }

    /** A string of the definitions in the form of {@link #text()}. */
    public static String encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    int length() {
        return lower.length;
    }

    /** The byte at an offset, letters in lower case. */
    int lowerAt(int offset) {
        return lower[offset] & 0xff;
    }

    byte[] lower() {
        return lower;
    }

    int[] starts(Boundary boundary) {
        return (boundary == Boundary.WORD ? word : letter).offsets;
    }

    boolean isStart(Boundary boundary, int offset) {
        return (boundary == Boundary.WORD ? word : letter).allowed[offset];
    }

    boolean isAnyStart(int offset) {
        return word.allowed[offset] || letter.allowed[offset];
    }

    /** The offsets at which a match may begin, as a list and as a table. */
    private final class Starts {
        private final boolean[] allowed = new boolean[lower.length + 1];
        private final int[] offsets;

        Starts(Boundary boundary) {
            int[] found = new int[lower.length + 1];
            int n = 0;
            for (int i = 0; i <= lower.length; i++) {
                allowed[i] = i == 0 || opens(boundary, i - 1);
                if (allowed[i]) found[n++] = i;
            }
            offsets = Arrays.copyOf(found, n);
        }
    }

    private boolean opens(Boundary boundary, int last) {
        int c = lowerAt(last);
        if (boundary == Boundary.LETTER) return !isLetter(c) && c != '_' && c != '-';
        if (c == '_') return last > 0 && !isAlphanumeric(lowerAt(last - 1)) && lowerAt(last - 1) != '-';
        if (c == '-') return endsWith("sprd-", last) || endsWith("mz-", last);
        return !isAlphanumeric(c);
    }

    private boolean endsWith(String word, int last) {
        int from = last + 1 - word.length();
        if (from < 0) return false;
        for (int i = 0; i < word.length(); i++) {
            if (lower[from + i] != word.charAt(i)) return false;
        }
        return true;
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isAlphanumeric(int c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }
}
