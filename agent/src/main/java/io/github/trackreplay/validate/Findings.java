/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What the checks found, in the order of finding. Three kinds: a <em>problem</em> can only be mended by changing the
 * configuration, so an agent must not start with it; a <em>hindrance</em> lies outside the file (a database that is down, a
 * directory without rights) and an agent may start and wait; a <em>warning</em> works but deserves a look. Not thread-safe.
 */
public final class Findings {
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> hindrances = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<Problem> saidByComponents = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean databaseUnavailable;

    public void problem(String setting, String sentence) {
        add(problems, setting, sentence);
    }

    public void problems(List<Problem> further) {
        problems.addAll(further);
    }

    public void hindrance(String setting, String sentence) {
        add(hindrances, setting, sentence);
    }

    /** A hindrance with an exit code of its own. */
    public void databaseUnavailable(String setting, String sentence) {
        databaseUnavailable = true;
        hindrance(setting, sentence);
    }

    public void warning(String setting, String sentence) {
        add(warnings, setting, sentence);
    }

    /** A warning that the component itself logs, too, as soon as it finds the same. */
    public void warningSaidByComponent(String setting, String sentence) {
        warning(setting, sentence);
        add(saidByComponents, setting, sentence);
    }

    /** What several checks find is said once. */
    private static void add(List<Problem> list, String setting, String sentence) {
        Problem found = new Problem(setting, sentence);
        if (!list.contains(found)) {
            list.add(found);
        }
    }

    /** Something that was checked and is right, worth saying. */
    public void note(String sentence) {
        notes.add(sentence);
    }

    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    public List<Problem> hindrances() {
        return List.copyOf(hindrances);
    }

    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** The warnings that nobody else says in a running agent. */
    public List<Problem> warningsOfChecksAlone() {
        return warnings.stream()
                .filter(warning -> !saidByComponents.contains(warning))
                .toList();
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Whether the only thing in the way is a database that cannot be reached. */
    public boolean onlyTheDatabaseIsUnavailable() {
        return problems.isEmpty() && databaseUnavailable && hindrances.size() == 1;
    }

    /** Whether an agent may start and everything it needs is there. */
    public boolean clean() {
        return problems.isEmpty() && hindrances.isEmpty();
    }
}
