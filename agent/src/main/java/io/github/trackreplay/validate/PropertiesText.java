/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a configuration means to Flume what its author sees. Flume reads properties files as Java does, in Latin 1: a path in
 * UTF-8 would become another one, and a byte order mark a part of the first name. Comments may hold anything.
 */
final class PropertiesText {
    private PropertiesText() {}

    /** What is wrong and the remedy, in a sentence without its subject. */
    static Optional<String> problem(byte[] file) {
        String bytes = new String(file, ISO_8859_1);
        if (bytes.startsWith("\u00ef\u00bb\u00bf")) {
            return Optional.of(
                    "begins with a byte order mark, which Flume takes for a part of the first name. Save the file"
                            + " without it.");
        }
        if (bytes.startsWith("\u00ff\u00fe") || bytes.startsWith("\u00fe\u00ff") || bytes.indexOf('\0') >= 0) {
            return Optional.of(
                    "is no text in UTF-8 or Latin 1, perhaps UTF-16. Save it as UTF-8 without byte order mark.");
        }
        String[] lines = bytes.split("\r\n|\n|\r", -1);
        boolean continued = false;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].stripLeading();
            int number = i + 1;
            boolean comment = !continued && (line.startsWith("#") || line.startsWith("!"));
            if (!comment && line.chars().anyMatch(c -> c >= 0x80)) {
                byte[] read = line.getBytes(ISO_8859_1);
                return Optional.of(
                        utf8(read).map(text -> notAscii(number, text)).orElseGet(() -> notUtf8(number)));
            }
            continued = !comment && trailingBackslashes(line) % 2 == 1;
        }
        return Optional.empty();
    }

    private static Optional<String> utf8(byte[] line) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What the author saw is not known: the bytes mean something else in every one-byte encoding. */
    private static String notUtf8(int number) {
        return "holds bytes in line " + number + " that are no UTF-8. Write the file in UTF-8 (if it is Latin 1:"
                + " iconv -f ISO-8859-1 -t UTF-8 FILE > NEW; if Windows saved it: -f WINDOWS-1252) and look again: it is"
                + " then said how to write the line.";
    }

    private static String notAscii(int number, String line) {
        StringBuilder escaped = new StringBuilder();
        line.chars().forEach(c -> {
            if (c < 0x80) {
                escaped.append((char) c);
            } else {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return "holds characters beyond ASCII in line " + number
                + ", which Flume reads as Latin 1, so as others. Write it as: " + escaped;
    }

    private static int trailingBackslashes(String line) {
        int count = 0;
        while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
            count++;
        }
        return count;
    }
}
