/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the events of others are read.
 *
 * @param stream the stream of all of them; otherwise each names its own
 * @param streamFrom names of headers and fields that name the stream; the first that has a text counts
 * @param identity what tells their requests apart
 * @param paths declared paths of tracker calls, separated by blanks
 * @param disorder how far event times may run backwards within a stream, at least
 * @param host the name of this machine
 */
public record PipelineSettings(
        Optional<String> stream,
        List<String> streamFrom,
        IdentityChoice identity,
        String paths,
        Duration disorder,
        String host) {
    /** Where shippers name the machine. */
    public static final List<String> USUAL_NAMES =
            List.of("host.name", "host.hostname", "host", "hostname", "agent.hostname", "beat.hostname");

    public PipelineSettings {
        Objects.requireNonNull(stream, "stream");
        streamFrom = List.copyOf(streamFrom);
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(paths, "paths");
        Objects.requireNonNull(disorder, "disorder");
        Objects.requireNonNull(host, "host");
    }

    /** What tells requests apart. */
    public enum IdentityChoice {
        /** The best that each request brings. */
        AUTO,
        /** Only an id in the line; what has none is set aside. */
        REQUEST_ID,
        /** Only file and offset; likewise. */
        FILE,
        /** Only the position in a topic; likewise. */
        TOPIC,
        /** The same content counts once, whatever else is known. */
        BYTES,
        /** Nothing: each counts, also what is sent twice. */
        NONE
    }
}
