/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.PackHeader;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How lines are read and packed.
 *
 * @param trackerPaths the declared paths of tracker calls
 * @param host name of this machine
 * @param packBytes most bytes of candidate lines in a pack; one longer line goes alone
 * @param maxLineBytes a longer line is overlong
 * @param disorder how far event times may run backwards within a stream; empty where it follows what a stream shows
 * @param finalAfter how long a file with a successor must be unchanged to be final
 * @param heartbeat least time between two heartbeats of a stream
 * @param reader see {@link PackHeader.Reading#reader}
 */
public record TailSettings(
        List<String> trackerPaths,
        String host,
        int packBytes,
        int maxLineBytes,
        Optional<Duration> disorder,
        Duration finalAfter,
        Duration heartbeat,
        String reader) {
    private static final int OVERLONG_KEPT = 64 * 1024;

    public TailSettings {
        trackerPaths = List.copyOf(trackerPaths);
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(disorder, "disorder");
        Objects.requireNonNull(finalAfter, "finalAfter");
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(reader, "reader");
        if (trackerPaths.isEmpty()) {
            throw new IllegalArgumentException("at least one tracker path is needed");
        }
        if (packBytes < 1 || maxLineBytes < 1) {
            throw new IllegalArgumentException("sizes are positive");
        }
    }

    /** Settings of somebody who follows no log. */
    public TailSettings(
            List<String> trackerPaths,
            String host,
            int packBytes,
            int maxLineBytes,
            Optional<Duration> disorder,
            Duration finalAfter,
            Duration heartbeat) {
        this(trackerPaths, host, packBytes, maxLineBytes, disorder, finalAfter, heartbeat, "");
    }

    /** The same with a fixed disorder. */
    public TailSettings(
            List<String> trackerPaths,
            String host,
            int packBytes,
            int maxLineBytes,
            Duration disorder,
            Duration finalAfter,
            Duration heartbeat) {
        this(trackerPaths, host, packBytes, maxLineBytes, Optional.of(disorder), finalAfter, heartbeat, "");
    }

    /** The defaults: both tracker paths, packs of 64 KiB, lines of at most 1 MiB, 5 s of disorder. */
    public static TailSettings defaults(String host) {
        return new TailSettings(
                List.of("/matomo.php", "/piwik.php"),
                host,
                64 * 1024,
                1024 * 1024,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1));
    }

    /**
     * Who reads what when, for a pack's header.
     *
     * @param now milliseconds since 1970-01-01 UTC
     * @param path where on this machine; empty where that is of no use
     */
    PackHeader.Reading reading(long now, String path) {
        return new PackHeader.Reading(now, host, path, declaredPaths(), reader);
    }

    /** How many bytes of an overlong line are kept. */
    int overlongKept() {
        return Math.min(OVERLONG_KEPT, maxLineBytes);
    }

    /** The tracker paths as they travel in headers. */
    String declaredPaths() {
        return String.join(" ", trackerPaths);
    }
}
