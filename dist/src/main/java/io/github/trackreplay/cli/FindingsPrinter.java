/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.option.Problem;
import io.github.trackreplay.validate.Findings;
import java.io.PrintWriter;
import java.util.List;

/** Says what a validation found, and which exit code it means. */
final class FindingsPrinter {
    private FindingsPrinter() {}

    static void print(Findings findings, PrintWriter out) {
        print("wrong", findings.problems(), out);
        print("missing", findings.hindrances(), out);
        print("warning", findings.warnings(), out);
        findings.notes().forEach(note -> out.println("ok       " + note));
    }

    private static void print(String word, List<Problem> problems, PrintWriter out) {
        problems.forEach(problem -> out.printf("%-8s %s%n", word, problem));
    }

    /** The exit code of {@code validate}. */
    static int exitCode(Findings findings) {
        if (findings.clean()) {
            return ExitCode.OK;
        }
        return findings.onlyTheDatabaseIsUnavailable() ? ExitCode.UNAVAILABLE : ExitCode.CONFIGURATION;
    }
}
