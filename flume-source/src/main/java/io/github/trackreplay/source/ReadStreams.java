/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.disk.PrivateFiles;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which configured format lines of which streams could be read so far, kept in a file beside the positions. A stream whose lines
 * could be read is never held because others, which visitors may have sent, cannot be. A file that is missing, old or damaged only
 * means that the next start looks again whether the format fits; so it is written at most once a second, and a tenth of the
 * time, however many streams begin. For one thread.
 */
final class ReadStreams {
    private static final Logger LOG = LoggerFactory.getLogger(ReadStreams.class);
    private static final String HEADING = "trackreplay-read\t1";
    private static final String END = "end\t";
    private static final int SHARE = 10;
    private static final long LEAST_NANOS = 1_000_000_000L;

    private final Path file;
    private final LongSupplier nanoTime;
    private final Map<String, String> formats = new TreeMap<>();
    private boolean unsaved;
    private boolean failing;
    private long savedAt;
    private long took;

    private ReadStreams(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.savedAt = nanoTime.getAsLong() - LEAST_NANOS;
    }

    /** @param positions the source's file of positions */
    static ReadStreams beside(Path positions) {
        return beside(positions, System::nanoTime);
    }

    static ReadStreams beside(Path positions, LongSupplier nanoTime) {
        ReadStreams streams =
                new ReadStreams(positions.toAbsolutePath().resolveSibling(positions.getFileName() + ".read"), nanoTime);
        try {
            if (Files.exists(streams.file)) {
                streams.load(Files.readAllLines(streams.file, UTF_8));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read, so the formats of all streams are tried anew: {}", streams.file, e.toString());
        }
        return streams;
    }

    private void load(List<String> lines) {
        int last = lines.size() - 1;
        if (last < 1 || !lines.get(0).equals(HEADING) || !lines.get(last).equals(END + (last - 1))) {
            LOG.warn("{} is damaged, so the formats of all streams are tried anew.", file);
            return;
        }
        for (String line : lines.subList(1, last)) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                formats.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
    }

    /** The format in which lines of the stream could be read, as it was configured then. */
    Optional<String> format(String stream) {
        return Optional.ofNullable(formats.get(stream));
    }

    /** A line of the stream could be read; nothing is written yet. */
    void note(String stream, String format) {
        unsaved |= !format.equals(formats.put(stream, format));
    }

    /** Writes what is not written yet, if the last time was long enough ago. */
    void saveIfDue() {
        if (unsaved && nanoTime.getAsLong() - savedAt >= Math.max(LEAST_NANOS, took * (SHARE - 1))) {
            save();
        }
    }

    /** Writes what is not written yet. */
    void save() {
        if (!unsaved) {
            return;
        }
        long before = nanoTime.getAsLong();
        try {
            write();
            unsaved = false;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "{} cannot be written, so after a restart the formats of new streams are tried anew: {}",
                        file,
                        e.toString());
            }
            failing = true;
        }
        savedAt = nanoTime.getAsLong();
        took = savedAt - before;
    }

    private void write() throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADING));
        formats.forEach((stream, format) -> lines.add(stream + "\t" + format.replaceAll("[\r\n]", " ")));
        lines.add(END + formats.size());
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        PrivateFiles.createDirectories(file.resolveSibling(""));
        PrivateFiles.createFile(aside);
        try (FileOutputStream out = new FileOutputStream(aside.toFile())) {
            out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
            out.getFD().sync();
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
