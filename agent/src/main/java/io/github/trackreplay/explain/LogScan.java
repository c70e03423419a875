/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.source.tail.OneShotReader;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.source.tail.TailSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the lines of one log file, plain or packed, through the same code as an import. For one thread. */
public final class LogScan {
    private static final int PACKS = 8;
    private static final long BYTES = 512 * 1024;

    private final String stream;
    private final TailSettings settings;
    private final TailListener listener;
    private final PackParser parser;

    /** A scan of files of a stream. */
    public LogScan(String stream, TailSettings settings, TailListener listener, PackParser parser) {
        this.stream = stream;
        this.settings = settings;
        this.listener = listener;
        this.parser = parser;
    }

    /** The line that holds a byte; nothing when that line names no declared path, or the file is shorter. */
    public Optional<LoggedLine> at(Path file, long offset) throws IOException {
        List<LoggedLine> found = find(file, line -> line.holds(offset), 1);
        return found.stream().findFirst();
    }

    /** At most so many lines, in the file's order. */
    public List<LoggedLine> find(Path file, Predicate<LoggedLine> wanted, int most) throws IOException {
        List<LoggedLine> found = new ArrayList<>();
        try (OneShotReader reader = OneShotReader.files(
                stream, List.of(file), settings, OneShotReader.LastLine.TAKE, InstantSource.system(), listener)) {
            List<RawPack> packs = reader.read(PACKS, BYTES);
            while (!packs.isEmpty() && found.size() < most) {
                packs.forEach(pack -> lines(pack).stream().filter(wanted).forEach(found::add));
                reader.commit();
                packs = reader.read(PACKS, BYTES);
            }
        }
        return found.subList(0, Math.min(most, found.size()));
    }

    private List<LoggedLine> lines(RawPack pack) {
        List<PackEntry> entries = parser.parse(pack).entries();
        List<LoggedLine> lines = new ArrayList<>(pack.lines().size());
        int next = 0;
        for (RawLine raw : pack.lines()) {
            int first = next;
            while (next < entries.size() && entries.get(next).offset() == raw.offset()) {
                next++;
            }
            lines.add(new LoggedLine(pack.header().file(), raw, List.copyOf(entries.subList(first, next))));
        }
        return lines;
    }
}
