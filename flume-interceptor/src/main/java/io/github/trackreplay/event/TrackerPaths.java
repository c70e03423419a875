/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The declared paths of tracker calls, as the headers of the wire contract carry them. Immutable. */
public final class TrackerPaths {
    private final List<String> endings;
    private final List<byte[]> bytes;

    private TrackerPaths(List<String> endings) {
        this.endings = endings;
        this.bytes = endings.stream().map(e -> e.getBytes(US_ASCII)).toList();
    }

    /** @param text paths separated by white space, as a pack's header carries them */
    public static TrackerPaths of(String text) {
        return new TrackerPaths(Arrays.stream(text.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList());
    }

    /** Whether a request's path ends in a declared one, any case. */
    public boolean matches(String path) {
        for (String ending : endings) {
            if (path.regionMatches(true, path.length() - ending.length(), ending, 0, ending.length())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a declared path occurs anywhere in the bytes, any case. */
    public boolean occurIn(byte[] line) {
        for (byte[] wanted : bytes) {
            for (int at = 0; at + wanted.length <= line.length; at++) {
                if (isAt(line, at, wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAt(byte[] line, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            byte b = line[at + i];
            if (b != wanted[i] && (b < 'A' || b > 'Z' || b + 0x20 != wanted[i])) {
                return false;
            }
        }
        return true;
    }
}
