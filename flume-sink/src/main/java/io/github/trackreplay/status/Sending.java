/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of calls of the Tracking API of which the ledger does not know that they were counted once.
 *
 * @param unanswered requests that were sent, and whose answer is not known yet: they are sent again
 * @param unbooked requests that were answered, and that the ledger has not taken yet: they are not sent again
 * @param perhapsTwice sendings more than one of requests that may have been counted by each
 * @param from event time of the first of these
 * @param to event time of the last of these
 * @param why what was heard instead of an answer, for the latest of these; may be empty
 * @param handed by reason ({@code plugin:NAME}), requests that were set aside for plugins and have been taken since
 */
public record Sending(
        long unanswered,
        long unbooked,
        long perhapsTwice,
        Optional<Instant> from,
        Optional<Instant> to,
        String why,
        Map<String, Long> handed) {
    public Sending {
        handed = Collections.unmodifiableMap(new LinkedHashMap<>(handed));
    }

    /** Sentences; none where there is nothing to tell. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (unanswered > 0) {
            lines.add("Sent to the Tracking API without an answer yet: " + unanswered
                    + " requests. They are sent again, and then booked as perhaps counted twice.");
        }
        if (unbooked > 0) {
            lines.add("Answered by the Tracking API and not in the ledger yet: " + unbooked
                    + " requests. They are not sent again.");
        }
        if (perhapsTwice > 0) {
            lines.add("Perhaps counted twice: " + perhapsTwice + " requests between "
                    + from.map(Instant::toString).orElse("?") + " and "
                    + to.map(Instant::toString).orElse("?") + ", sent again because no answer came"
                    + (why.isEmpty() ? "" : " (the latest: " + why + ")")
                    + ". Their positions are in the table trackreplay_sending, state 2.");
        }
        if (!handed.isEmpty()) {
            lines.add("Set aside for plugins, and handed to Matomo since (pluginRequests) or replayed: "
                    + handed.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return lines;
    }
}
