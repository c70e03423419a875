/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.status.Diagnosis;
import io.github.trackreplay.status.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code complete --json} says. Pure. */
record CompleteDocument(Status status, Instant moment, Instant now) {
    /**
     * The document.
     *
     * @param complete the answer
     * @param contradiction why the ledger cannot be believed, a sentence
     * @param pipelines of which streams it is proven, of which only assumed
     */
    Map<String, Object> of(boolean complete, Optional<String> contradiction, PipelineAnswer pipelines) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("through", moment.toString());
        json.put("complete", complete);
        json.put("completeThrough", JsonOption.time(status.reach().completeThrough()));
        json.put("contradiction", contradiction.orElse(null));
        json.put("proven", pipelines.proven(status));
        json.put("assumed", List.copyOf(pipelines.assumed().keySet()));
        json.put("whyAssumed", pipelines.assumed());
        json.put("heldRequests", status.heldRequests());
        json.put("watermarkStream", status.watermarkStream().orElse(null));
        json.put(
                "holding",
                status.streams().stream()
                        .filter(stream -> CompleteCommand.holds(stream, moment))
                        .map(this::stream)
                        .toList());
        return json;
    }

    private Map<String, Object> stream(Status.Stream stream) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", stream.name());
        json.put("state", stream.state());
        json.put("completeThrough", JsonOption.time(stream.reach().completeThrough()));
        json.put("lastSeen", JsonOption.time(stream.signs().seen()));
        json.put("why", Diagnosis.holding(stream, status.collectors(), now));
        return json;
    }
}
