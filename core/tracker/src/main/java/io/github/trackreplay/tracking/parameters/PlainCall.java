/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import com.google.common.base.CharMatcher;
import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.TrackingRequest;
import java.util.Optional;

/**
 * What a request says plainly, for whoever wants to know nothing else of it: its parameters need not be taken apart for that. Whatever the
 * settings, it leaves rows of this site alone, and of the time at which it came. It holds for most requests of Matomo's own client; of
 * others nothing is said, nor of an order, which counts once however often it comes.
 *
 * @param idSite the number of the site that it names, be there such a site or not
 * @param idPageview the page view's id, in letters and digits, where all that it can leave is a row of its own in {@code
 *     log_link_visit_action} with that id; else empty
 * @param mayBePing whether it may leave nothing but the length of its visit
 */
public record PlainCall(int idSite, String idPageview, boolean mayBePing) {
    private static final int LENGTH = 6;
    private static final CharMatcher DRAWN =
            CharMatcher.inRange('0', '9').or(CharMatcher.inRange('A', 'Z')).or(CharMatcher.inRange('a', 'z'));

    private static final String SITE = Parameter.SITE.name();
    private static final String ID = Parameter.PAGE_VIEW_ID.name();
    private static final String CLIENT_TIME = Parameter.CLIENT_TIME.name();
    private static final String CLIENT_TIME_OFFSET = Parameter.CLIENT_TIME_OFFSET.name();
    private static final String ORDER = Parameter.ORDER_ID.name();
    private static final String GOAL = Parameter.GOAL.name();
    private static final String PING = Parameter.PING.name();

    /** What a request says plainly; nothing where it does not say it so simply. */
    public static Optional<PlainCall> of(TrackingRequest request) {
        return request.body().isPresent() || FetchedPage.is(request) ? Optional.empty() : of(request.query());
    }

    private static Optional<PlainCall> of(String query) {
        PlainQuery pairs = new PlainQuery(query);
        int idSite = 0;
        String id = "";
        boolean ping = false;
        boolean goal = false;
        while (pairs.next()) {
            if (pairs.isNamed(SITE)) {
                idSite = pairs.number();
            } else if (pairs.isNamed(ID)) {
                id = pairs.value();
            } else if (pairs.isNamed(CLIENT_TIME) || pairs.isNamed(CLIENT_TIME_OFFSET) || pairs.isNamed(ORDER)) {
                return Optional.empty();
            } else {
                ping |= pairs.isNamed(PING);
                goal |= pairs.isNamed(GOAL);
            }
        }
        return pairs.isPlain() && idSite > 0
                ? Optional.of(new PlainCall(idSite, ping || goal ? "" : drawn(id), ping))
                : Optional.empty();
    }

    private static String drawn(String id) {
        return isDrawn(id) ? id.substring(0, Math.min(LENGTH, id.length())) : "";
    }

    /** Whether a text is as the client draws ids. */
    public static boolean isDrawn(String text) {
        return DRAWN.matchesAllOf(text);
    }
}
