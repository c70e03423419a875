/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.accesslog.LineParser;
import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.interceptor.FormatNotices;
import io.github.trackreplay.interceptor.PackParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Lines a second on one core, from bytes in memory. No file is read and nothing is written. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class LineParsing {
    private static final int LINES = 1_000;

    /** The log's format, by its name in the settings. */
    @Param({"combined", "trackreplay_json"})
    public String format;

    private LineParser parser;
    private PackParser packs;
    private RawPack raw;

    /** Writes the lines. */
    @Setup
    public void write() {
        LogFormat chosen = LogFormat.of(format);
        parser = chosen.parser(Optional.empty());
        packs = new PackParser(chosen, FormatNotices.NONE);
        List<RawLine> lines = new ArrayList<>();
        long offset = 0;
        for (Call call : new Traffic(1).next(LINES)) {
            byte[] bytes = Line.named(format).of(call).getBytes(StandardCharsets.US_ASCII);
            lines.add(new RawLine(offset, bytes.length + 1L, bytes, false));
            offset += bytes.length + 1L;
        }
        raw = new RawPack(Packs.header(offset), Optional.empty(), lines);
    }

    /** From a line to its fields: address, time, path, query, headers. The design's aim is 1,000,000 a second. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public void fields(Blackhole hole) {
        for (RawLine line : raw.lines()) {
            hole.consume(parser.parse(line.bytes()));
        }
    }

    /** From a line to its tracking request, as interceptor and import do it: the fields, the check of path and query, and counts. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public Object requests() {
        return packs.parse(raw);
    }
}
