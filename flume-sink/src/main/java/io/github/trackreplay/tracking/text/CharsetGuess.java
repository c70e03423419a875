/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * PHP 8.1's {@code mb_detect_encoding} without strictness: of the charsets in which a byte string is legal, the one in which it
 * has the fewest and least unusual characters; the last one that is left as soon as all others have proved illegal.
 *
 * <p>What is unusual PHP knows from a table of its own; here it is what no script in wide use and no standard set of ideographs
 * has. So a short text that is legal in several charsets may be judged otherwise.
 */
public final class CharsetGuess {
    private static final int BEYOND_BMP = 40;
    private static final int UNUSUAL = 30;
    private static final int PUNCTUATION = 6;

    private static final Set<Character.UnicodeBlock> USUAL = Set.of(
            Character.UnicodeBlock.BASIC_LATIN,
            Character.UnicodeBlock.LATIN_1_SUPPLEMENT,
            Character.UnicodeBlock.LATIN_EXTENDED_A,
            Character.UnicodeBlock.GREEK,
            Character.UnicodeBlock.CYRILLIC,
            Character.UnicodeBlock.HEBREW,
            Character.UnicodeBlock.ARABIC,
            Character.UnicodeBlock.THAI,
            Character.UnicodeBlock.GENERAL_PUNCTUATION,
            Character.UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
            Character.UnicodeBlock.HIRAGANA,
            Character.UnicodeBlock.KATAKANA,
            Character.UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS,
            Character.UnicodeBlock.HANGUL_SYLLABLES);

    /**
     * One charset against the text.
     *
     * @param illegalAt position of the byte that is illegal in it; the text's length where its end is; -1 when it is legal
     */
    private record Trial(String name, int illegalAt, long demerits) {}

    private CharsetGuess() {}

    /** The likeliest of some charsets; nothing when the text is legal in none. */
    public static Optional<String> among(List<String> charsets, String bytes) {
        List<Trial> trials = new ArrayList<>();
        charsets.forEach(name -> charset(name).ifPresent(charset -> trials.add(trial(name, charset, bytes))));
        while (trials.size() > 1) {
            Trial first = firstToFail(trials, bytes.length());
            if (first == null) {
                break;
            }
            trials.remove(first);
        }
        return trials.stream()
                .filter(trial -> trial.illegalAt() < bytes.length() && (trials.size() == 1 || trial.illegalAt() < 0))
                .min((a, b) -> Long.compare(a.demerits(), b.demerits()))
                .map(Trial::name);
    }

    /** Of those that fail before the end the first. */
    private static Trial firstToFail(List<Trial> trials, int end) {
        Trial first = null;
        for (Trial trial : trials) {
            boolean fails = trial.illegalAt() >= 0 && trial.illegalAt() < end;
            if (fails && (first == null || trial.illegalAt() < first.illegalAt())) {
                first = trial;
            }
        }
        return first;
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
        int at = left.position();
        int illegalAt = !bad && !left.hasRemaining() ? -1 : bad ? illegalByte(in, at) : in.length;
        return new Trial(name, illegalAt, demerits(out.flip().toString()));
    }

    /** A byte that cannot begin a character is illegal itself, else the one that does not continue it. */
    private static int illegalByte(byte[] in, int at) {
        return (in[at] & 0xff) > 0x80 && at + 1 < in.length ? at + 1 : at;
    }

    private static long demerits(String text) {
        CharsetEncoder[] standard = {
            Charset.forName("GB2312").newEncoder(),
            Charset.forName("EUC-JP").newEncoder(),
            Charset.forName("Big5").newEncoder()
        };
        return text.codePoints().mapToLong(cp -> demerits(cp, standard)).sum();
    }

    private static int demerits(int cp, CharsetEncoder[] standard) {
        if (cp > 0xffff) {
            return BEYOND_BMP;
        }
        if (cp >= 0x21 && cp <= 0x2f) {
            return PUNCTUATION;
        }
        return isUsual((char) cp, standard) ? 1 : UNUSUAL;
    }

    private static boolean isUsual(char c, CharsetEncoder[] standard) {
        if (Character.getType(c) == Character.CONTROL) {
            return c == '\t' || c == '\n' || c == '\r';
        }
        if (USUAL.contains(Character.UnicodeBlock.of(c))) {
            return Character.isDefined(c);
        }
        if (!Character.isIdeographic(c)) {
            return false;
        }
        for (CharsetEncoder each : standard) {
            if (each.canEncode(c)) {
                return true;
            }
        }
        return false;
    }
}
