/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.sink.Replayer;
import io.github.trackreplay.source.tail.OneShotReader;
import io.github.trackreplay.source.tail.PackReader;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.source.tail.TailSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The opened streams of an import. For one thread. */
public final class BackfillStreams implements AutoCloseable {
    /** The file name that stands for standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    private final List<ReaderSource> opened = new ArrayList<>();
    private List<ReaderSource> sources = List.of();

    /**
     * Opens streams and reads as far as their first pack.
     *
     * @param files the log files of each stream
     * @throws IOException if one cannot be read
     */
    public BackfillStreams(
            Map<String, List<Path>> files,
            InputStream standardInput,
            TailSettings settings,
            OneShotReader.LastLine lastLine,
            TailListener listener,
            Function<RawPack, Pack> parser)
            throws IOException {
        try {
            for (Map.Entry<String, List<Path>> stream : files.entrySet()) {
                PackReader reader = stream.getValue().equals(List.of(STANDARD_INPUT))
                        ? OneShotReader.stream(
                                stream.getKey(),
                                standardInput,
                                "standard input",
                                settings,
                                lastLine,
                                InstantSource.system(),
                                listener)
                        : OneShotReader.files(
                                stream.getKey(),
                                stream.getValue(),
                                settings,
                                lastLine,
                                InstantSource.system(),
                                listener);
                opened.add(new ReaderSource(stream.getKey(), reader, parser));
            }
            sources = Backfill.withContent(opened);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The names of the streams that have anything. */
    public Set<String> names() {
        return sources.stream().map(ReaderSource::stream).collect(Collectors.toUnmodifiableSet());
    }

    public Backfill into(Replayer replayer, int batchSize) {
        return new Backfill(sources, replayer, batchSize);
    }

    @Override
    public void close() throws IOException {
        for (ReaderSource source : opened) {
            source.close();
        }
    }
}
