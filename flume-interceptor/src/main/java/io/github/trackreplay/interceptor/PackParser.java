/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.accesslog.ParsedLine;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.request.LineOutcome;
import io.github.trackreplay.request.RequestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Turns raw packs into packs: same header, every line one outcome. Never throws on what stands in a line. Does no I/O; keeps
 * the formats that {@code auto} has picked, and counts. Thread-safe.
 */
public final class PackParser {
    private final String format;
    private final StreamFormats formats;
    private final Map<String, RequestReader> readers = new ConcurrentHashMap<>(); // by declared paths: one, as a rule
    private final LongAdder lines = new LongAdder();
    private final LongAdder requestLines = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> skipped = new ConcurrentHashMap<>();

    public PackParser(LogFormat format, FormatNotices notices) {
        this.format = format.text();
        this.formats = new StreamFormats(format, notices);
    }

    /** The format as it was configured. */
    public String format() {
        return format;
    }

    /** The pack with its lines' requests and rejected lines, in file order. A heartbeat stays one. */
    public Pack parse(RawPack raw) {
        if (raw.lines().isEmpty()) {
            return new Pack(raw.header(), List.of());
        }
        List<ParsedLine> parsed = formats.of(raw).parse(raw);
        RequestReader reader = readers.computeIfAbsent(
                raw.header().trackerPaths(), paths -> new RequestReader(TrackerPaths.of(paths)));
        List<PackEntry> entries = new ArrayList<>(parsed.size());
        for (int i = 0; i < parsed.size(); i++) {
            LineOutcome outcome = reader.read(raw.lines().get(i), parsed.get(i));
            count(outcome);
            entries.addAll(outcome.entries());
        }
        return new Pack(raw.header(), entries);
    }

    /**
     * Why nothing of what a stream has brought can be read, where nothing of it has been read so far: with its format unknown
     * its lines would be rejected for good. Whoever can offer them again later should not have them parsed now.
     *
     * @param packs all of one stream
     */
    public Optional<String> undecided(List<RawPack> packs) {
        return packs.isEmpty() ? Optional.empty() : formats.of(packs.get(0)).undecided(packs);
    }

    private void count(LineOutcome outcome) {
        lines.increment();
        if (outcome instanceof LineOutcome.Requests found) {
            requestLines.increment();
            requests.add(found.entries().size());
        } else if (outcome instanceof LineOutcome.Rejected r) {
            rejected.computeIfAbsent(r.line().reason(), reason -> new LongAdder())
                    .increment();
        } else if (outcome instanceof LineOutcome.Skipped s) {
            skipped.computeIfAbsent(code(s.reason()), reason -> new LongAdder()).increment();
        }
    }

    private static String code(LineOutcome.Skipped.Reason reason) {
        return switch (reason) {
            case OTHER_PATH -> "other-path";
            case OTHER_METHOD -> "other-method";
            case NO_PARAMETERS -> "no-parameters";
            case EMPTY_BULK -> "empty-bulk";
        };
    }

    /** What became of the lines so far. */
    public ParseCounts counts() {
        return new ParseCounts(lines.sum(), requestLines.sum(), requests.sum(), sums(rejected), sums(skipped));
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        return adders.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum(), (a, b) -> a, TreeMap::new));
    }
}
