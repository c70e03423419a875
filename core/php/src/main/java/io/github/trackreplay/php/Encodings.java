/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Conversion of byte strings from another character set to UTF-8, as far as Java knows the set. */
public final class Encodings {
    private static final Map<String, Optional<Charset>> KNOWN = new ConcurrentHashMap<>();
    private static final int CACHE_LIMIT = 500;

    /** Names that Java has and PHP's mbstring has not. */
    private static final Set<String> UNKNOWN_TO_MBSTRING =
            Set.of("windows-1250", "windows-1253", "windows-1255", "windows-1256", "windows-1257", "windows-1258");

    private static final Map<String, String> NAMES_OF_MBSTRING = Map.of(
            "sjis", "Shift_JIS",
            "sjis-win", "windows-31j",
            "cp932", "windows-31j",
            "eucjp-win", "EUC-JP",
            "cp936", "GBK",
            "big-5", "Big5",
            "uhc", "x-windows-949",
            "jis", "ISO-2022-JP",
            "latin1", "ISO-8859-1");

    private Encodings() {}

    /**
     * Converts to UTF-8 by a name that PHP's mbstring knows; nothing where it does not know it or the bytes are not valid in
     * it.
     */
    public static Optional<String> toUtf8(String bytes, String encoding) {
        String name = encoding.toLowerCase(Locale.ROOT);
        return UNKNOWN_TO_MBSTRING.contains(name)
                ? Optional.empty()
                : charset(name).flatMap(c -> strict(bytes, c));
    }

    private static Optional<String> strict(String bytes, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return Utf8.isValid(bytes) ? Optional.of(bytes) : Optional.empty();
        }
        return decode(bytes, charset);
    }

    private static Optional<String> decode(String bytes, Charset charset) {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return Optional.of(ByteText.bytes(text));
        } catch (CharacterCodingException notValid) {
            return Optional.empty();
        }
    }

    private static Optional<Charset> charset(String name) {
        Optional<Charset> known = KNOWN.get(name);
        if (known == null) {
            known = lookUp(NAMES_OF_MBSTRING.getOrDefault(name, name));
            if (KNOWN.size() < CACHE_LIMIT) {
                KNOWN.put(name, known);
            }
        }
        return known;
    }

    private static Optional<Charset> lookUp(String name) {
        try {
            return Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
        } catch (IllegalCharsetNameException notAName) {
            return Optional.empty();
        }
    }
}
