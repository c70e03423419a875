/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.exclusion;

import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.prepared.SiteRules;
import io.github.trackreplay.tracking.privacy.Cookies;
import io.github.trackreplay.tracking.privacy.IpRanges;
import io.github.trackreplay.tracking.privacy.VisitorWish;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.util.Map;
import java.util.Optional;

/**
 * Tells why a request does not count. Reasons are looked for in Matomo's order; the first one is given, as a short code of
 * lower-case words joined by hyphens.
 */
public final class Exclusions {
    private final PreparedRequest request;
    private final SiteRules rules;
    private final Map<String, String> headers;

    private Exclusions(PreparedRequest request) {
        this.request = request;
        this.rules = request.rules();
        this.headers = request.logged().headers();
    }

    /** Why the request does not count; nothing when it does. Its site exists. */
    public static Optional<String> reason(PreparedRequest request) {
        Exclusions exclusions = new Exclusions(request);
        return Optional.ofNullable(exclusions.ofClient())
                .or(() -> Optional.ofNullable(exclusions.ofWish()))
                .or(() -> Optional.ofNullable(exclusions.ofSettings()));
    }

    private String ofClient() {
        boolean allowsBots = request.parameters().get(Parameter.BOTS) != 0;
        if (!allowsBots && request.isBot()) {
            return "bot";
        }
        if (!allowsBots && IpRanges.isBot(request.address().ip(), headers.getOrDefault("via", ""))) {
            return "bot-address";
        }
        return request.parameters().get(Parameter.RECORD) == 0 ? "no-rec" : null;
    }

    private String ofWish() {
        if (request.privacy().honourDoNotTrack() && VisitorWish.isNotToBeTracked(headers)) {
            return "do-not-track";
        }
        if (rules.requestExclusion().excludes(request.parameters()).isPresent()) {
            return "excluded-request";
        }
        String cookies = headers.getOrDefault("cookie", "");
        String optOut = request.settings().tracker().ignoreVisitsCookieName();
        return Cookies.hasOptedOut(cookies, optOut, request.settings().salt()) ? "opt-out-cookie" : null;
    }

    private String ofSettings() {
        if (rules.excludedAddresses().contain(request.address().ip())) {
            return "excluded-address";
        }
        if (rules.excludedUserAgents().excludes(request.userAgent())) {
            return "excluded-user-agent";
        }
        if (request.settings().tracker().spamFilter()
                && rules.shared()
                        .definitions()
                        .spammers()
                        .in(request.parameters().get(Parameter.REFERRER_URL))
                        .isPresent()) {
            return "referrer-spam";
        }
        if (isUnknownUrl()) {
            return "unknown-url";
        }
        return VisitorWish.isPrefetch(headers) ? "prefetch" : null;
    }

    private boolean isUnknownUrl() {
        int idSite = request.idSite();
        return rules.site().excludeUnknownUrls()
                && !rules.site().urls().isEmpty()
                && rules.ownUrls().owner(request.parameters().get(Parameter.URL), idSite) != SiteUrls.Owner.THIS_SITE;
    }
}
