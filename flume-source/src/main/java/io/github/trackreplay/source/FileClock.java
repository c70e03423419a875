/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** The present time of a log that is replayed: when a file was last modified; 1970 while there is no such file. */
record FileClock(Path file) implements InstantSource {
    @Override
    public Instant instant() {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH; // promises nothing, so an order that waits for this log goes on waiting
        }
    }
}
