/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Lines under titles, for people; or each title with its lines as a JSON document on a line of its own. */
record TitledText(PrintWriter out, boolean json) {
    void print(String title, List<String> lines) {
        if (json) {
            out.println(JsonOption.of(Map.of("title", title, "lines", lines)));
            return;
        }
        out.println(title);
        (lines.isEmpty() ? List.of("none") : lines).forEach(line -> out.println("  " + line));
        out.println();
    }
}
