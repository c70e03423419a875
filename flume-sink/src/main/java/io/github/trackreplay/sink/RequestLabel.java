/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.TrackingRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request in a line, for people who watch: its site and what it is about. Without address, browser and cookies. Pure. */
final class RequestLabel {
    private static final int MOST_QUERY = 4_096;
    /** Parameters of Matomo's tracking API that say what a request is about. */
    private static final List<String> ABOUT =
            List.of("action_name", "search", "e_c", "e_a", "link", "download", "idgoal", "ec_id", "ping", "url");

    private RequestLabel() {}

    static String of(TrackingRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        add(request.query(), parameters);
        request.body().ifPresent(body -> add(body, parameters));
        List<String> words = new ArrayList<>();
        words.add("site " + parameters.getOrDefault("idsite", "?"));
        for (String name : ABOUT) {
            String value = parameters.getOrDefault(name, "");
            if (!value.isEmpty()) {
                words.add(name.equals("url") ? value : name + "=" + value);
            }
        }
        return words.size() > 1 ? String.join(" ", words) : words.get(0) + " " + request.path();
    }

    private static void add(String query, Map<String, String> parameters) {
        String some = query.length() <= MOST_QUERY ? query : query.substring(0, MOST_QUERY);
        for (String part : some.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0 && (ABOUT.contains(part.substring(0, equals)) || part.startsWith("idsite="))) {
                parameters.put(part.substring(0, equals), decoded(part.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
