/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.RequestApplier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counter-test of a request that fails: requests that nothing can be said against, a page view and an order with an item,
 * of the same site, which together touch every table of Matomo's log. Where they fail as well it is not the request.
 */
final class PlainRequests {
    private static final Pattern SITE = Pattern.compile("(?:^|&)idsite=(\\d{1,9})(?:&|$)");
    private static final String PAGE = "&rec=1&url=http%3A%2F%2Fexample.org%2F&action_name=a";
    private static final String ORDER =
            "&rec=1&url=http%3A%2F%2Fexample.org%2F&idgoal=0&ec_id=a&revenue=1&ec_items=%5B%5B%22a%22%2C%22b%22%2C%22c%22"
                    + "%2C1%2C1%5D%5D";
    private static final LogFile NOWHERE = new LogFile("plain", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private PlainRequests() {}

    /**
     * Has plain requests applied, as a rehearsal: the caller takes them back.
     *
     * @param suspect one of the requests that failed
     * @param now event time, milliseconds
     */
    static void apply(RequestApplier applier, Connection connection, TrackingRequest suspect, long now)
            throws SQLException {
        String site = "idsite=" + site(suspect);
        applier.apply(connection, List.of(plain(1, now, site + PAGE), plain(2, now, site + ORDER)));
    }

    private static String site(TrackingRequest suspect) {
        Matcher query = SITE.matcher(suspect.query());
        if (query.find()) {
            return query.group(1);
        }
        Matcher body = SITE.matcher(suspect.body().orElse(""));
        return body.find() ? body.group(1) : "1";
    }

    private static LocatedRequest plain(long offset, long time, String query) {
        return new LocatedRequest(
                NOWHERE,
                new TrackingRequest(
                        offset,
                        1,
                        0,
                        time,
                        "192.0.2.1",
                        "GET",
                        "/matomo.php",
                        query,
                        Optional.empty(),
                        Optional.empty(),
                        200,
                        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                        "",
                        "en",
                        Map.of()));
    }
}
