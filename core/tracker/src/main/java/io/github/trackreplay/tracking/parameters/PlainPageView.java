/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import com.google.common.base.CharMatcher;
import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a request of a page view says plainly, for whoever wants to know nothing else of it: its parameters need not be taken apart for
 * that. It holds for most requests of Matomo's own client; of others nothing is said.
 *
 * @param idSite the number of the site that it names, be there such a site or not
 * @param id the page view's id, in letters and digits
 */
public record PlainPageView(int idSite, String id) {
    private static final int LENGTH = 6;
    private static final CharMatcher DRAWN =
            CharMatcher.inRange('0', '9').or(CharMatcher.inRange('A', 'Z')).or(CharMatcher.inRange('a', 'z'));

    private static final String SITE = Parameter.SITE.name();
    private static final String ID = Parameter.PAGE_VIEW_ID.name();

    /** With these a request may claim another time, or leave something else than a row of its own action. */
    private static final List<String> OTHERS = List.of(
            Parameter.CLIENT_TIME.name(),
            Parameter.CLIENT_TIME_OFFSET.name(),
            Parameter.GOAL.name(),
            Parameter.PING.name());

    /**
     * The page view to which a request plainly belongs: whatever the settings, it can leave nothing but a row of its own in {@code
     * log_link_visit_action}, with this site and page view id, and the time at which it came. Nothing where that is not told so simply.
     */
    public static Optional<PlainPageView> of(TrackingRequest request) {
        return request.body().isPresent() || FetchedPage.is(request) ? Optional.empty() : of(request.query());
    }

    private static Optional<PlainPageView> of(String query) {
        PlainQuery pairs = new PlainQuery(query);
        int idSite = 0;
        String id = "";
        while (pairs.next()) {
            if (pairs.isNamed(SITE)) {
                idSite = pairs.number();
            } else if (pairs.isNamed(ID)) {
                id = pairs.value();
            } else if (isOther(pairs)) {
                return Optional.empty();
            }
        }
        return pairs.isPlain() && idSite > 0 && !id.isEmpty() && isDrawn(id)
                ? Optional.of(new PlainPageView(idSite, id.substring(0, Math.min(LENGTH, id.length()))))
                : Optional.empty();
    }

    private static boolean isOther(PlainQuery pairs) {
        for (String name : OTHERS) {
            if (pairs.isNamed(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text is as the client draws ids. */
    public static boolean isDrawn(String text) {
        return DRAWN.matchesAllOf(text);
    }
}
