/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that a sink's list of streams names those of the log sources in front of it, as packs of others are set aside; and that there
 * is one where frontends send: without it whoever reaches their port makes streams, and the order waits for each. And that it waits
 * at all.
 */
final class ListedStreamsCheck {
    private static final Set<String> HOPS =
            Set.of("io.github.trackreplay.hop.CollectorSource", "org.apache.flume.source.AvroSource");

    private final List<Component> components;
    private final Findings findings;

    ListedStreamsCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Component sink : components) {
            if (sink.replays() && sink.text("maxHold").matches("0+\\s*[A-Za-z]*")) {
                findings.warning(
                        sink.prefix() + "maxHold",
                        "is 0, so the order waits for nobody: what comes a moment later than another stream's is late, and nothing"
                                + " is ever complete. Set it to 1 s at least; the default is 10 m.");
            }
            if (sink.replays() && sink.given("streams").isEmpty()) {
                warnOfAnyStream(sink);
            } else if (sink.replays() && !sink.text("unlistedStreams").equalsIgnoreCase("taken")) {
                check(sink, Arrays.asList(sink.text("streams").split("\\s+")));
            }
        }
    }

    private void warnOfAnyStream(Component sink) {
        boolean signed = sink.given("signingKeys").isPresent();
        components.stream()
                .filter(source -> HOPS.contains(source.className()) && !signed)
                .filter(source -> !Collections.disjoint(source.channels(), sink.channels()))
                .forEach(source -> findings.warning(
                        sink.prefix() + "streams",
                        "is not set, so whoever may send to source '" + source.name()
                                + "' makes streams by naming them, and the order and completeness of all wait for each. List"
                                + " the frontends' streams."));
    }

    private void check(Component sink, List<String> listed) {
        for (Component source : components) {
            Optional<String> stream = source.given("stream").filter(name -> !name.contains("%{"));
            if (source.className().equals(Component.LOG_SOURCE)
                    && !Collections.disjoint(source.channels(), sink.channels())
                    && stream.isPresent()
                    && !listed.contains(stream.get())) {
                findings.problem(
                        sink.prefix() + "streams",
                        "does not list '" + stream.get() + "', the stream of source '" + source.name()
                                + "', so all of it would be set aside. Add it"
                                + (sink.text("streams").contains(",")
                                        ? "; names are separated by blanks, not by commas."
                                        : "."));
            }
        }
    }
}
