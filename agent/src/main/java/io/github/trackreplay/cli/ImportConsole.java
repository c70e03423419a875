/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where an import speaks: with {@code --json} the document alone goes to standard output, and all sentences to standard error.
 */
record ImportConsole(PrintWriter standardOutput, PrintWriter err, boolean json) {
    /** Where sentences about the whole go. */
    PrintWriter out() {
        return json ? err : standardOutput;
    }

    void lines(List<String> sentences) {
        sentences.forEach(out()::println);
        out().flush();
    }

    /** What is under way, or deserves a look: to standard error, always. */
    void say(String sentence) {
        err.println(sentence);
        err.flush();
    }

    /** Writes the figures, if they are wanted. */
    void document(Supplier<String> figures) {
        if (json) {
            standardOutput.println(figures.get());
            standardOutput.flush();
        }
    }
}
