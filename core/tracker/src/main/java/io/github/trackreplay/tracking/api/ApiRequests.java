/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.parameters.TokenOnly;
import io.github.trackreplay.tracking.prepared.Bearer;
import io.github.trackreplay.tracking.prepared.RequestTime;
import io.github.trackreplay.tracking.privacy.Cookies;
import io.github.trackreplay.tracking.privacy.VisitorWish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes of a logged request an entry of a bulk call: its own parameters as they were logged, byte for byte, and what the
 * tracker took from the connection and the headers as parameters beside them ({@code cip}, {@code cdt}, {@code ua}, {@code lang},
 * {@code uadata}, {@code url}, {@code _id}). The call's token vouches for these, so a request that claims address, time or place
 * itself is held to what its own token allows. Stateless.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/Request}, {@code core/Tracker/Visit::validateRequest} and
 * {@code BulkTracking/Tracker/Requests::initRequestsAndTokenAuth}.
 */
public final class ApiRequests {
    private static final long MILLIS = 1000;
    private static final int HEX_ID = 16;

    private final ApiRules rules;
    private final TrackingRequest request;
    private final RequestParameters parameters;
    private final Map<String, String> ours = new LinkedHashMap<>();

    private ApiRequests(ApiRules rules, TrackingRequest request) {
        this.rules = rules;
        this.request = request;
        this.parameters = RequestParameters.of(request, true);
    }

    /** What is to be done with a request. */
    public static ApiRequest of(TrackingRequest request, ApiRules rules) {
        try {
            return new ApiRequests(rules, request).entry();
        } catch (ParameterTypeException e) {
            return refused("array-parameter", "The parameter " + e.getMessage() + ": PHP stops there.");
        }
    }

    private static ApiRequest refused(String reason, String detail) {
        return new ApiRequest.Settled(new RequestOutcome.Refused(reason, detail));
    }

    private ApiRequest entry() {
        Optional<String> excluded = excluded();
        if (excluded.isPresent()) {
            return new ApiRequest.Settled(new RequestOutcome.Excluded(excluded.get()));
        }
        boolean override = rules.mayOverride().test(token());
        long arrival = Math.floorDiv(request.time(), MILLIS);
        long time = time(arrival);
        Optional<String> claimed = override ? Optional.empty() : claimed(arrival - time);
        if (claimed.isPresent()) {
            return refused(
                    "token-required",
                    "The parameter " + claimed.get() + " needs a token_auth with write access, and "
                            + (token().isEmpty()
                                    ? "the request has none."
                                    : "the request's is none of requestTokens."));
        }
        String address = address();
        ours.put(Parameter.CLIENT_TIME.name(), Long.toString(time));
        boolean agent = agent();
        fill("lang", request.language());
        hints();
        page();
        visitorCookie();
        return new ApiRequest.Call(
                EntryText.of(ours, request.query(), request.body().orElse("")), agent, visitor(address));
    }

    /** The API does not hear of these headers, so who asked not to be counted is left out here. */
    private Optional<String> excluded() {
        Map<String, String> headers = request.headers();
        if (rules.doNotTrack() && VisitorWish.isNotToBeTracked(headers)) {
            return Optional.of("do-not-track");
        }
        if (Cookies.hasOptedOut(headers.getOrDefault("cookie", ""), rules.ignoreCookie(), "")) {
            return Optional.of("opt-out-cookie");
        }
        return VisitorWish.isPrefetch(headers) ? Optional.of("prefetch") : Optional.empty();
    }

    /** The token that came with the request, masked as everything that we keep; empty for none. */
    private String token() {
        String bulk = request.bulkToken().orElse("");
        if (!Ascii.isEmpty(bulk)) {
            return bulk;
        }
        return Bearer.token(request.headers()).orElseGet(() -> parameters.get(Parameter.TOKEN));
    }

    /** The parameter that only a token makes good, if there is one. */
    private Optional<String> claimed(long age) {
        if (age >= ApiRules.FREE_AGE) {
            return Optional.of(Parameter.CLIENT_TIME.name());
        }
        if (!Ascii.isEmpty(parameters.get(Parameter.CLIENT_IP))) {
            return Optional.of(Parameter.CLIENT_IP.name());
        }
        return TokenOnly.place(parameters);
    }

    /** Seconds: what the request claims, where that is possible, else when it came. */
    private long time(long arrival) {
        return RequestTime.possible(parameters, arrival).orElse(arrival);
    }

    /** The address that the request is for; one that it claims with right stays as it stands in it. */
    private String address() {
        String forced = parameters.get(Parameter.CLIENT_IP);
        if (!Ascii.isEmpty(forced)) {
            return forced;
        }
        String address = rules.clientAddress().find(request.sourceIp(), request.headers());
        ours.put(Parameter.CLIENT_IP.name(), address);
        return address;
    }

    /** Whether the entry says a user agent. */
    private boolean agent() {
        fill("ua", request.userAgent());
        return ours.containsKey("ua") || !parameters.text("ua", "").isEmpty();
    }

    /** A header counts where the parameter of that meaning is empty. */
    private void fill(String parameter, String header) {
        if (!header.isEmpty() && parameters.text(parameter, "").isEmpty()) {
            ours.put(parameter, header);
        }
    }

    /** In the form in which the tracker finds them among PHP's server variables, so that it reads them the same way. */
    private void hints() {
        Object own = parameters.rawValue("uadata");
        if (own != null && !own.equals("")) {
            return;
        }
        Map<String, String> hints = new TreeMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("sec-ch-ua")) {
                hints.put("HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value);
            }
        });
        if (!hints.isEmpty()) {
            ours.put("uadata", JsonTexts.object(hints));
        }
    }

    /** Without url and urlref the page is the one in the Referer header. */
    private void page() {
        String effective = parameters.get(Parameter.URL);
        Object own = parameters.rawValue(Parameter.URL.name());
        boolean ofHeader = !effective.isEmpty()
                && (own == null || own.equals(""))
                && !request.referrer().isEmpty();
        if (ofHeader) {
            ours.put(Parameter.URL.name(), request.referrer());
        }
    }

    /** It goes before the first-party cookie's id, and behind a forced one, as {@code _id} does. */
    private void visitorCookie() {
        rules.visitorCookie()
                .flatMap(name -> Cookies.value(request.headers().getOrDefault("cookie", ""), name, "0", ""))
                .filter(id -> id.length() == HEX_ID)
                .ifPresent(id -> ours.put(Parameter.VISITOR_ID.name(), id));
    }

    private List<String> visitor(String address) {
        String site = parameters.get(Parameter.SITE) + "|";
        String agent = parameters.text("ua", request.userAgent());
        List<String> keys = new ArrayList<>();
        keys.add(site + "a" + address + "|" + agent);
        key(keys, site + "v", ours.getOrDefault(Parameter.VISITOR_ID.name(), parameters.get(Parameter.VISITOR_ID)));
        key(keys, site + "v", parameters.get(Parameter.FORCED_VISITOR_ID));
        key(keys, site + "u", parameters.get(Parameter.USER_ID));
        return keys;
    }

    private static void key(List<String> keys, String kind, String id) {
        if (!Ascii.isEmpty(id)) {
            keys.add(kind + (kind.endsWith("v") && id.length() > HEX_ID ? id.substring(0, HEX_ID) : id));
        }
    }
}
