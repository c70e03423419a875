/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.TakenRanges;
import java.util.Optional;

/** One pack while it is being taken: what is known of it, and what its requests have come to so far. Used once. */
final class PackInHand {
    private final FileTrack file;
    private final PackHeader header;
    private final Origin origin;
    private final long forgottenUntil;
    private long bytes;
    private long watermark = TakenRanges.NO_WATERMARK;
    private long newest = Long.MIN_VALUE;
    private boolean requests;

    /**
     * How a pack comes here.
     *
     * @param place which of the transaction's packs it is
     * @param proven whether what had been taken of its range is proven to be the same
     * @param way whether its requests have come by another way
     * @param judgedBefore whether it had been rejected or skipped, and is known to be not applied
     */
    record Origin(int place, boolean proven, Ways.Verdict way, boolean judgedBefore) {}

    /** @param forgottenUntil up to which event time nobody knows any more what has been applied of the stream */
    PackInHand(FileTrack file, PackHeader header, Origin origin, long forgottenUntil) {
        this.file = file;
        this.header = header;
        this.origin = origin;
        this.forgottenUntil = forgottenUntil;
    }

    FileTrack file() {
        return file;
    }

    PackHeader header() {
        return header;
    }

    Origin origin() {
        return origin;
    }

    long forgottenUntil() {
        return forgottenUntil;
    }

    /** Why a request would count twice, if it may have come by another way. */
    Optional<String> cameByAnotherWay(TrackingRequest request) {
        return origin.way() instanceof Ways.Doubtful twice && twice.which().test(request)
                ? Optional.of(twice.sentence(file.file().stream()))
                : Optional.empty();
    }

    /** Bytes of an entry had not been taken before. */
    void takeBytes(long fresh) {
        bytes += fresh;
    }

    /** A request of the log has this time, whatever becomes of it. */
    void noteTime(long time) {
        newest = Math.max(newest, time);
    }

    /** Where this request is, nothing much earlier comes any more. */
    void vouch(TrackingRequest request) {
        watermark = Math.max(watermark, request.time() - header.disorder());
    }

    /** A request of the stream that had not been taken before. */
    void noteRequest(TrackingRequest request) {
        requests = true;
        vouch(request);
        file.noteTime(request.time());
    }

    /** Bytes of its entries that had not been taken before. */
    long bytes() {
        return bytes;
    }

    /** What its requests promise; {@link TakenRanges#NO_WATERMARK} if nothing. */
    long watermark() {
        return watermark;
    }

    /** The greatest time of its new requests; {@link Long#MIN_VALUE} if it has none. */
    long newest() {
        return newest;
    }

    /** Whether it had a request that had not been taken before. */
    boolean requests() {
        return requests;
    }
}
