/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.Places;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes packs of what others carry: the lines of a batch of events, by stream and in the order in which they came, each request
 * with what tells it from others. Whatever is no tracking request counts in the pack's range and nowhere else. Thread-safe.
 */
public final class PipelineReader {
    /** A longer line is one rejected line, of which so much is kept. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int KEPT_OF_LONGER = 64 << 10;

    /** So many lines of a batch may be shorter than the least request that a server writes. */
    private static final int LINES_OF_A_BATCH = 50_000;

    private static final int SHORT_LINE = 64;

    private final PipelineSettings settings;
    private final CarriedLines lines;
    private final Identifying identifying;
    private final StreamDisorder disorder;
    private final Function<RawPack, Pack> parsing;

    /** @param parsing one outcome for each line, as of a log file */
    public PipelineReader(PipelineSettings settings, Function<RawPack, Pack> parsing) {
        this.settings = settings;
        this.lines = new CarriedLines(settings);
        this.identifying = new Identifying(settings.identity());
        this.disorder = new StreamDisorder(settings.disorder().toMillis());
        this.parsing = parsing;
    }

    /**
     * The lines of an event of a batch. They are bounded by the batch's bytes, each event by its own share, so that short lines take
     * no more memory than others, and no event another one's room.
     *
     * @param events of the batch
     */
    public List<CarriedLine> lines(Map<String, String> headers, byte[] body, int events) {
        return lines.of(headers, body, Math.max(1, LINES_OF_A_BATCH / events + body.length / SHORT_LINE));
    }

    /**
     * Packs of all lines.
     *
     * @param carried in the order in which they came
     * @param packBytes a pack is closed when it counts for more
     * @param now milliseconds since 1970-01-01 UTC
     */
    public List<Pack> packs(List<CarriedLine> carried, long packBytes, long now) {
        Map<Origin, List<CarriedLine>> open = new LinkedHashMap<>();
        Map<Origin, Long> bytes = new LinkedHashMap<>();
        List<Pack> packs = new ArrayList<>();
        for (CarriedLine line : carried) {
            Origin origin = Origin.of(line);
            open.computeIfAbsent(origin, o -> new ArrayList<>()).add(line);
            if (bytes.merge(origin, line.length(), Long::sum) > packBytes) {
                packs.add(pack(origin, open.remove(origin), now));
                bytes.remove(origin);
            }
        }
        open.forEach((origin, ofOrigin) -> packs.add(pack(origin, ofOrigin, now)));
        return packs;
    }

    /** How many packs lines need at least: one for each stream and way. */
    public static long packsOf(List<CarriedLine> carried) {
        return carried.stream().map(Origin::of).distinct().count();
    }

    /** The lines, those of a stream with one way where there would be more packs than that. */
    public static List<CarriedLine> inPacks(List<CarriedLine> carried, int most) {
        return packsOf(carried) <= most
                ? carried
                : carried.stream()
                        .map(line -> line.by(Way.of(Way.CONTENT, "several")))
                        .toList();
    }

    private record Origin(String stream, String way) {
        static Origin of(CarriedLine line) {
            boolean nowhere = Way.family(line.way()).equals(Way.CONTENT);
            return new Origin(line.stream(), nowhere ? Way.CONTENT : line.way());
        }
    }

    private Pack pack(Origin origin, List<CarriedLine> carried, long now) {
        String stream = origin.stream();
        TreeMap<Long, CarriedLine> places = new TreeMap<>();
        long end = 0;
        for (CarriedLine line : carried) {
            places.put(end, line);
            end += line.length();
        }
        PackHeader header = header(stream, end, now);
        Map<Long, List<PackEntry>> entries = entries(places, header);
        List<PackEntry> all = new ArrayList<>();
        places.forEach((offset, line) -> all.addAll(identified(line, entries.getOrDefault(offset, List.of()))));
        Places stood = LinePlaces.of(places, entries);
        all.sort(Comparator.comparingLong(PackEntry::offset)); // stable: a bulk call's requests stay in their order
        return new Pack(
                header(stream, end, now)
                        .withPath(HeaderGrammar.path(carried.get(0).way()))
                        .withPlaces(stood),
                all);
    }

    private PackHeader header(String stream, long end, long now) {
        return new PackHeader(
                PipelineLog.of(stream),
                0,
                end,
                PackHeader.Reading.of(now, settings.host(), settings.paths()),
                PackHeader.Promise.none(disorder.of(stream)));
    }

    private Map<Long, List<PackEntry>> entries(Map<Long, CarriedLine> places, PackHeader header) {
        Map<Long, List<PackEntry>> entries = new LinkedHashMap<>();
        List<RawLine> raw = new ArrayList<>();
        places.forEach((offset, line) -> {
            if (line.content() instanceof CarriedLine.Line text) {
                raw.add(raw(offset, line.length(), text.bytes()));
            } else if (line.content() instanceof CarriedLine.SetAside aside) {
                entries.put(
                        offset,
                        List.of(new RejectedLine(
                                offset, line.length(), aside.reason(), aside.detail(), aside.bytes())));
            }
        });
        if (!raw.isEmpty()) {
            for (PackEntry entry :
                    parsing.apply(new RawPack(header, Optional.empty(), raw)).entries()) {
                entries.computeIfAbsent(entry.offset(), offset -> new ArrayList<>())
                        .add(entry);
            }
        }
        return entries;
    }

    private static RawLine raw(long offset, long length, byte[] bytes) {
        boolean overlong = bytes.length > LONGEST_LINE;
        return new RawLine(offset, length, overlong ? Arrays.copyOf(bytes, KEPT_OF_LONGER) : bytes, overlong);
    }

    private List<PackEntry> identified(CarriedLine line, List<PackEntry> entries) {
        List<TrackingRequest> requests = entries.stream()
                .filter(TrackingRequest.class::isInstance)
                .map(TrackingRequest.class::cast)
                .toList();
        if (requests.isEmpty()) {
            return entries;
        }
        requests.forEach(request -> disorder.note(line.stream(), request.time()));
        Optional<RequestIdentity> identity = identifying.of(line, requests);
        if (identity.isEmpty()) {
            byte[] bytes = line.content() instanceof CarriedLine.Line text ? text.bytes() : new byte[0];
            return List.of(new RejectedLine(
                    requests.get(0).offset(), line.length(), "no-identity", identifying.missing(), bytes));
        }
        return requests.stream().map(r -> (PackEntry) identity.get().put(r)).toList();
    }
}
