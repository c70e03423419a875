/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import io.github.trackreplay.tracking.prepared.SharedRules;
import io.github.trackreplay.tracking.privacy.ClientAddress;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.TrackerSettings;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is to be known of a Matomo to call its Tracking API for others. Thread-safe if the predicate is.
 *
 * @param mayOverride whether a request's own token, or what we store in its place, lets it override time, address and place
 * @param clientAddress finds the client behind proxies
 * @param doNotTrack whether a browser's wish not to be tracked is obeyed; the API does not hear of that header
 * @param ignoreCookie name of the opt-out cookie ({@code ignore_visits_cookie_name})
 * @param visitorCookie name of the third-party cookie ({@code cookie_name}), where Matomo uses it ({@code
 *     use_third_party_id_cookie})
 */
public record ApiRules(
        Predicate<String> mayOverride,
        ClientAddress clientAddress,
        boolean doNotTrack,
        String ignoreCookie,
        Optional<String> visitorCookie) {
    /** Up to this age in seconds a time may be claimed without a token: Matomo's default. */
    static final long FREE_AGE = 86_400;

    private static final int NO_SITE = 0;

    /** Those of a Matomo whose settings are known; a token of a super user counts. */
    public static ApiRules of(Settings settings) {
        TrackerSettings tracker = settings.tracker();
        boolean cookie = tracker.visitors().useThirdPartyIdCookie()
                && !settings.privacy().ids().noThirdPartyCookies();
        return new ApiRules(
                token -> settings.access().allows(NO_SITE, token, true),
                SharedRules.clientAddress(settings.proxies()),
                settings.privacy().honourDoNotTrack(),
                tracker.visitors().ignoreVisitsCookieName(),
                cookie ? Optional.of(tracker.visitors().cookieName()) : Optional.empty());
    }

    /** The same, and further tokens count. */
    public ApiRules allowing(Predicate<String> tokens) {
        return new ApiRules(mayOverride.or(tokens), clientAddress, doNotTrack, ignoreCookie, visitorCookie);
    }

    public ApiRules {
        Objects.requireNonNull(mayOverride, "mayOverride");
        Objects.requireNonNull(clientAddress, "clientAddress");
        Objects.requireNonNull(ignoreCookie, "ignoreCookie");
        Objects.requireNonNull(visitorCookie, "visitorCookie");
    }
}
