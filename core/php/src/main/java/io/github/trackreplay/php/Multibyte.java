/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

/** PHP's {@code mb_} functions in UTF-8, on byte strings. */
public final class Multibyte {
    /** The one letter whose lower case is two code points. */
    private static final int CAPITAL_DOTTED_I = 0x130;

    private static final String SMALL_DOTTED_I = ByteText.bytes("i\u0307");

    private Multibyte() {}

    /**
     * {@code mb_strtolower}: Unicode case mapping without regard to context (a final sigma is an ordinary one); each malformed
     * sequence becomes a question mark.
     */
    public static String lower(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) >= 0x80) {
                return lowerUnicode(bytes);
            }
        }
        return Ascii.lower(bytes);
    }

    private static String lowerUnicode(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length() + 8);
        int at = 0;
        while (at < bytes.length()) {
            int length = Utf8.sequenceAt(bytes, at);
            if (length == 0) {
                out.append('?');
                at += malformedLength(bytes, at);
            } else {
                lower(out, Utf8.codePoint(bytes, at, length));
                at += length;
            }
        }
        return out.toString();
    }

    private static void lower(StringBuilder out, int cp) {
        if (cp == CAPITAL_DOTTED_I) {
            out.append(SMALL_DOTTED_I);
        } else {
            Utf8.append(out, Character.toLowerCase(cp));
        }
    }

    /** Bytes that PHP takes for one malformed sequence: the lead byte and what could have continued it. */
    private static int malformedLength(String bytes, int at) {
        int first = bytes.charAt(at);
        int wanted = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        int length = 1;
        while (length < wanted && at + length < bytes.length() && continues(bytes, at, length)) {
            length++;
        }
        return length;
    }

    private static boolean continues(String bytes, int at, int index) {
        int first = bytes.charAt(at);
        int next = bytes.charAt(at + index);
        int least = index == 1 && first == 0xE0 ? 0xA0 : index == 1 && first == 0xF0 ? 0x90 : 0x80;
        int most = index == 1 && first == 0xED ? 0x9F : index == 1 && first == 0xF4 ? 0x8F : 0xBF;
        return next >= least && next <= most;
    }

    /**
     * {@code mb_substr($bytes, 0, $characters)}: a character is a lead byte and as many bytes as it announces, whether they
     * are valid or not.
     */
    public static String prefix(String bytes, int characters) {
        if (bytes.length() <= characters) {
            return bytes;
        }
        int at = 0;
        for (int i = 0; i < characters && at < bytes.length(); i++) {
            at += announcedLength(bytes.charAt(at));
        }
        return bytes.substring(0, Math.min(at, bytes.length()));
    }

    /** {@code mb_strlen}: counted as {@link #prefix} does. */
    public static int length(String bytes) {
        int count = 0;
        for (int at = 0; at < bytes.length(); at += announcedLength(bytes.charAt(at))) {
            count++;
        }
        return count;
    }

    private static int announcedLength(char lead) {
        return lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** Lower case of ordinary text, as {@link #lower} gives it. */
    public static String lowerText(String text) {
        return ByteText.text(lower(ByteText.bytes(text)));
    }
}
