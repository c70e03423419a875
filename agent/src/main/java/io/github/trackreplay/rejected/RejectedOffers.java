/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.rejected;

import io.github.trackreplay.document.JsonTree;
import io.github.trackreplay.event.BulkRoom;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.MalformedEventException;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.event.RawPackCodec;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.sink.Delivery;
import io.github.trackreplay.sink.StoredRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns rejected rows into what they are under today's settings: lines are parsed in today's format and with today's paths,
 * documents of requests and events are decoded.
 */
public final class RejectedOffers {
    /** What stands for a whole event, of which only the beginning may have been kept, under the bytes of its range. */
    private static final String OUTSIDE_RANGE = "outside-range";

    /** Bytes that the requests of one portion may take. */
    private static final long ROOM = 4 * BulkRoom.MOST;

    private final PackParser parser;
    private final Optional<String> paths;
    private final Map<String, Long> impossible = new LinkedHashMap<>();

    /** @param paths of tracker calls; empty: those with which each file was read last */
    public RejectedOffers(PackParser parser, Optional<String> paths) {
        this.parser = parser;
        this.paths = paths;
    }

    /** The rows in portions, of which each fits into memory with all that its rows hold. */
    public static List<List<ReadRejected.Row>> portions(List<ReadRejected.Row> rows) {
        List<List<ReadRejected.Row>> portions = new ArrayList<>();
        long room = 0;
        for (ReadRejected.Row row : rows) {
            long taken = room(row);
            if (portions.isEmpty() || room < taken) {
                portions.add(new ArrayList<>());
                room = ROOM;
            }
            portions.get(portions.size() - 1).add(row);
            room -= taken;
        }
        return portions;
    }

    private static long room(ReadRejected.Row row) {
        byte[] raw = row.kept().raw();
        return switch (row.kept().form()) {
            case "line" -> BulkRoom.of(new RawLine(row.place().offset(), raw.length, raw, false));
            case "request" -> raw.length;
            default -> BulkRoom.MOST;
        };
    }

    /** The deliveries for some rows. Rows that cannot be offered are left out and counted. */
    public List<Delivery> of(List<ReadRejected.Row> rows) {
        List<Delivery> deliveries = new ArrayList<>();
        Map<LogFile, List<ReadRejected.Row>> lines = new LinkedHashMap<>();
        for (ReadRejected.Row row : rows) {
            if (row.kept().form().equals("line") && row.place().file().isPresent() && !isWholeEvent(row)) {
                lines.computeIfAbsent(row.place().file().get(), file -> new ArrayList<>())
                        .add(row);
            } else {
                decoded(row)
                        .ifPresentOrElse(
                                deliveries::add,
                                () -> impossible.merge(row.why().reason(), 1L, Long::sum));
            }
        }
        lines.forEach((file, ofFile) -> deliveries.addAll(parsed(file, ofFile)));
        return deliveries;
    }

    /** Rows that cannot be offered from here, by reason: whole events of which too little is known. */
    public Map<String, Long> impossible() {
        return impossible;
    }

    private static boolean isWholeEvent(ReadRejected.Row row) {
        return row.why().reason().equals(OUTSIDE_RANGE)
                || Arrays.stream(MalformedEventException.Reason.values())
                        .anyMatch(reason -> reason.code().equals(row.why().reason()));
    }

    private Optional<Delivery> decoded(ReadRejected.Row row) {
        return switch (row.kept().form()) {
            case "request" -> StoredRequest.again(row).map(again -> again);
            case "event" -> event(row);
            case "pack" -> pack(row);
            default -> Optional.empty();
        };
    }

    private Optional<Delivery> event(ReadRejected.Row row) {
        if (row.kept().headers().isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            JsonTree.object(row.kept().headers().get())
                    .forEach((name, value) -> headers.put(name, String.valueOf(value)));
            Pack pack = RawPackCodec.isRawPack(headers)
                    ? parser.parse(RawPackCodec.decode(headers, row.kept().raw()))
                    : TrackingEventCodec.decode(headers, row.kept().raw());
            return Optional.of(new Delivery.EventAgain(row.id(), pack));
        } catch (MalformedEventException | JsonException e) {
            return Optional.empty();
        }
    }

    /** What was not believed when it came, and is by whoever offers it again; or requests of a line that were too many. */
    private static Optional<Delivery> pack(ReadRejected.Row row) {
        try {
            Pack pack = StoredPack.decode(row.kept().raw());
            return Optional.of(
                    row.place().file().isPresent()
                            ? new Delivery.Again(row.id(), pack.entries())
                            : new Delivery.EventAgain(row.id(), pack));
        } catch (LedgerException e) {
            return Optional.empty(); // only its beginning was kept
        }
    }

    private List<Delivery> parsed(LogFile file, List<ReadRejected.Row> rows) {
        Map<Long, Long> idByOffset = new LinkedHashMap<>();
        List<RawLine> lines = new ArrayList<>();
        for (ReadRejected.Row row : rows) {
            if (idByOffset.putIfAbsent(row.place().offset(), row.id()) == null) {
                boolean cut = row.kept().raw().length >= RejectedLine.MOST_RAW_BYTES;
                lines.add(new RawLine(
                        row.place().offset(), row.place().bytes(), row.kept().raw(), cut));
            }
        }
        long end = rows.stream()
                .mapToLong(row -> row.place().offset() + row.place().bytes())
                .max()
                .orElseThrow();
        String declared = paths.orElse(rows.get(0).place().paths());
        Pack pack = parser.parse(
                new RawPack(header(file, rows.get(0).place().offset(), end, declared), Optional.empty(), lines));
        Map<Long, List<PackEntry>> byOffset = pack.entries().stream().collect(Collectors.groupingBy(PackEntry::offset));
        List<Delivery> deliveries = new ArrayList<>();
        idByOffset.forEach(
                (offset, id) -> deliveries.add(new Delivery.Again(id, byOffset.getOrDefault(offset, List.of()))));
        return deliveries;
    }

    private static PackHeader header(LogFile file, long start, long end, String paths) {
        return new PackHeader(
                file, Math.min(start, end), end, PackHeader.Reading.of(0, "", paths), PackHeader.Promise.NONE);
    }
}
