/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** The positions on disk are damaged or of another version. Nobody may guess what they said. */
public final class UnreadablePositionsException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadablePositionsException(Path file, String why) {
        super("The positions in " + file + " cannot be read: " + why
                + ". Restore the file from a backup. If there is none,"
                + " move it away: the source then starts as if it had never run, by its startAt. With startAt = beginning"
                + " nothing is lost, and what was already replayed is recognised and not replayed again.");
    }
}
