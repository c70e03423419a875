/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RequestContent;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Optional;

/**
 * What names a request for ever. The offsets of a {@link PipelineLog} are given in the ledger's transaction, so behind a rollback
 * another request may have the same one: such a request is named by what it is. One without an identity is named by its whole content;
 * what a version wrote that took less of it is no request's name any more, so it is sent again and booked in the end as what never
 * came again.
 *
 * @param stream its stream
 * @param file its log file's fingerprint, hexadecimal
 * @param offset of its line; of a pipeline's request 63 bits of a hash, with the sign bit set
 * @param index in a logged bulk call; of a pipeline's request that nothing tells from an equal one 31 bits of where it stands, with the
 *     sign bit set
 */
record RequestName(String stream, String file, long offset, int index) {
    private static final String PIPELINE = PipelineLog.fingerprint().hex();

    static RequestName of(LocatedRequest located) {
        TrackingRequest request = located.request();
        String stream = located.file().stream();
        String file = located.file().fingerprint().hex();
        if (!PipelineLog.is(located.file())) {
            return new RequestName(stream, file, request.offset(), request.index());
        }
        Optional<String> identity = RequestIdentity.of(request)
                .filter(known -> known.kind() != Kind.NONE)
                .map(RequestIdentity::text);
        long content = Long.MIN_VALUE
                | identity.map(known -> hash(ofIdentity(request, known)))
                        .orElseGet(() -> hash(RequestContent.parts(request)));
        int place = Integer.MIN_VALUE | (Long.hashCode(request.offset()) * 31 + request.index());
        return new RequestName(stream, file, content, identity.isPresent() ? request.index() : place);
    }

    private static long hash(List<String> parts) {
        return RequestIdentity.of(Kind.BYTES, parts.toArray(new String[0])).hash();
    }

    private static List<String> ofIdentity(TrackingRequest request, String identity) {
        return List.of(
                identity,
                Long.toString(request.time()),
                request.sourceIp(),
                request.query(),
                request.body().orElse(""));
    }

    /** Whether only where it stands tells it from equal requests. */
    boolean isOfPlace() {
        return index < 0;
    }

    /** What all have in common that only where they stand tells apart. */
    RequestName anywhere() {
        return new RequestName(stream, file, offset, Integer.MIN_VALUE);
    }

    /** Whether it may be another request's as well: an offset of a pipeline's log, as the journals of older versions hold it. */
    boolean isAmbiguous() {
        return offset >= 0 && file.equals(PIPELINE);
    }
}
