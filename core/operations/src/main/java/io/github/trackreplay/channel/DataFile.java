/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one data file of a channel holds.
 *
 * @param events how many sound events it holds by stream, delivered or not; of events that name none under an empty name
 * @param damaged what of it cannot be read by Flume; of more than {@link #MOST}, the first
 * @param damages how many there are
 */
public record DataFile(Path path, Map<String, Long> events, List<ChannelRecord.Damaged> damaged, long damages) {
    /** A file that is damaged throughout need not be named byte by byte. */
    public static final int MOST = 1000;

    private static final String STREAM = "trackreplay.stream";
    private static final int ENCRYPTED = 5 << 3 | 2;

    public DataFile {
        events = Map.copyOf(events);
        damaged = List.copyOf(damaged);
    }

    /** Who is told each record. */
    interface Visitor {
        void visit(ChannelRecord record) throws IOException;
    }

    /** Reads every record once. */
    static DataFile read(Path path, Visitor visitor) throws IOException {
        Map<String, Long> events = new TreeMap<>();
        List<ChannelRecord.Damaged> damaged = new ArrayList<>();
        long damages = 0;
        try (DataFileReader reader = new DataFileReader(path)) {
            for (Optional<ChannelRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get() instanceof ChannelRecord.Damaged bad) {
                    damages++;
                    if (damaged.size() < MOST) {
                        damaged.add(bad);
                    }
                }
                if (sound(next.get()) instanceof ChannelRecord.Put put) {
                    events.merge(stream(put.headers()), 1L, Long::sum);
                }
                visitor.visit(next.get());
            }
        }
        return new DataFile(path, events, damaged, damages);
    }

    /** A record as it was meant. */
    static ChannelRecord sound(ChannelRecord record) {
        return record instanceof ChannelRecord.Damaged damaged ? damaged.meant().orElse(record) : record;
    }

    /** The stream that an event's headers name. */
    public static String stream(Map<String, String> headers) {
        return headers.getOrDefault(STREAM, "");
    }

    /** Whether the file's description says that its records are encrypted. */
    static boolean encrypted(Path path) throws IOException {
        Path description = path.resolveSibling(path.getFileName() + ".meta");
        if (!Files.exists(description)) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(description);
        int at = 1; // behind the length: fields of five, five, nine and nine bytes, then the encryption if there is one
        while (at < bytes.length) {
            switch (bytes[at] & 7) {
                case 5 -> at += 5;
                case 1 -> at += 9;
                default -> {
                    return bytes[at] == ENCRYPTED;
                }
            }
        }
        return false;
    }
}
