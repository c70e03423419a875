/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * PHP 8.1's {@code mb_detect_encoding} without strictness, which reads a byte string byte by byte in all charsets at once. A
 * charset leaves at the first byte that is illegal in it. As soon as one is left it is taken, whatever follows; when the last
 * ones leave at the same byte there is none. Of several that read to the end, and not only half of the last character, the
 * one with the fewest and least unusual characters is taken, of equals the first.
 */
public final class CharsetGuess {
    private static final int BEYOND_BMP = 40;
    private static final int UNUSUAL = 30;
    private static final int PUNCTUATION = 6;
    private static final int NOWHERE = Integer.MAX_VALUE;

    /**
     * One charset against the text.
     *
     * @param illegalAt position of the byte that is illegal in it; the text's length where that ends within a character; {@code
     *     NOWHERE} when it is legal
     */
    private record Trial(String name, int illegalAt, long demerits) {}

    private CharsetGuess() {}

    /** The likeliest of some charsets; nothing when the text is legal in none. */
    public static Optional<String> among(List<String> charsets, String bytes) {
        List<Trial> trials = new ArrayList<>();
        charsets.forEach(name -> charset(name).ifPresent(charset -> trials.add(trial(name, charset, bytes))));
        while (trials.size() > 1) {
            int next = trials.stream().mapToInt(Trial::illegalAt).min().orElseThrow();
            if (next == NOWHERE) {
                break;
            }
            trials.removeIf(trial -> trial.illegalAt() == next);
        }
        return trials.stream().min(Comparator.comparingLong(Trial::demerits)).map(Trial::name);
    }

    private static Optional<Charset> charset(String name) {
        String java = name.toLowerCase(Locale.ROOT).equals("ms932") ? "windows-31j" : name;
        try {
            return Charset.isSupported(java) ? Optional.of(Charset.forName(java)) : Optional.empty();
        } catch (IllegalCharsetNameException notAName) {
            return Optional.empty();
        }
    }

    private static Trial trial(String name, Charset charset, String bytes) {
        byte[] in = bytes.getBytes(StandardCharsets.ISO_8859_1);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer left = ByteBuffer.wrap(in);
        CharBuffer out = CharBuffer.allocate(in.length + 4);
        boolean bad = decoder.decode(left, out, false).isError();
        int illegalAt = bad || left.hasRemaining() ? illegalByte(charset, in, left.position()) : NOWHERE;
        return new Trial(name, illegalAt, demerits(out.flip().toString()));
    }

    /** Of the character at a position the first byte that cannot follow those before; the end of the text if that comes first. */
    private static int illegalByte(Charset charset, byte[] in, int at) {
        if (!mayBegin(charset, in[at] & 0xff)) {
            return at;
        }
        for (int end = at + 1; end <= in.length; end++) {
            CharsetDecoder decoder = charset.newDecoder().onUnmappableCharacter(CodingErrorAction.REPORT);
            ByteBuffer part = ByteBuffer.wrap(in, at, end - at);
            if (decoder.decode(part, CharBuffer.allocate(4), false).isError()) {
                return end - 1;
            }
        }
        return in.length;
    }

    /** Bytes that begin no character, where Java tells only with the byte after. */
    private static boolean mayBegin(Charset charset, int first) {
        return switch (charset.name()) {
            case "GB2312" -> first < 0x80 || (first >= 0xa1 && first <= 0xa9) || (first >= 0xb0 && first <= 0xf7);
            case "EUC-JP" -> first < 0x80 || first == 0x8e || first == 0x8f || (first >= 0xa1 && first <= 0xfe);
            case "windows-31j" -> first != 0x80 && first != 0xa0 && first <= 0xfc;
            default -> true;
        };
    }

    private static long demerits(String text) {
        return text.codePoints().mapToLong(CharsetGuess::demerits).sum();
    }

    private static int demerits(int cp) {
        if (cp > 0xffff) {
            return BEYOND_BMP;
        }
        if (cp >= 0x21 && cp <= 0x2f) {
            return PUNCTUATION;
        }
        return UsualCharacters.contains(cp) ? 1 : UNUSUAL;
    }
}
