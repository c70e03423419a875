/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.event.Places;
import java.util.Objects;
import java.util.Optional;

/**
 * One line or document that somebody carried, as it is understood.
 *
 * @param stream whose it is
 * @param length bytes that it counts for
 * @param content what it is
 * @param file its place in a file, where known
 * @param topic its place in a topic, where known
 * @param part which of several in one event it is, from 0
 * @param at where it stood, as a stretch that shows what is missing beside it; empty where that is not known
 * @param way by which {@link io.github.trackreplay.event.Way} it came
 */
public record CarriedLine(
        String stream,
        long length,
        Content content,
        Optional<CarriedPlace> file,
        Optional<CarriedPlace> topic,
        int part,
        Optional<Places.Run> at,
        String way) {
    public CarriedLine {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(way, "way");
    }

    /** The same by another way. */
    public CarriedLine by(String other) {
        return new CarriedLine(stream, length, content, file, topic, part, at, other);
    }

    /** What was carried. */
    public sealed interface Content permits Line, Skipped, SetAside {}

    /** A line to be read. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Line(byte[] bytes) implements Content {}

    /** Nothing of the tracker. */
    public record Skipped() implements Content {}

    /**
     * What nobody understands.
     *
     * @param reason a short stable code
     * @param detail a sentence with the remedy
     * @param bytes as they came
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record SetAside(String reason, String detail, byte[] bytes) implements Content {}
}
