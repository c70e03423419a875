/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import java.util.Optional;

/**
 * What names a request for ever. The offsets of a {@link PipelineLog} are given in the ledger's transaction, so behind a rollback
 * another request may have the same one: such a request is named by what it is.
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
        long content = Long.MIN_VALUE | hash(request, identity.orElseGet(request::userAgent));
        int place = Integer.MIN_VALUE | (Long.hashCode(request.offset()) * 31 + request.index());
        return new RequestName(stream, file, content, identity.isPresent() ? request.index() : place);
    }

    private static long hash(TrackingRequest request, String identity) {
        return RequestIdentity.of(
                        Kind.BYTES,
                        identity,
                        Long.toString(request.time()),
                        request.sourceIp(),
                        request.query(),
                        request.body().orElse(""))
                .hash();
    }

    /** Whether only where it stands tells it from equal requests. */
    boolean isOfPlace() {
        return index < 0;
    }

    /** Whether it is equal to another one but for where they stand. */
    boolean isLike(RequestName other) {
        return isOfPlace()
                && other.isOfPlace()
                && offset == other.offset
                && stream.equals(other.stream)
                && file.equals(other.file);
    }

    /** Whether it may be another request's as well: an offset of a pipeline's log, as the journals of older versions hold it. */
    boolean isAmbiguous() {
        return offset >= 0 && file.equals(PIPELINE);
    }
}
