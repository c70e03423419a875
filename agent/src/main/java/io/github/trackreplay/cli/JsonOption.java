/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.document.JsonTree;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option {@code --json} of a reading command: one document on one line for scripts, instead of sentences. Names never change;
 * new ones may come. Times are ISO 8601 in UTC, or null, or {@code ended} where nothing more will come.
 */
final class JsonOption {
    @Option(names = "--json", description = "For scripts: one JSON document a line.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }

    static String of(Object document) {
        return JsonTree.line(document);
    }

    static @Nullable String time(Optional<Instant> time) {
        return time.map(t -> t.equals(Instant.MAX) ? "ended" : t.toString()).orElse(null);
    }
}
