/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.document.FlatDocument;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.Way;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Where a line stands, as whoever carried it says: in a file, or in a partition of a topic.
 *
 * @param kind {@link Kind#FILE} or {@link Kind#TOPIC}
 * @param container the file, or topic and partition
 * @param offset in it
 * @param way by which {@link Way} such lines come
 */
record CarriedPlace(Kind kind, String container, String offset, String way) {
    private static final List<String> FINGERPRINT = List.of("log.file.fingerprint");
    private static final List<String> PATH =
            List.of("log.file.path", "log.file.name", "file", "filename", "path", "metadata.filename", "source");
    private static final List<String> OFFSET =
            List.of("log.offset", "offset", "log.file.record_offset", "metadata.fileoffset", "fileoffset");

    /** Counts lines, not bytes. */
    private static final List<String> NUMBER = List.of("log.file.record_number");

    /** The places that are known of a line, by their kind. */
    static Optional<CarriedPlace> file(Map<String, String> headers, Optional<FlatDocument> document) {
        return document.flatMap(CarriedPlace::fileIn)
                .or(() -> header(headers, "file")
                        .flatMap(file ->
                                header(headers, "byteoffset").map(offset -> new Named(file, "path").at(offset))));
    }

    private static Optional<CarriedPlace> fileIn(FlatDocument document) {
        return document.first(OFFSET)
                .or(() -> document.first(NUMBER))
                .flatMap(offset -> named(document).map(file -> file.at(offset)));
    }

    /**
     * The stretch of a file that a line takes.
     *
     * @param file what {@link #file} says of it
     * @param bytes of the line in the file, its end included; empty where that is not known. Asked where it is needed
     */
    static Optional<Places.Run> stretch(
            Optional<CarriedPlace> file, Optional<FlatDocument> document, int part, Supplier<OptionalLong> bytes) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        boolean inDocument = document.flatMap(CarriedPlace::fileIn).isPresent();
        if (!inDocument && part > 0) {
            return Optional.empty(); // the event's headers speak of its first line
        }
        boolean lines = inDocument && document.get().first(OFFSET).isEmpty();
        OptionalLong length = lines ? OptionalLong.of(1) : bytes.get();
        return length.isEmpty() ? Optional.empty() : file.get().stretch(Places.In.FILE, length.getAsLong());
    }

    /** The message of a topic that a line is of. */
    Optional<Places.Run> message() {
        return stretch(Places.In.TOPIC, 1);
    }

    private Optional<Places.Run> stretch(Places.In in, long length) {
        if (!isNumber(offset)) {
            return Optional.empty();
        }
        long start = Long.parseLong(offset);
        return Optional.of(Places.Run.of(in, Places.Run.name(container), start, start + length));
    }

    /** Of at most fifteen digits. */
    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 15) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static Optional<CarriedPlace> topic(Map<String, String> headers, Optional<FlatDocument> document) {
        Optional<CarriedPlace> inHeaders = header(headers, "topic")
                .flatMap(topic -> header(headers, "partition")
                        .flatMap(partition ->
                                header(headers, "offset").map(offset -> inTopic(topic, partition, offset))));
        return inHeaders.or(() -> document.flatMap(CarriedPlace::topicIn));
    }

    private static Optional<CarriedPlace> topicIn(FlatDocument document) {
        for (String prefix : List.of("kafka.", "@metadata.kafka.")) {
            Optional<String> topic = document.get(prefix + "topic");
            Optional<String> partition = document.get(prefix + "partition");
            Optional<String> offset = document.get(prefix + "offset");
            if (topic.isPresent() && partition.isPresent() && offset.isPresent()) {
                return Optional.of(inTopic(topic.get(), partition.get(), offset.get()));
            }
        }
        return Optional.empty();
    }

    private static CarriedPlace inTopic(String topic, String partition, String offset) {
        return new CarriedPlace(Kind.TOPIC, topic + "/" + partition, offset, Way.of(Way.TOPIC, topic));
    }

    /** A file, and by what a shipper names it. */
    private record Named(String file, String by) {
        CarriedPlace at(String offset) {
            return new CarriedPlace(Kind.FILE, file, offset, Way.file(by));
        }
    }

    private static Optional<Named> named(FlatDocument document) {
        Optional<String> inode = document.get("log.file.inode")
                .flatMap(node -> document.get("log.file.device_id").map(device -> device + ":" + node));
        return document.first(FINGERPRINT)
                .map(file -> new Named(file, "fingerprint"))
                .or(() -> inode.map(file -> new Named(file, "inode")))
                .or(() -> document.first(PATH).map(file -> new Named(file, "path")));
    }

    private static Optional<String> header(Map<String, String> headers, String name) {
        return Optional.ofNullable(headers.get(name)).filter(text -> !text.isEmpty());
    }
}
