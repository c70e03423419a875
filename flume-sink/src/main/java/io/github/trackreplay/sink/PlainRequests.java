/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counter-test of a request that fails: requests that nothing can be said against, a page view, a cart that changes, and an order with
 * an item, of the same site, or of another one if that records nothing. Each is written before the next one, so that together they insert
 * into every table of Matomo's log and update each that is updated. Where they fail as well it is not the request.
 */
final class PlainRequests {
    private static final Pattern SITE = Pattern.compile("(?:^|&)idsite=(\\d{1,9})(?:&|$)");
    private static final String PAGE = "&action_name=a&pv_id=abcdef";
    private static final String ORDER =
            "&idgoal=0&ec_id=a&revenue=1&ec_items=%5B%5B%22a%22%2C%22b%22%2C%22c%22%2C1%2C1%5D%5D";
    private static final String CART =
            "&idgoal=0&revenue=%d&ec_items=%%5B%%5B%%22a%%22%%2C%%22b%%22%%2C%%22c%%22%%2C%d%%2C1%%5D%%5D";
    private static final List<String> CALLS = List.of(PAGE, CART.formatted(1, 1), CART.formatted(2, 2), ORDER);
    private static final String CHATBOT = "&recMode=1";
    private static final String ADDRESS = "192.0.2.1";
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    private static final String CHATBOT_NAME = "Mozilla/5.0 AppleWebKit/537.36 (compatible; ChatGPT-User/1.0)";
    private static final LogFile NOWHERE = new LogFile("plain", new Fingerprint("0".repeat(64)), 1, Optional.empty());

    private PlainRequests() {}

    /**
     * Has plain requests applied, as a rehearsal: the caller takes them back. Where a setting of Matomo leaves them out, they come from
     * the suspect's own visitor.
     *
     * @param suspect one of the requests that failed
     * @param now event time, milliseconds
     * @return whether they were recorded; if not, nothing is known of the tables
     */
    static boolean areRecorded(RequestApplier applier, Connection connection, TrackingRequest suspect, long now)
            throws SQLException {
        long site = site(suspect);
        if (areRecorded(applier, connection, site, suspect, now)) {
            return true;
        }
        OptionalLong any = applier.anySite(connection); // anybody can name a site that does not exist
        return any.isPresent()
                && any.getAsLong() != site
                && areRecorded(applier, connection, any.getAsLong(), suspect, now);
    }

    private static boolean areRecorded(
            RequestApplier applier, Connection connection, long site, TrackingRequest suspect, long now)
            throws SQLException {
        String url = URLEncoder.encode(applier.urlOfSite(connection, site), StandardCharsets.UTF_8);
        String beginning = "idsite=" + site + "&rec=1&url=" + url;
        boolean recorded = areRecorded(applier, connection, beginning, now, ADDRESS, BROWSER)
                || areRecorded(applier, connection, beginning, now, suspect.sourceIp(), suspect.userAgent());
        // where Matomo records chatbots; elsewhere it leaves this one out
        applier.apply(connection, List.of(plain(now, beginning + CHATBOT, ADDRESS, CHATBOT_NAME)));
        return recorded;
    }

    private static boolean areRecorded(
            RequestApplier applier, Connection connection, String beginning, long now, String client, String agent)
            throws SQLException {
        for (String call : CALLS) {
            List<RequestOutcome> outcomes =
                    applier.apply(connection, List.of(plain(now, beginning + call, client, agent)));
            if (!outcomes.stream().allMatch(RequestOutcome.Recorded.class::isInstance)) {
                return false;
            }
        }
        return true;
    }

    private static long site(TrackingRequest suspect) {
        Matcher query = SITE.matcher(suspect.query());
        if (query.find()) {
            return Long.parseLong(query.group(1));
        }
        Matcher body = SITE.matcher(suspect.body().orElse(""));
        return body.find() ? Long.parseLong(body.group(1)) : 1;
    }

    /** Its place names it, so that what has been prepared of one is not taken for another's. */
    private static LocatedRequest plain(long time, String query, String client, String agent) {
        long offset = Integer.toUnsignedLong(Objects.hash(query, client, agent));
        return new LocatedRequest(
                NOWHERE,
                new TrackingRequest(
                        new TrackingRequest.Line(offset, 1),
                        time,
                        TrackingRequest.Call.get("/matomo.php", query),
                        new TrackingRequest.Client(client, agent, "", "en", Map.of())));
    }
}
