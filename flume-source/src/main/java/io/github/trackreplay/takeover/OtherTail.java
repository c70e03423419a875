/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.takeover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A tail whose positions can be read. */
public enum OtherTail {
    /** Flume's {@code TAILDIR}: its {@code positionFile}. */
    TAILDIR,
    /** Filebeat: its directory {@code data/registry/filebeat}, or the one above it. */
    FILEBEAT,
    /** Logstash's input {@code file}: its {@code sincedb}. */
    LOGSTASH;

    /** The tail of a name, as it is written in settings. */
    public static Optional<OtherTail> of(String name) {
        for (OtherTail tail : values()) {
            if (tail.code().equals(name)) {
                return Optional.of(tail);
            }
        }
        return Optional.empty();
    }

    /** As it is written in settings. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the positions.
     *
     * @throws IOException with a sentence if they cannot be read, or not for certain
     */
    public List<OtherPosition> read(Path file) throws IOException {
        return switch (this) {
            case TAILDIR -> TaildirPositions.read(file);
            case FILEBEAT -> FilebeatRegistry.read(file);
            case LOGSTASH -> LogstashSincedb.read(file);
        };
    }
}
