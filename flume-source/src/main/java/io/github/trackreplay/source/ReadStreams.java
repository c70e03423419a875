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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which configured format lines of which streams could be read so far, kept in a file beside the positions. A stream whose lines
 * could be read is never held because others, which visitors may have sent, cannot be. A file that is missing or damaged only
 * means that the next start looks again whether the format fits. For one thread.
 */
final class ReadStreams {
    private static final Logger LOG = LoggerFactory.getLogger(ReadStreams.class);
    private static final String HEADING = "trackreplay-read\t1";
    private static final String END = "end\t";

    private final Path file;
    private final Map<String, String> formats = new TreeMap<>();

    private ReadStreams(Path file) {
        this.file = file;
    }

    /** @param positions the source's file of positions */
    static ReadStreams beside(Path positions) {
        ReadStreams streams =
                new ReadStreams(positions.toAbsolutePath().resolveSibling(positions.getFileName() + ".read"));
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

    /** A line of the stream could be read. */
    void note(String stream, String format) {
        if (format.equals(formats.put(stream, format))) {
            return;
        }
        try {
            save();
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written, so after a restart the format of stream {} is tried anew: {}",
                    file,
                    stream,
                    e.toString());
        }
    }

    private void save() throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADING));
        formats.forEach((stream, format) -> lines.add(stream + "\t" + format.replaceAll("[\r\n]", " ")));
        lines.add(END + formats.size());
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        PrivateFiles.createDirectories(file.getParent());
        PrivateFiles.createFile(aside);
        try (FileOutputStream out = new FileOutputStream(aside.toFile())) {
            out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
            out.getFD().sync();
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
