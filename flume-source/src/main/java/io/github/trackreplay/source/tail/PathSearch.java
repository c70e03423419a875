/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.TrackerPaths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds the lines that can be tracker calls: those that contain the last segment of a declared tracker path, or, where pages that
 * chatbots fetched are taken, a chatbot's name, any case of ASCII letters. Never misses a line that contains it literally; the interceptor checks exactly. Immutable and thread-safe.
 *
 * <p>Horspool's search for several words at once: the window is as long as the shortest word.
 */
final class PathSearch {
    private final byte[][] words;
    private final int window;
    private final byte[] fold = new byte[256];
    private final int[] shift = new int[256];

    PathSearch(List<String> paths) {
        this.words = TrackerPaths.searched(paths).stream().map(PathSearch::word).toArray(byte[][]::new);
        this.window = Arrays.stream(words).mapToInt(w -> w.length).min().orElse(0);
        for (int b = 0; b < 256; b++) {
            fold[b] = (byte) (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
        }
        Arrays.fill(shift, window);
        for (byte[] word : words) {
            for (int i = 0; i < window - 1; i++) {
                for (int b = 0; b < 256; b++) {
                    if (fold[b] == word[i]) {
                        shift[b] = Math.min(shift[b], window - 1 - i);
                    }
                }
            }
        }
    }

    /** The last segment of a path: what precedes it may be escaped in a log. */
    private static byte[] word(String path) {
        String trimmed = path.replaceAll("/+$", "");
        return trimmed.substring(trimmed.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether {@code bytes[from, to)} contains one of the words. */
    boolean in(byte[] bytes, int from, int to) {
        if (window == 0) {
            return words.length > 0;
        }
        int last = to - window;
        for (int i = from; i <= last; ) {
            int b = bytes[i + window - 1] & 0xff;
            byte folded = fold[b];
            for (byte[] word : words) {
                if (word[window - 1] == folded && matches(word, bytes, i, to)) {
                    return true;
                }
            }
            i += shift[b];
        }
        return false;
    }

    private boolean matches(byte[] word, byte[] bytes, int at, int to) {
        if (word.length > to - at) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (fold[bytes[at + i] & 0xff] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
