/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.exclusion;

import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.prepared.SiteRules;
import io.github.trackreplay.tracking.privacy.Cookies;
import io.github.trackreplay.tracking.privacy.IpRanges;
import io.github.trackreplay.tracking.privacy.VisitorWish;
import io.github.trackreplay.tracking.url.RequestExclusion;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.util.Map;
import java.util.Optional;

/**
 * Tells why a request does not count. Reasons are looked for in Matomo's order; the first one is given, as a short code of
 * lower-case words joined by hyphens.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/VisitExcluded::isExcluded}.
 */
public final class Exclusions {
    private final PreparedRequest request;
    private final Optional<SiteRules> site;
    private final Map<String, String> headers;

    private Exclusions(PreparedRequest request) {
        this.request = request;
        this.site = request.site();
        this.headers = request.logged().headers();
    }

    /** Why the request does not count; nothing when it does. Where its site does not exist, what is set for all sites counts. */
    public static Optional<String> reason(PreparedRequest request) {
        Exclusions exclusions = new Exclusions(request);
        return exclusions.first();
    }

    private Optional<String> first() {
        Optional<String> reason = ofClient();
        reason = reason.isPresent() ? reason : ofWish();
        reason = reason.isPresent() ? reason : ofSite();
        reason = reason.isPresent() ? reason : ofReferrer();
        return reason.isPresent() ? reason : ofPage();
    }

    private Optional<String> ofClient() {
        boolean allowsBots = request.parameters().get(Parameter.BOTS) != 0;
        if (!allowsBots && request.isBot()) {
            return Optional.of("bot");
        }
        if (!allowsBots && IpRanges.isBot(request.address().ip(), headers.getOrDefault("via", ""))) {
            return Optional.of("bot-address");
        }
        return request.parameters().get(Parameter.RECORD) == 0 ? Optional.of("no-rec") : Optional.empty();
    }

    private Optional<String> ofWish() {
        if (request.privacy().honourDoNotTrack() && VisitorWish.isNotToBeTracked(headers)) {
            return Optional.of("do-not-track");
        }
        RequestExclusion excluded = site.map(SiteRules::requestExclusion)
                .orElseGet(() -> request.shared().requestExclusion());
        if (excluded.excludes(request.parameters()).isPresent()) {
            return Optional.of("excluded-request");
        }
        String cookies = headers.getOrDefault("cookie", "");
        String optOut = request.settings().tracker().visitors().ignoreVisitsCookieName();
        return Cookies.hasOptedOut(cookies, optOut, request.settings().salt())
                ? Optional.of("opt-out-cookie")
                : Optional.empty();
    }

    private Optional<String> ofSite() {
        if (site.filter(rules ->
                        rules.excludedAddresses().contain(request.address().ip()))
                .isPresent()) {
            return Optional.of("excluded-address");
        }
        return site.filter(rules -> rules.excludedUserAgents().excludes(request.userAgent()))
                        .isPresent()
                ? Optional.of("excluded-user-agent")
                : Optional.empty();
    }

    private Optional<String> ofReferrer() {
        return request.settings().tracker().requests().spamFilter()
                        && request.shared()
                                .definitions()
                                .spammers()
                                .in(request.parameters().get(Parameter.REFERRER_URL))
                                .isPresent()
                ? Optional.of("referrer-spam")
                : Optional.empty();
    }

    private Optional<String> ofPage() {
        if (site.filter(this::isUnknownUrl).isPresent()) {
            return Optional.of("unknown-url");
        }
        return VisitorWish.isPrefetch(headers) ? Optional.of("prefetch") : Optional.empty();
    }

    private boolean isUnknownUrl(SiteRules rules) {
        int idSite = rules.site().idSite();
        return rules.site().excluded().unknownUrls()
                && !rules.site().urls().own().isEmpty()
                && rules.ownUrls().owner(request.parameters().get(Parameter.URL), idSite) != SiteUrls.Owner.THIS_SITE;
    }
}
