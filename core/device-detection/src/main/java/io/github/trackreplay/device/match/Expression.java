/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import io.github.trackreplay.regex.Flags;
import io.github.trackreplay.regex.LinearRegex;
import io.github.trackreplay.regex.Search;
import java.util.Optional;

/** One expression that may match anywhere in a subject, upper and lower case alike. Immutable and thread-safe. */
public final class Expression {
    private final Optional<LinearRegex> regex;

    private Expression(Optional<LinearRegex> regex) {
        this.regex = regex;
    }

    /** One that cannot be compiled, as when a name in a definition file is no expression, is nowhere found. */
    public static Expression of(String regex) {
        return new Expression(LinearRegex.compile(Subject.encode(regex), Flags.IGNORE_CASE));
    }

    public boolean isIn(Subject subject) {
        return regex.isPresent() && regex.get().in(subject.lower()).find(0);
    }

    /** The last group of the first match, in the form of {@link Subject#text()}; nothing when there is none. */
    public Optional<String> lastGroup(Subject subject) {
        if (regex.isEmpty()) return Optional.empty();
        Search search = regex.get().in(subject.lower());
        if (!search.find(0)) return Optional.empty();
        int group = regex.get().groups();
        return Optional.of(subject.text().substring(search.start(group), search.end(group)));
    }
}
