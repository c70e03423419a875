/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.option;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;

/** The values of a component's settings, and what is wrong with them. Immutable. */
public final class Values {
    private final String prefix;
    private final Map<String, Object> values;
    private final List<Problem> problems;

    Values(String prefix, Map<String, Object> values, List<Problem> problems) {
        this.prefix = prefix;
        this.values = new HashMap<>(values);
        this.problems = List.copyOf(problems);
    }

    /** What is wrong; empty when the settings can be used. */
    public List<Problem> problems() {
        return problems;
    }

    /** These values with further problems, found by checks across settings. */
    public Values with(List<Problem> further) {
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(further);
        return new Values(prefix, values, all);
    }

    /** Full name of a setting, as it stands in the file. */
    public String nameOf(Option<?> option) {
        return prefix + option.name();
    }

    /** The problems as one text for a log or an exception, a sentence a line. */
    public String explanation() {
        return problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator()));
    }

    /**
     * The value of a setting that is mandatory or has a default.
     *
     * @throws NoSuchElementException if it was neither set nor valid; never happens when there are no problems
     */
    public <T> T get(Option<T> option) {
        return find(option).orElseThrow(() -> new NoSuchElementException(nameOf(option) + " has no usable value"));
    }

    /** The value of a setting that may be absent. */
    @SuppressWarnings("unchecked") // an option's own parser made the value
    public <T> Optional<T> find(Option<T> option) {
        return Optional.ofNullable((T) values.get(option.name()));
    }
}
