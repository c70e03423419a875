/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import io.github.trackreplay.event.TrackingRequest;

/**
 * The site that a request names, for whoever wants to know nothing else of it: the same number that {@link RequestParameters}
 * give, but a query in which every name is written plainly is not taken apart for it.
 */
public final class SiteNumber {
    private static final String NAME = Parameter.SITE.name();

    private SiteNumber() {}

    /** Matomo's {@code idsite}; 0 where there is none, or none that is a whole number. */
    public static long of(TrackingRequest request) {
        int plain = plain(request.query());
        boolean decided = plain > 0 || (plain == 0 && request.body().isEmpty());
        return decided ? plain : RequestParameters.of(request, true).get(Parameter.SITE);
    }

    /** The number in the last {@code idsite}; 0 where no name is that; negative where it cannot be told so simply. */
    private static int plain(String query) {
        PlainQuery pairs = new PlainQuery(query);
        int site = 0;
        while (pairs.next()) {
            if (pairs.isNamed(NAME)) {
                site = pairs.number();
                if (site <= 0) {
                    return -1;
                }
            }
        }
        return pairs.isPlain() ? site : -1;
    }
}
