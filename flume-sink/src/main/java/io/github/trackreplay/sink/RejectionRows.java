/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.Rejection;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.token.TokenMask;
import java.nio.charset.StandardCharsets;
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
        long end = request.offset() + request.length();
        PackHeader header =
                new PackHeader(file.file(), request.offset(), end, PackHeader.Reading.UNKNOWN, PackHeader.Promise.NONE);
        List<PackEntry> one = List.of(request);
        return TrackingEventCodec.encode(new Pack(header, one), Compression.NONE)
                .body();
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
