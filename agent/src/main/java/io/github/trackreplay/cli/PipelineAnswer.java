/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.PipelineStreams.PipelineStream;
import io.github.trackreplay.order.PipelineContiguity;
import io.github.trackreplay.status.Status;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code complete} says of the streams that pipelines of others bring: proven or assumed, each. Pure but for the printing. */
final class PipelineAnswer {
    private final Map<PipelineStream, PipelineContiguity.Verdict> verdicts = new LinkedHashMap<>();

    PipelineAnswer(List<PipelineStream> streams, Instant moment) {
        streams.forEach(stream -> verdicts.put(stream, stream.contiguity().through(moment.toEpochMilli())));
    }

    /** Whether that is enough. */
    boolean suffices(boolean strict) {
        return !strict || assumed().isEmpty();
    }

    /** Why it is not known of streams, by their names. */
    Map<String, String> assumed() {
        Map<String, String> assumed = new LinkedHashMap<>();
        verdicts.forEach((stream, verdict) -> {
            if (verdict instanceof PipelineContiguity.Assumed why) {
                assumed.put(stream.name(), why.why());
            }
        });
        return assumed;
    }

    /** Streams of which it is proven, our own source's included. */
    List<String> proven(Status status) {
        Map<String, String> assumed = assumed();
        return status.streams().stream()
                .map(Status.Stream::name)
                .filter(name -> !assumed.containsKey(name))
                .toList();
    }

    /** A line for each stream of a pipeline, and one for all others. Nothing where there is no pipeline. */
    void tell(Status status, boolean strict, PrintWriter out) {
        if (verdicts.isEmpty()) {
            return;
        }
        Set<String> piped = verdicts.keySet().stream().map(PipelineStream::name).collect(Collectors.toSet());
        List<String> own =
                proven(status).stream().filter(name -> !piped.contains(name)).toList();
        if (!own.isEmpty()) {
            out.println("  Proven of " + String.join(", ", own) + ": every byte of their log files is accounted for.");
        }
        verdicts.forEach((stream, verdict) ->
                out.println("  " + sentence(stream, verdict) + " Of what is sent again " + stream.promise() + "."));
        if (strict && !assumed().isEmpty()) {
            out.println("  What is assumed does not count here (--strict).");
        }
    }

    private static String sentence(PipelineStream stream, PipelineContiguity.Verdict verdict) {
        return verdict instanceof PipelineContiguity.Assumed assumed
                ? "Assumed of stream " + stream.name() + ", which a pipeline of others brings: " + assumed.why() + "."
                : "Proven of stream " + stream.name()
                        + ", which a pipeline of others brings: its offsets go on without a hole to something later.";
    }
}
