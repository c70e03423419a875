/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.QueryString;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.settings.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the token that comes with a request, and tells whether it came safely, not in a URL.
 *
 * <p>Source of the rules: Matomo's {@code core/Request/AuthenticationToken} and
 * {@code core/Tracker/Request::authenticateTrackingApi}. Since 5.4 the header
 * {@code Authorization: Bearer …} goes before a form's field, that before the URL's; a bulk call's own token goes before all, and
 * counts as safe. Before 5.4 there is no such header, and a field counts as safe only where the URL has no token.
 */
public final class Tokens {
    /**
     * A token.
     *
     * @param value empty for none
     * @param posted whether it came safely
     */
    record Token(String value, boolean posted) {}

    private Tokens() {}

    static Token of(PreparedRequest request) {
        boolean since54 = request.settings().has(Rule.BEARER_TOKEN);
        String bulk = request.logged().bulkToken().orElse("");
        if (!Ascii.isEmpty(bulk)) {
            return new Token(bulk, since54);
        }
        String parameter = request.parameters().get(Parameter.TOKEN);
        if (!since54) {
            return new Token(parameter, isPostedAlone(request));
        }
        String header = bearer(request);
        if (request.isBulk()) {
            return Ascii.isEmpty(parameter)
                    ? new Token(header, !header.isEmpty())
                    : new Token(parameter, !header.isEmpty());
        }
        if (!Ascii.isEmpty(header)) {
            return new Token(header, true);
        }
        String posted = request.logged().body().map(Tokens::in).orElse("");
        return posted.isEmpty() ? new Token(parameter, false) : new Token(posted, true);
    }

    /**
     * Whether the call has different tokens in its header, its form and its URL; empty ones do not count. A bulk call has
     * its own token, and what stands in its URL is not known.
     */
    static boolean conflict(PreparedRequest request) {
        if (!request.settings().has(Rule.CONFLICTING_TOKENS) || request.isBulk()) {
            return false;
        }
        String posted = request.logged().body().map(Tokens::in).orElse("");
        return Stream.of(bearer(request), posted, in(request.logged().query()))
                        .filter(token -> !Ascii.isEmpty(token))
                        .distinct()
                        .count()
                > 1;
    }

    /**
     * All that a logged request bears: its call's, in its header, and its own, whichever of them counts.
     *
     * @return without empty ones, each once
     */
    public static List<String> all(TrackingRequest logged) {
        return Stream.of(
                        logged.bulkToken().orElse(""),
                        Bearer.token(logged.headers()).orElse(""),
                        in(logged.query()),
                        logged.body().map(Tokens::in).orElse(""))
                .filter(token -> !Ascii.isEmpty(token))
                .distinct()
                .toList();
    }

    private static String bearer(PreparedRequest request) {
        return Bearer.token(request.logged().headers()).orElse("");
    }

    /** Whether the token came in a form and none in the URL; a bulk call's JSON is no form. */
    private static boolean isPostedAlone(PreparedRequest request) {
        Optional<String> body = request.logged().body();
        return body.isPresent()
                && !request.isBulk()
                && in(request.logged().query()).isEmpty();
    }

    private static String in(String form) {
        Object token = QueryString.parse(ByteText.bytes(form)).get(Parameter.TOKEN.name());
        return token instanceof String bytes ? ByteText.text(bytes) : "";
    }
}
