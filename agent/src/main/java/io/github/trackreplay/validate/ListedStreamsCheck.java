/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Checks that a sink's list of streams names those of the log sources in front of it: packs of others are set aside. */
final class ListedStreamsCheck {
    private final List<Component> components;
    private final Findings findings;

    ListedStreamsCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Component sink : components) {
            if (sink.replays()
                    && sink.given("streams").isPresent()
                    && !sink.text("unlistedStreams").equalsIgnoreCase("taken")) {
                check(sink, Arrays.asList(sink.text("streams").split("\\s+")));
            }
        }
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
                                + (sink.text("streams").contains(",") ? "; names are separated by blanks, not by commas." : "."));
            }
        }
    }
}
