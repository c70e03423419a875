/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import io.github.trackreplay.tracking.RequestOutcome;
import java.util.List;

/** What becomes of a logged request at the Tracking API's door. */
public sealed interface ApiRequest {
    /**
     * It is to be sent.
     *
     * @param text an entry of a bulk call: {@code ?} and a query string, printable ASCII without quotation marks, backslashes
     *     and {@code #}, so it stands in JSON as it is
     * @param hasUserAgent whether the entry says its user agent; otherwise Matomo takes the one of our call
     * @param visitor what tells this visitor from others, several keys; requests that share one may belong to one visit
     */
    record Call(String text, boolean hasUserAgent, List<String> visitor) implements ApiRequest {
        public Call {
            visitor = List.copyOf(visitor);
        }
    }

    /**
     * It is not sent, because the tracker would not have counted it for a reason that the API is not told.
     *
     * @param outcome what is booked
     */
    record Settled(RequestOutcome outcome) implements ApiRequest {}
}
