/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.page.Page;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the page and the documents that it reads. What visitors sent is shown only where users are asked for their
 * passwords: everybody on this machine reaches the loopback address, but not everybody may read its access logs. Thread-safe.
 *
 * @param asksForPasswords whether who asks has shown who he is
 */
record PageAnswers(MetricsHub hub, boolean asksForPasswords, OwnNames names) {
    private static final long LAST_SHOWN = 50;

    EndpointAnswer answer(URI asked, String host) {
        if (!asksForPasswords && !names.allows(host)) {
            return EndpointAnswer.text(
                    421,
                    "Without metricsUsers the page answers only under an address or this machine's name, because a foreign site"
                            + " could have any other name point here.");
        }
        Map<String, String> query = query(asked.getRawQuery());
        return switch (asked.getPath()) {
            case "/" -> page();
            case "/state.json" ->
                EndpointAnswer.json(new StateDocument(hub).write(number(query.get("since"), 0), asksForPasswords));
            default -> tap(query);
        };
    }

    private static EndpointAnswer page() {
        return new EndpointAnswer(
                200,
                "text/html; charset=utf-8",
                Page.get().html(),
                Map.of("Content-Security-Policy", Page.get().policy(), "Referrer-Policy", "no-referrer"));
    }

    private EndpointAnswer tap(Map<String, String> query) {
        return asksForPasswords
                ? EndpointAnswer.json(
                        hub.tap().since(number(query.get("after"), -LAST_SHOWN), query.getOrDefault("stream", "")))
                : EndpointAnswer.text(
                        403,
                        "What visitors send is shown to nobody but the users of metricsUsers: name a file with a line"
                                + " name:password there, mode 640, and start the agent again.");
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                query.put(part.substring(0, equals), decoded(part.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static long number(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
