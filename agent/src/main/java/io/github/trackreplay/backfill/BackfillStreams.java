/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.order.ToCome;
import io.github.trackreplay.sink.BatchGoal;
import io.github.trackreplay.sink.Replayer;
import io.github.trackreplay.source.tail.PackTimes;
import io.github.trackreplay.source.tail.SurveyedLog;
import io.github.trackreplay.source.tail.TailListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The opened streams of an import. For one thread. */
public final class BackfillStreams implements AutoCloseable {
    private final StreamsToCome toCome = new StreamsToCome();
    private final Map<String, List<SurveyedLog>> surveyed = new LinkedHashMap<>();
    private final LogReading reading;
    private final List<ReaderSource> opened = new ArrayList<>();
    private List<ReaderSource> sources = List.of();
    private int outside;

    /**
     * Surveys the logs of streams, opens them, and reads as far as their first packs.
     *
     * @param files the log files of each stream
     * @param window files without any request in it are not read, so that they can be imported later
     * @param times finds the event times of a stream for the survey
     * @param parser the parser of what is replayed
     * @throws IOException if one cannot be read
     */
    public BackfillStreams(
            Map<String, List<LogInput>> files,
            TimeWindow window,
            LogReading reading,
            TailListener listener,
            Function<String, PackTimes> times,
            Function<RawPack, Pack> parser)
            throws IOException {
        this.reading = reading;
        try {
            for (Map.Entry<String, List<LogInput>> stream : files.entrySet()) {
                List<SurveyedLog> logs = new ArrayList<>();
                for (LogInput log : stream.getValue()) {
                    logs.add(reading.survey(log, stream.getKey(), times.apply(stream.getKey())));
                }
                outside += logs.size();
                logs.removeIf(log -> !window.touches(log.times()));
                outside -= logs.size();
                if (!logs.isEmpty()) {
                    surveyed.put(stream.getKey(), logs);
                    opened.add(
                            new ReaderSource(stream.getKey(), reading.reader(stream.getKey(), logs, listener), parser));
                }
            }
            sources = Backfill.withContent(opened);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Sentences on what is going to be read. */
    public List<String> plan() {
        Map<String, List<ImportPlan.LogOfPlan>> streams = new LinkedHashMap<>();
        surveyed.forEach((stream, logs) ->
                streams.put(stream, logs.stream().map(ImportPlan.LogOfPlan::of).toList()));
        List<String> lines = new ArrayList<>(ImportPlan.lines(streams));
        if (outside > 0) {
            lines.add(outside + (outside == 1 ? " log file lies" : " log files lie")
                    + " outside of the window: not read, and free to be imported later");
        }
        return lines;
    }

    /** How many log files hold no request of the window. */
    public int outside() {
        return outside;
    }

    /** Reads everything to its end, for the sake of what the parser counts. */
    public void readThrough() throws IOException {
        for (ReaderSource source : sources) {
            while (source.next().isPresent()) {
                // the parser has counted it
            }
        }
    }

    /** The earliest event time of all; {@link Long#MAX_VALUE} if there is none. */
    public long leastTime() {
        return surveyed.values().stream()
                .flatMap(List::stream)
                .mapToLong(log -> log.times().least())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The greatest event time of all; {@link Long#MIN_VALUE} if there is none. */
    public long greatestTime() {
        return surveyed.values().stream()
                .flatMap(List::stream)
                .mapToLong(log -> log.times().greatest())
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /**
     * Reads everything once more, a stream after the other.
     *
     * @param parser one that nobody else uses
     */
    public void look(PackLook look, Function<RawPack, Pack> parser) throws IOException, InterruptedException {
        for (Map.Entry<String, List<SurveyedLog>> logs : surveyed.entrySet()) {
            String stream = logs.getKey();
            try (ReaderSource source =
                    new ReaderSource(stream, reading.reader(stream, logs.getValue(), TailListener.SILENT), parser)) {
                for (Optional<Pack> pack = source.next(); pack.isPresent(); pack = source.next()) {
                    look.read(pack.get());
                }
            }
        }
    }

    /** The names of the streams that have anything. */
    public Set<String> names() {
        return sources.stream().map(ReaderSource::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** What is still to come of them, for the policy of the replayer. */
    public ToCome toCome() {
        return toCome;
    }

    public Backfill into(Replayer replayer, BatchGoal goal) {
        return new Backfill(sources, replayer, goal, toCome);
    }

    @Override
    public void close() throws IOException {
        for (ReaderSource source : opened) {
            source.close();
        }
    }
}
