/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.option.Problem;
import io.github.trackreplay.validate.Findings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a validation found, and which exit code it means. */
final class FindingsPrinter {
    private FindingsPrinter() {}

    static void print(Findings findings, PrintWriter out) {
        print("wrong", findings.problems(), out);
        print("missing", findings.hindrances(), out);
        print("warning", findings.warnings(), out);
        findings.notes().forEach(note -> out.println("ok       " + note));
    }

    /** The same for scripts; each finding is a setting and a sentence. */
    static Map<String, Object> document(Optional<String> agent, Findings findings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("agent", agent.orElse(null));
        json.put("clean", findings.clean());
        json.put("problems", documents(findings.problems()));
        json.put("hindrances", documents(findings.hindrances()));
        json.put("warnings", documents(findings.warnings()));
        json.put("notes", findings.notes());
        return json;
    }

    private static List<Map<String, Object>> documents(List<Problem> problems) {
        return problems.stream().map(FindingsPrinter::document).toList();
    }

    private static Map<String, Object> document(Problem problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("setting", problem.setting());
        json.put("sentence", problem.sentence());
        return json;
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
