/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;

/**
 * What names a request for ever. The offsets of a {@link PipelineLog} are given in the ledger's transaction, so behind a rollback
 * another request may have the same one: such a request is named by what it is.
 *
 * @param stream its stream
 * @param file its log file's fingerprint, hexadecimal
 * @param offset of its line; of a pipeline's request 63 bits of a hash, with the sign bit set
 * @param index in a logged bulk call
 */
record RequestName(String stream, String file, long offset, int index) {
    private static final String PIPELINE = PipelineLog.fingerprint().hex();

    static RequestName of(LocatedRequest located) {
        TrackingRequest request = located.request();
        return new RequestName(
                located.file().stream(),
                located.file().fingerprint().hex(),
                PipelineLog.is(located.file()) ? Long.MIN_VALUE | hash(request) : request.offset(),
                request.index());
    }

    /** Of those that nothing tells apart, the offset must be the same as well: they may be two. */
    private static long hash(TrackingRequest request) {
        String identity = RequestIdentity.of(request)
                .filter(known -> known.kind() != Kind.NONE)
                .map(RequestIdentity::text)
                .orElseGet(() -> Long.toString(request.offset()));
        return RequestIdentity.of(
                        Kind.BYTES,
                        identity,
                        Long.toString(request.time()),
                        request.sourceIp(),
                        request.query(),
                        request.body().orElse(""))
                .hash();
    }

    /** Whether it may be another request's as well: an offset of a pipeline's log, as the journals of older versions hold it. */
    boolean isAmbiguous() {
        return offset >= 0 && file.equals(PIPELINE);
    }
}
