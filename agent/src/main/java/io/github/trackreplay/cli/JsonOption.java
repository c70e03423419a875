/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The option {@code --json} of a reading command: one document on one line for scripts, instead of sentences. Names never change;
 * new ones may come. Times are ISO 8601 in UTC, or null, or {@code ended} where nothing more will come.
 */
final class JsonOption {
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    @Option(names = "--json", description = "For scripts: one JSON document a line.")
    private boolean wanted;

    boolean wanted() {
        return wanted;
    }

    static String of(Object document) {
        return GSON.toJson(document);
    }

    static String time(Optional<Instant> time) {
        return time.map(t -> t.equals(Instant.MAX) ? "ended" : t.toString()).orElse(null);
    }
}
