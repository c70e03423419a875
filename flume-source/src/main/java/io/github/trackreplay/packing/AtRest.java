/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What may be read as a log at rest: one that can be read twice, from anywhere. */
public final class AtRest {
    private AtRest() {}

    /**
     * Looks before it is opened, for opening a pipe waits for its other end. What is not there passes; opening it says so.
     *
     * @throws IOException with a sentence if it is a directory, a pipe or a device
     */
    public static void check(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a directory, not a log file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(
                    path + " is a pipe or a device, and a log is read more than once: write it into a file first"
                            + " (an import also takes standard input, --stream NAME=-)");
        }
    }
}
