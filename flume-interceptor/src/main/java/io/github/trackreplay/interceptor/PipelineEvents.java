/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.event.Elapsed;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.pipeline.CarriedLine;
import io.github.trackreplay.pipeline.PipelineReader;
import io.github.trackreplay.pipeline.SkippedPlaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.flume.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes packs of the events that other sources bring, and says once a minute what of them is set aside, with an example. Fewer
 * events come out than went in, or as many. Thread-safe.
 */
final class PipelineEvents {
    private static final Logger log = LoggerFactory.getLogger(PipelineEvents.class);
    private static final long PACK_BYTES = 64 << 10;
    private static final long SAY_MILLIS = 60_000;
    private static final long SKIPPED_REPORT_MILLIS = 600_000;
    private static final int MOST_STREAMS = 10_000;
    private static final int EXAMPLE = 300;

    /** Above it the sink would not read a pack: such an event goes on as it is, and is kept as rejected. */
    private static final int LONGEST_BODY = 8 << 20;

    private final PipelineReader reader;
    private final LongSupplier clock;
    private final LongAdder skipped = new LongAdder();
    private final SkippedPlaces skippedPlaces = new SkippedPlaces();
    private final AtomicLong nextSkippedReport = new AtomicLong();
    private final Map<String, Long> said = new ConcurrentHashMap<>();
    private final Map<String, RequestIdentity.Kind> identities = new ConcurrentHashMap<>();

    /** @param clock milliseconds since 1970-01-01 UTC */
    PipelineEvents(PipelineReader reader, LongSupplier clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** Whether an event is another source's: neither lines of ours nor a pack. */
    static boolean isForeign(Event event) {
        return event.getHeaders().keySet().stream().noneMatch(name -> name.startsWith("trackreplay."))
                && !RawPackCodec.isRawPack(event.getHeaders())
                && event.getBody().length <= LONGEST_BODY;
    }

    /** Packs of what a batch brought; none where it brought nothing but blank lines. */
    List<Pack> packs(List<Event> events) {
        List<CarriedLine> lines = new ArrayList<>();
        long bytes = 0;
        for (Event event : events) {
            lines.addAll(reader.lines(event.getHeaders(), event.getBody(), events.size()));
            bytes += event.getBody().length;
        }
        List<CarriedLine> kept = PipelineReader.inPacks(ofSoManyStreams(lines, events.size()), events.size());
        long streams = PipelineReader.packsOf(kept);
        long spare = Math.max(1, events.size() - streams);
        boolean single = events.size() <= streams;
        long packBytes = single ? Long.MAX_VALUE : Math.max(PACK_BYTES, bytes / spare + 1);
        List<Pack> packs = new ArrayList<>();
        for (Pack pack : reader.packs(kept, packBytes, clock.getAsLong())) {
            say(pack);
            if (!pack.entries().isEmpty() || skippedPlaces.tells(pack, isKnown(pack))) {
                packs.add(skippedPlaces.told(pack));
            } else {
                skippedPlaces.note(pack);
            }
        }
        countSkipped(kept);
        return packs;
    }

    /**
     * What has no request of the tracker tells nothing of a stream that never brings one: a machine that ships other logs must not
     * be waited for. Of any other it tells that nothing is missing there.
     */
    private boolean isKnown(Pack pack) {
        return identities.containsKey(pack.header().file().stream());
    }

    private void countSkipped(List<CarriedLine> lines) {
        long now = clock.getAsLong();
        long count = lines.stream()
                .filter(line -> line.content() instanceof CarriedLine.Skipped)
                .count();
        skipped.add(count);
        if (count > 0 && now >= nextSkippedReport.get()) {
            nextSkippedReport.set(now + SKIPPED_REPORT_MILLIS);
            log.info(
                    "Of what pipelines brought, {} lines and documents named no tracker and were skipped.",
                    skipped.sum());
        }
    }

    /** Lines and documents without a request, so far. */
    long skipped() {
        return skipped.sum();
    }

    /** An interceptor gives no more events than it got: of more streams than that, the lines are set aside. */
    private static List<CarriedLine> ofSoManyStreams(List<CarriedLine> lines, int most) {
        List<String> streams =
                lines.stream().map(CarriedLine::stream).distinct().toList();
        if (streams.size() <= most) {
            return lines;
        }
        Set<String> admitted = new HashSet<>(streams.subList(0, most));
        String last = streams.get(most - 1);
        return lines.stream()
                .map(line -> admitted.contains(line.stream()) ? line : elsewhere(line, last))
                .toList();
    }

    private static CarriedLine elsewhere(CarriedLine line, String stream) {
        CarriedLine.Content content = line.content() instanceof CarriedLine.Line text
                ? new CarriedLine.SetAside(
                        "several-streams",
                        "The event holds lines of several streams, and this one is of '" + line.stream()
                                + "'. Let each event hold one document (http: handler ="
                                + " io.github.trackreplay.carrier.PipelineHandler), or set the interceptor's stream.",
                        text.bytes())
                : line.content();
        return new CarriedLine(
                stream, line.length(), content, line.file(), line.topic(), line.part(), line.at(), line.way());
    }

    private void say(Pack pack) {
        String stream = pack.header().file().stream();
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof RejectedLine line) {
                sayRejected(stream, line);
            } else if (entry instanceof TrackingRequest request) {
                RequestIdentity.of(request).ifPresent(identity -> sayIdentity(stream, identity.kind()));
            }
        }
    }

    private void sayRejected(String stream, RejectedLine line) {
        long now = clock.getAsLong();
        Long last = said.get(line.reason());
        if (last == null || Elapsed.since(last, now, SAY_MILLIS)) {
            said.put(line.reason(), now);
            log.warn(
                    "Stream {}: what a pipeline brought is set aside ({}), said once a minute. {} Example: {}",
                    stream,
                    line.reason(),
                    line.detail(),
                    example(line.raw()));
        }
    }

    private static String example(byte[] raw) {
        String text = new String(raw, 0, Math.min(raw.length, EXAMPLE), java.nio.charset.StandardCharsets.UTF_8);
        return text.replaceAll("\\p{Cntrl}", "?") + (raw.length > EXAMPLE ? "…" : "");
    }

    /** The worst that a stream has brought so far is what can be promised of it. */
    private void sayIdentity(String stream, RequestIdentity.Kind kind) {
        RequestIdentity.Kind before = identities.get(stream);
        if ((before == null && identities.size() < MOST_STREAMS) || (before != null && kind.compareTo(before) > 0)) {
            identities.put(stream, kind);
            log.info("Stream {}: requests are told apart by {}.", stream, promise(kind));
        }
    }

    private static String promise(RequestIdentity.Kind kind) {
        return switch (kind) {
            case REQUEST_ID -> "the id in the line (request_id): each counts once, whatever carries it";
            case FILE -> "file and offset (file): each counts once while the shipper's offsets are right";
            case TOPIC -> "topic, partition and offset (topic): each message counts once";
            case BYTES -> "their content (bytes): the same counts once, because it holds a random part";
            case NONE ->
                "nothing (none): what is sent twice counts twice. Log an id of the request ($request_id), or let the"
                        + " shipper send file and offset";
        };
    }
}
