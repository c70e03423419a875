/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What is known of one stream.
 *
 * @param stream the stream's name
 * @param skipBefore requests before this event time (milliseconds since 1970-01-01 UTC) lie before the stream's start
 * @param files its log files, in the order of the chain
 * @param disorder how far its event times have run backwards
 * @param unidentified files on disk of which nobody could tell which log files they hold
 */
public record StreamPositions(
        String stream,
        OptionalLong skipBefore,
        List<FilePosition> files,
        SeenDisorder disorder,
        List<UnidentifiedFile> unidentified) {
    public StreamPositions {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(skipBefore, "skipBefore");
        files = List.copyOf(files);
        Objects.requireNonNull(disorder, "disorder");
        unidentified = List.copyOf(unidentified);
    }

    /** Of a stream of which each file on disk is known. */
    public StreamPositions(String stream, OptionalLong skipBefore, List<FilePosition> files, SeenDisorder disorder) {
        this(stream, skipBefore, files, disorder, List.of());
    }

    /** Of a stream of whose disorder nothing has been seen. */
    public StreamPositions(String stream, OptionalLong skipBefore, List<FilePosition> files) {
        this(stream, skipBefore, files, SeenDisorder.NONE);
    }
}
