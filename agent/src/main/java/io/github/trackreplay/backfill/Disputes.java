/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.TrackingRequest;

/**
 * Where requests that have been found stand so near to others, whose rows are their own, that one of them may have got another's row:
 * only there has anybody to look again, the others first. A request that claims another time may have its row anywhere. For one thread.
 */
final class Disputes {
    private final Minutes settled = new Minutes();
    private final Minutes found = new Minutes();
    private boolean settledAnywhere;
    private boolean foundAnywhere;

    /** A request whose row is its own. */
    void settled(TrackingRequest request) {
        settled.add(request.time());
        settledAnywhere = settledAnywhere || claimsTime(request);
    }

    /** A request that has been found. */
    void found(TrackingRequest request) {
        found.add(request.time());
        foundAnywhere = foundAnywhere || claimsTime(request);
    }

    /** Whether there is any. */
    boolean any() {
        boolean anywhere = (!settled.isEmpty() && foundAnywhere) || (!found.isEmpty() && settledAnywhere);
        return anywhere || found.areNear(settled);
    }

    /** Whether a request may have to do with one that has been found. */
    boolean concern(TrackingRequest request) {
        return foundAnywhere || claimsTime(request) || found.isNear(request.time());
    }

    private static boolean claimsTime(TrackingRequest request) {
        return request.body().isPresent()
                || request.query().contains("cdt=")
                || request.query().contains("cdo=");
    }
}
