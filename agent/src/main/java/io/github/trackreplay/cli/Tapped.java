/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an agent's endpoint has shown of the requests that passed.
 *
 * @param last the number of the last one
 * @param unseen how many before these went by faster than they were asked for
 */
record Tapped(long last, long unseen, List<Request> requests) {
    /** A request as the endpoint shows it. */
    record Request(Map<String, Object> document) {
        String text(String name) {
            return String.valueOf(document.getOrDefault(name, ""));
        }

        /** Milliseconds since 1970-01-01 UTC; 0 where it has none. */
        long time() {
            return number(document, "time");
        }
    }

    /** @throws CommandFailure if the endpoint cannot be asked, or answers as none of an agent's does */
    static Tapped of(AgentEndpoint endpoint, String path) throws InterruptedException {
        Map<String, Object> document = endpoint.document(path);
        try {
            List<Request> requests = new ArrayList<>();
            if (document.get("requests") instanceof List<?> listed) {
                listed.forEach(request -> requests.add(request(request)));
            }
            return new Tapped(number(document, "last"), number(document, "unseen"), requests);
        } catch (IllegalArgumentException e) {
            throw endpoint.foreign(e);
        }
    }

    private static Request request(Object document) {
        Map<String, Object> request = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> members) {
            members.forEach((name, value) -> request.put(String.valueOf(name), value));
        }
        number(request, "time");
        return new Request(request);
    }

    private static long number(Map<String, Object> document, String name) {
        if (document.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("there is no number '" + name + "'");
    }
}
