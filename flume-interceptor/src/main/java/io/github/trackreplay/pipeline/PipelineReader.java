/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

    private final PipelineSettings settings;
    private final CarriedLines lines;
    private final Identifying identifying;
    private final Disorder disorder;
    private final Function<RawPack, Pack> parsing;

    /** @param parsing one outcome for each line, as of a log file */
    public PipelineReader(PipelineSettings settings, Function<RawPack, Pack> parsing) {
        this.settings = settings;
        this.lines = new CarriedLines(settings);
        this.identifying = new Identifying(settings.identity());
        this.disorder = new Disorder(settings.disorder().toMillis());
        this.parsing = parsing;
    }

    /** The lines of an event. */
    public List<CarriedLine> lines(Map<String, String> headers, byte[] body) {
        return lines.of(headers, body);
    }

    /**
     * Packs of all lines.
     *
     * @param carried in the order in which they came
     * @param packBytes a pack is closed when it counts for more
     * @param now milliseconds since 1970-01-01 UTC
     */
    public List<Pack> packs(List<CarriedLine> carried, long packBytes, long now) {
        Map<String, List<CarriedLine>> open = new LinkedHashMap<>();
        Map<String, Long> bytes = new LinkedHashMap<>();
        List<Pack> packs = new ArrayList<>();
        for (CarriedLine line : carried) {
            open.computeIfAbsent(line.stream(), stream -> new ArrayList<>()).add(line);
            if (bytes.merge(line.stream(), line.length(), Long::sum) > packBytes) {
                packs.add(pack(line.stream(), open.remove(line.stream()), now));
                bytes.remove(line.stream());
            }
        }
        open.forEach((stream, ofStream) -> packs.add(pack(stream, ofStream, now)));
        return packs;
    }

    private Pack pack(String stream, List<CarriedLine> carried, long now) {
        TreeMap<Long, CarriedLine> places = new TreeMap<>();
        long end = 0;
        for (CarriedLine line : carried) {
            places.put(end, line);
            end += line.length();
        }
        PackHeader header = header(stream, end, now);
        Map<Long, List<PackEntry>> entries = entries(places, header);
        List<PackEntry> all = new ArrayList<>();
        entries.forEach((offset, ofLine) -> all.addAll(identified(places.get(offset), ofLine)));
        all.sort(Comparator.comparingLong(PackEntry::offset)); // stable: a bulk call's requests stay in their order
        return new Pack(header(stream, end, now), all);
    }

    private PackHeader header(String stream, long end, long now) {
        return new PackHeader(
                PipelineLog.of(stream),
                0,
                end,
                now,
                settings.host(),
                OptionalLong.empty(),
                disorder.of(stream),
                settings.paths(),
                0,
                0);
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
