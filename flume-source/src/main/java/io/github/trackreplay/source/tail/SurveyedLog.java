/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.source.tail.OneShotReader.LastLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * A complete log file after a first pass over its event times. With it a reader knows at every place what is still to come,
 * so that neither its lines nor the files of a stream need to be in order. Immutable.
 *
 * <p>Why so: {@code docs/decisions/0016-an-import-reads-twice.md}.
 */
public final class SurveyedLog {
    private static final int PACKS = 8;
    private static final long BYTES = 512 * 1024;

    private final OneShotInput input;
    private final InputTimes times;
    private final long firstTime;

    private SurveyedLog(OneShotInput input, InputTimes times, long firstTime) {
        this.input = input;
        this.times = times;
        this.firstTime = firstTime;
    }

    /**
     * Reads a log file to its end. What is appended meanwhile does not belong to it.
     *
     * @param name what to call it in messages
     * @param stream whose it is
     * @param ledger tells it from others that begin as it does, so that {@code packTimes} know it by its name
     * @throws IOException if it cannot be read
     */
    public static SurveyedLog of(
            Path file,
            Path name,
            String stream,
            KnownContent ledger,
            TailSettings settings,
            LastLine lastLine,
            PackTimes packTimes)
            throws IOException {
        OneShotInput input = OneShotInput.file(file, name);
        InputTimes times = new InputTimes();
        long length = 0;
        try (TimesBehind behind = new TimesBehind(packTimes, times);
                OneShotReader reader = new OneShotReader(
                                stream, settings, lastLine, InstantSource.system(), TailListener.SILENT, List.of(input))
                        .knowing(ledger)) {
            for (List<RawPack> packs = reader.read(PACKS, BYTES); !packs.isEmpty(); packs = reader.read(PACKS, BYTES)) {
                for (RawPack pack : packs) {
                    length = Math.max(length, pack.header().end());
                }
                behind.add(List.copyOf(packs));
                reader.commit();
            }
            behind.finish();
        }
        times.complete();
        return new SurveyedLog(input.ofLength(length), times, firstTime(input, times));
    }

    private static long firstTime(OneShotInput input, InputTimes times) throws IOException {
        if (times.span().least() != Long.MAX_VALUE) {
            return times.span().least();
        }
        try (Content content = input.opener().open()) {
            OptionalLong time = FirstTime.of(content, new CommonTimes());
            return time.orElse(Long.MAX_VALUE);
        }
    }

    /** What it is called. */
    public Path name() {
        return input.path();
    }

    /** Uncompressed bytes that can be read. */
    public long length() {
        return input.length();
    }

    /** The event times of its requests. */
    public PackTimes.Span times() {
        return times.span();
    }

    OneShotInput input() {
        return input;
    }

    long leastFrom(long offset) {
        return times.leastFrom(offset);
    }

    /**
     * The order in which a server has probably written them: by their first times, those that end earlier first, those
     * without any time last. Where that says nothing the given order stays.
     */
    static List<SurveyedLog> inOrder(List<SurveyedLog> logs) {
        List<SurveyedLog> ordered = new ArrayList<>(logs);
        ordered.sort(Comparator.<SurveyedLog>comparingLong(log -> log.firstTime)
                .thenComparingLong(log -> log.times().greatest()));
        return ordered;
    }
}
