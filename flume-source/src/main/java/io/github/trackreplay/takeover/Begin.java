/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import java.nio.file.Path;

/**
 * Where a log file begins for who takes over.
 *
 * @param log the file
 * @param at its first byte that the other tail has not read, start of a line; {@link #BEFORE} if all of it lies before what the
 *     other tail remembers
 * @param why for people, the end of a sentence
 */
public record Begin(Path log, long at, String why) {
    /** Not read at all. */
    public static final long BEFORE = -1;

    /** A sentence. */
    public String sentence() {
        return log
                + (at == BEFORE
                        ? " is not read: "
                        : at == 0 ? " is read from its beginning: " : " is read from byte " + at + " on: ")
                + why + ".";
    }
}
