/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.token.TokenMask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Makes the rows in which rejected lines and requests are kept, so that they can be judged again. */
final class RejectionRows {
    private final TokenMask mask;
    private final LongSupplier ids;

    RejectionRows(TokenMask mask, LongSupplier ids) {
        this.mask = mask;
        this.ids = ids;
    }

    /** Of a line that could not be read as a request. */
    Rejection of(FileTrack file, RejectedLine line, long bytes) {
        return new Rejection(
                ids.getAsLong(),
                new Rejection.Place(OptionalLong.of(file.id()), line.offset(), bytes, 0, OptionalLong.empty()),
                line.reason(),
                line.detail(),
                new Rejection.Kept(Rejection.Form.LINE, masked(mask, line.raw())));
    }

    /** Of a request that could not be applied; the tokens of its own parameters are replaced already. */
    Rejection of(FileTrack file, TrackingRequest request, long bytes, String reason, String detail) {
        return new Rejection(
                ids.getAsLong(),
                new Rejection.Place(
                        OptionalLong.of(file.id()),
                        request.offset(),
                        bytes,
                        request.index(),
                        OptionalLong.of(request.time())),
                reason,
                detail,
                new Rejection.Kept(Rejection.Form.REQUEST, beginning(document(file, kept(request)))));
    }

    /** Of requests of one line, in as few rows as can hold them; the first row counts the bytes. */
    List<Rejection> of(FileTrack file, List<TrackingRequest> requests, long bytes, String reason, String detail) {
        TrackingRequest first = requests.get(0);
        byte[] stored = StoredPack.encode(
                pack(file, first, requests.stream().map(this::kept).toList()));
        if (stored.length > PacketLimit.MOST_VALUE && requests.size() > 1) {
            int middle = requests.size() / 2;
            List<Rejection> rows = new ArrayList<>(of(file, requests.subList(0, middle), bytes, reason, detail));
            rows.addAll(of(file, requests.subList(middle, requests.size()), 0, reason, detail));
            return rows;
        }
        Rejection.Place place = new Rejection.Place(
                OptionalLong.of(file.id()), first.offset(), bytes, first.index(), OptionalLong.of(first.time()));
        return List.of(new Rejection(
                ids.getAsLong(), place, reason, detail, new Rejection.Kept(Rejection.Form.PACK, beginning(stored))));
    }

    /** What cannot be searched for tokens leaves its parameters out. */
    private TrackingRequest kept(TrackingRequest request) {
        try {
            return mask.kept(request);
        } catch (RuntimeException | StackOverflowError e) {
            return new TrackingRequest(
                    request.line(),
                    request.time(),
                    TrackingRequest.Call.get("/", "not-kept=could-not-be-searched-for-tokens"),
                    new TrackingRequest.Client(request.sourceIp(), "", "", "", Map.of()));
        }
    }

    private static byte[] document(FileTrack file, TrackingRequest request) {
        return TrackingEventCodec.encode(pack(file, request, List.of(request)), Compression.NONE)
                .body();
    }

    private static Pack pack(FileTrack file, TrackingRequest ofLine, List<TrackingRequest> requests) {
        long end = ofLine.offset() + ofLine.length();
        PackHeader header =
                new PackHeader(file.file(), ofLine.offset(), end, PackHeader.Reading.UNKNOWN, PackHeader.Promise.NONE);
        return new Pack(header, List.copyOf(requests));
    }

    /** What cannot be searched for tokens is not stored, however it comes that it cannot. */
    static byte[] masked(TokenMask mask, byte[] raw) {
        try {
            return mask.mask(raw);
        } catch (RuntimeException | StackOverflowError e) {
            return ("not kept, because it could not be searched for tokens: " + e).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** All of it or, where that is too much for a row, its beginning. */
    static byte[] beginning(byte[] bytes) {
        return bytes.length <= PacketLimit.MOST_VALUE ? bytes : Arrays.copyOf(bytes, RejectedLine.MOST_RAW_BYTES);
    }
}
