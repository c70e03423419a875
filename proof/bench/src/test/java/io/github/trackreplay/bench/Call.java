/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import io.github.trackreplay.event.TrackingRequest;
import java.util.Map;

/**
 * One call of the tracker by a made-up visitor. Its texts are plain ASCII without quotes and backslashes, so that they stand
 * in every kind of log as they are.
 *
 * @param time milliseconds since 1970-01-01 UTC
 * @param query without {@code ?}
 */
record Call(long time, String address, String userAgent, String referrer, String language, String query) {
    static final String PATH = "/matomo.php";

    /** The call as parsing its line gives it. */
    TrackingRequest request(long offset, int length) {
        return new TrackingRequest(
                new TrackingRequest.Line(offset, length),
                time,
                TrackingRequest.Call.get(PATH, query),
                new TrackingRequest.Client(address, userAgent, referrer, language, Map.of()));
    }
}
