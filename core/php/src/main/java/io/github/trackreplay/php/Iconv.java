/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PHP's {@code iconv($charset, 'UTF-8//IGNORE', $bytes)} with the GNU C library: what is illegal in the charset is left out, and
 * so is what it has no character for. Byte strings. Thread-safe.
 *
 * <p>How many bytes are left out depends on the charset, and decides what is read next: a first byte alone when what follows
 * cannot be a second one, else the pair.
 */
public final class Iconv {
    private static final int MOST_REMEMBERED = 100;
    private static final int EM_DASH = 0x2014;
    private static final int HORIZONTAL_BAR = 0x2015;
    private static final Map<String, Optional<Iconv>> KNOWN = new ConcurrentHashMap<>();
    private static final Map<String, String> JAVA_NAMES = Map.of("ms932", "windows-31j", "gbk", "GBK");

    /** How the bytes of a charset go together. */
    private enum Form {
        SINGLE,
        EUC_CN,
        EUC_KR,
        EUC_JP,
        JIS,
        MS932,
        OTHER
    }

    private final Charset charset;
    private final Form form;

    private Iconv(Charset charset) {
        this.charset = charset;
        this.form = form(charset);
    }

    private static Form form(Charset charset) {
        return switch (charset.name()) {
            case "GB2312" -> Form.EUC_CN;
            case "EUC-KR" -> Form.EUC_KR;
            case "EUC-JP" -> Form.EUC_JP;
            case "Shift_JIS" -> Form.JIS;
            case "windows-31j" -> Form.MS932;
            default ->
                charset.newDecoder().maxCharsPerByte() == 1
                                && charset.newEncoder().maxBytesPerChar() == 1
                        ? Form.SINGLE
                        : Form.OTHER;
        };
    }

    /** The text in UTF-8; nothing where the charset is not known, or the bytes end within a character: PHP takes that for a failure. */
    public static Optional<String> toUtf8(String bytes, String charset) {
        return of(charset.toLowerCase(Locale.ROOT)).flatMap(iconv -> iconv.convert(bytes));
    }

    private static Optional<Iconv> of(String name) {
        Optional<Iconv> known = KNOWN.get(name);
        if (known == null) {
            known = lookUp(JAVA_NAMES.getOrDefault(name, name));
            if (KNOWN.size() < MOST_REMEMBERED) {
                KNOWN.put(name, known);
            }
        }
        return known;
    }

    private static Optional<Iconv> lookUp(String name) {
        try {
            return Charset.isSupported(name) ? Optional.of(new Iconv(Charset.forName(name))) : Optional.empty();
        } catch (IllegalCharsetNameException notAName) {
            return Optional.empty();
        }
    }

    private Optional<String> convert(String bytes) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return validUtf8(bytes);
        }
        byte[] in = bytes.getBytes(StandardCharsets.ISO_8859_1);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(4);
        StringBuilder utf8 = new StringBuilder(in.length + 16);
        for (int at = 0; at < in.length; ) {
            int first = in[at] & 0xff;
            int length = length(first);
            if (at + length > in.length) {
                return Optional.empty();
            }
            if (isPassedOn(first)) {
                Utf8.append(utf8, passedOn(first));
            } else if (!append(utf8, decoder, ByteBuffer.wrap(in, at, length), out.clear())) {
                length = leftOut(length, length > 1 ? in[at + 1] & 0xff : 0);
            }
            at += length;
        }
        return Optional.of(utf8.toString());
    }

    /** False when the charset has no such character. */
    private boolean append(StringBuilder utf8, CharsetDecoder decoder, ByteBuffer character, CharBuffer out) {
        CoderResult result = decoder.reset().decode(character, out, true);
        if (result.isError() || character.hasRemaining()) {
            return false;
        }
        out.flip().codePoints().forEach(cp -> Utf8.append(utf8, cp == EM_DASH && isJapanese() ? HORIZONTAL_BAR : cp));
        return true;
    }

    private static Optional<String> validUtf8(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length());
        for (int at = 0; at < bytes.length(); ) {
            int length = Utf8.sequenceAt(bytes, at);
            if (length == 0 && endsWithin(bytes, at)) {
                return Optional.empty();
            }
            out.append(bytes, at, at + length);
            at += Math.max(1, length);
        }
        return Optional.of(out.toString());
    }

    /** Whether the text ends within the character of UTF-8 that begins at a position. */
    private static boolean endsWithin(String bytes, int at) {
        int first = bytes.charAt(at);
        int length = first < 0xc2 || first > 0xf7 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + length <= bytes.length()) {
            return false;
        }
        return bytes.substring(at + 1).chars().allMatch(next -> next >> 6 == 2);
    }

    /** JIS's dash is another one than Java's. */
    private boolean isJapanese() {
        return form == Form.JIS || form == Form.EUC_JP;
    }

    /** C1 characters, which some charsets pass on, and the two letters that JIS has instead of ASCII's. */
    private boolean isPassedOn(int first) {
        return switch (form) {
            case EUC_KR -> first >= 0x80 && first <= 0x9f;
            case EUC_JP -> first >= 0x80 && first <= 0x9f && first != 0x8e && first != 0x8f;
            case JIS -> first == '\\' || first == '~';
            default -> false;
        };
    }

    private int passedOn(int first) {
        return form == Form.JIS ? (first == '~' ? 0x203e : 0xa5) : first;
    }

    /** Bytes of the character that begins with a byte. */
    private int length(int first) {
        boolean single = switch (form) {
            case SINGLE -> true;
            case EUC_CN -> first < 0x8e || (first > 0x8f && first <= 0xa0) || first == 0xff;
            case EUC_KR -> first <= 0xa0;
            case EUC_JP -> first < 0x8e || (first > 0x8f && first <= 0x9f) || first == 0xff;
            case JIS -> first <= 0x80 || (first >= 0xa0 && first <= 0xdf) || first > 0xea;
            case MS932 -> first <= 0x80 || (first >= 0xa0 && first <= 0xdf) || first > 0xfc;
            case OTHER -> first < 0x80;
        };
        return single ? 1 : form == Form.EUC_JP && first == 0x8f ? 3 : 2;
    }

    /** Bytes that are left out together where there is no such character. */
    private int leftOut(int length, int second) {
        return switch (form) {
            case EUC_CN -> second < 0xa1 ? 1 : length;
            case JIS -> second < 0x40 || second > 0xfc ? 1 : length;
            case EUC_JP, MS932 -> 1;
            default -> length;
        };
    }
}
