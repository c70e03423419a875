/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.Fingerprint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Positions as lines tell them: first those of a position file, then those of its changes. Mutable; for one thread. */
final class PositionsBuilder {
    /** What names a log file of a stream. */
    private record Key(long number, Fingerprint fingerprint) {
        static Key of(FilePosition file) {
            return new Key(file.number(), file.fingerprint());
        }
    }

    private static final class Stream {
        StreamPositions heading;
        final Map<Key, FilePosition> files = new LinkedHashMap<>();
        final List<UnidentifiedFile> unidentified = new ArrayList<>();
        /** Of the file before, which the next one names as its predecessor. */
        private Optional<Fingerprint> lastName = Optional.empty();

        Stream(StreamPositions heading) {
            this.heading = heading;
        }

        void put(FilePosition file) {
            FilePosition shared = lastName.map(file::sharing).orElse(file);
            lastName = Optional.of(file.fingerprint());
            files.put(Key.of(shared), shared);
        }

        StreamPositions build() {
            List<FilePosition> inOrder = new ArrayList<>(files.values());
            inOrder.sort(Comparator.comparingLong(FilePosition::number));
            return new StreamPositions(
                    heading.stream(), heading.skipBefore(), inOrder, heading.disorder(), unidentified);
        }
    }

    private final Map<String, Stream> streams = new LinkedHashMap<>();
    private final int fileColumns;
    private long lookedAt = -1;
    /** The stream whose lines come; empty before the first one, and behind one that has left. */
    private Optional<Stream> current = Optional.empty();

    /** @param fileColumns how many columns a line {@code file} has at least */
    PositionsBuilder(int fileColumns) {
        this.fileColumns = fileColumns;
    }

    /**
     * Takes a line of a position file.
     *
     * @throws IllegalArgumentException with the reason if it is none
     */
    void state(String line) {
        String[] columns = line.split("\t", -1);
        if (lookedAt < 0 && !columns[0].equals("looked")) {
            throw new IllegalArgumentException("its line 'looked' is missing");
        }
        if (!accept(columns, fileColumns)) {
            throw unknown(columns);
        }
    }

    /**
     * Takes a line of changes.
     *
     * @throws IllegalArgumentException with the reason if it is none
     */
    void change(String line) {
        String[] columns = line.split("\t", -1);
        if (columns[0].equals(PositionChanges.LEFT) && columns.length == 2) {
            streams.remove(PositionsCodec.unescape(columns[1]));
            current = Optional.empty();
        } else if (columns[0].equals(PositionChanges.GONE) && columns.length == 3 && current.isPresent()) {
            current.get().files.remove(new Key(Long.parseLong(columns[1]), new Fingerprint(columns[2])));
        } else if (!accept(columns, PositionsCodec.FILE_COLUMNS)) {
            throw unknown(columns);
        }
    }

    private static IllegalArgumentException unknown(String[] columns) {
        return new IllegalArgumentException("it has a line of an unknown kind: " + columns[0]);
    }

    private boolean accept(String[] columns, int fileColumns) {
        switch (columns[0]) {
            case "looked" -> {
                lookedAt = columns.length == 2 ? Long.parseLong(columns[1]) : -1;
                return columns.length == 2;
            }
            case "stream" -> {
                boolean stream = columns.length == 3 || columns.length == 4;
                if (stream) {
                    StreamPositions heading = PositionsCodec.readStream(columns);
                    Stream named = streams.computeIfAbsent(heading.stream(), name -> new Stream(heading));
                    named.heading = heading;
                    named.unidentified.clear(); // those that there are follow
                    current = Optional.of(named);
                }
                return stream;
            }
            case "file" -> {
                boolean file = current.isPresent()
                        && columns.length >= fileColumns
                        && columns.length <= fileColumns + PositionsCodec.MORE_FILE_COLUMNS;
                if (file) {
                    current.get().put(PositionsCodec.readFile(columns, fileColumns));
                }
                return file;
            }
            case PositionsCodec.UNIDENTIFIED -> {
                boolean unidentified = current.isPresent() && columns.length == PositionsCodec.UNIDENTIFIED_COLUMNS;
                if (unidentified) {
                    current.get().unidentified.add(PositionsCodec.readUnidentified(columns));
                }
                return unidentified;
            }
            default -> {
                return false;
            }
        }
    }

    Positions build() {
        if (lookedAt < 0) {
            throw new IllegalArgumentException("its line 'looked' is missing");
        }
        return new Positions(
                lookedAt, streams.values().stream().map(Stream::build).toList());
    }
}
