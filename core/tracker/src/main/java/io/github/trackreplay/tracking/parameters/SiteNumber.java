/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.QueryString;

/**
 * The site that a request names, for whoever wants to know nothing else of it: the same number that {@link RequestParameters}
 * give, but a query in which every name is written plainly is not taken apart for it.
 */
public final class SiteNumber {
    private static final String NAME = Parameter.SITE.name();
    private static final int MOST_DIGITS = 9;

    private SiteNumber() {}

    /** Matomo's {@code idsite}; 0 where there is none, or none that is a whole number. */
    public static long of(TrackingRequest request) {
        int plain = plain(request.query());
        boolean decided = plain > 0 || (plain == 0 && request.body().isEmpty());
        return decided ? plain : RequestParameters.of(request, true).get(Parameter.SITE);
    }

    /** The number in the last {@code idsite}; 0 where no name is that; negative where it cannot be told so simply. */
    private static int plain(String query) {
        int site = 0;
        int pairs = 0;
        int end;
        for (int at = 0; at < query.length(); at = end + 1) {
            end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            int behindName = endOfName(query, at, end);
            if (behindName < 0
                    || ++pairs > QueryString.MAX_VARIABLES) { // of more than that somebody else knows which count
                return -1;
            }
            if (behindName - at == NAME.length() && query.startsWith(NAME, at)) {
                site = number(query, Math.min(behindName + 1, end), end);
                if (site <= 0) {
                    return -1;
                }
            }
        }
        return site;
    }

    /** Where a name of letters, digits and underscores ends; negative for any other: it may stand for another one. */
    private static int endOfName(String query, int from, int to) {
        int at = from;
        while (at < to && query.charAt(at) != '=') {
            char c = query.charAt(at++);
            boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!isLetter && c != '_' && (c < '0' || c > '9')) {
                return -1;
            }
        }
        return at;
    }

    private static int number(String query, int from, int to) {
        if (from == to || to - from > MOST_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = query.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
