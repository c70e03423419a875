/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that most requests have in common: user agents, languages, hosts, paths. The same bytes give the same text while it is among
 * the last {@value #PLACES} or so, so that of thousands of requests one text is in memory. Thread-safe: any thread's will do.
 */
public final class RepeatedTexts {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PLACES = 4096;

    /** Longer ones are taken as they come: what visitors send must not fill the memory. */
    private static final int LONGEST = 512;

    private static final @Nullable Seen[] LATEST = new Seen[PLACES];

    /** Immutable. */
    private static final class Seen {
        private final byte[] bytes;
        private final String text;

        Seen(byte[] bytes, String text) {
            this.bytes = bytes;
            this.text = text;
        }
    }

    private RepeatedTexts() {}

    /** As UTF-8; bytes that are none become U+FFFD. */
    public static String utf8(byte[] b, int from, int to) {
        if (to - from > LONGEST) {
            return JsonReader.utf8(b, from, to);
        }
        int place = place(b, from, to);
        Seen seen = LATEST[place];
        if (seen != null && Arrays.equals(seen.bytes, 0, seen.bytes.length, b, from, to)) {
            return seen.text;
        }
        String text = new String(b, from, to - from, UTF_8);
        LATEST[place] = new Seen(Arrays.copyOfRange(b, from, to), text);
        return text;
    }

    /** A text that is equal to this one, and perhaps in memory already. */
    public static String of(String text) {
        if (text.length() > LONGEST) {
            return text;
        }
        int place = (int) ((text.hashCode() * 0x9E37_79B9_7F4A_7C15L) >>> 52);
        Seen seen = LATEST[place];
        if (seen != null && seen.text.equals(text)) {
            return seen.text;
        }
        LATEST[place] = new Seen(text.getBytes(UTF_8), text);
        return text;
    }

    private static int place(byte[] b, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = 31 * (hash ^ hash >>> 29) + (long) LONGS.get(b, at);
        }
        for (; at < to; at++) {
            hash = 31 * hash + b[at];
        }
        return (int) ((hash * 0x9E37_79B9_7F4A_7C15L) >>> 52);
    }
}
