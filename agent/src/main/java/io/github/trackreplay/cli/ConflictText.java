/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.mysql.ledger.ReadConflicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to do about packs in conflict, which no command takes from where they are kept. */
final class ConflictText {
    /** The reason under which they are counted. */
    static final String REASON = "conflict";

    static final String WHY =
            "Packs in conflict are not replayed from here: they stand at places of a log whose bytes had been"
                    + " taken and were others, and may overlap each other, so no place tells whether a request of theirs has been"
                    + " applied. The log tells: an import takes what of it is proven to be other bytes, each request once, however"
                    + " often it is run.";

    private ConflictText() {}

    /** A line for each log file and sender, the commands with them. */
    static List<String> lines(List<ReadConflicts.Conflict> conflicts) {
        List<String> lines = new ArrayList<>();
        for (ReadConflicts.Conflict conflict : conflicts) {
            String stream = StreamName.shellWord(conflict.stream());
            String log = conflict.path().isEmpty() ? "FILE" : conflict.path();
            lines.add(String.format(
                    Locale.ROOT,
                    "stream %s, log file %d (%s): %,d packs with %,d requests, sent by %s. If they are the log's own, on that"
                            + " machine: trackreplay import --late=apply --stream %s=FILE. Then, in any case: trackreplay"
                            + " stream accept %s",
                    StreamName.shown(conflict.stream()),
                    conflict.file(),
                    log,
                    conflict.packs(),
                    conflict.requests(),
                    conflict.host().isEmpty() ? "a machine without a name" : StreamName.shown(conflict.host()),
                    stream,
                    stream));
        }
        return lines;
    }
}
