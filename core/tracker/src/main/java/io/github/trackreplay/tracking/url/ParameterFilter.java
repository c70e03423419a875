/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpRegex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names of query parameters to leave out of URLs: plain names in any case, or PHP regular expressions, which see the name in
 * lower case. Immutable; compiled once.
 *
 * <p>Source of the rule: Matomo's {@code core/UrlHelper::getQueryStringWithExcludedParameters}.
 */
public final class ParameterFilter {
    private final Set<String> names;
    private final List<PhpRegex> patterns;

    /** What this one leaves out too. */
    private final Optional<ParameterFilter> other;

    private ParameterFilter(Set<String> names, List<PhpRegex> patterns, Optional<ParameterFilter> other) {
        this.names = names;
        this.patterns = patterns;
        this.other = other;
    }

    /** Reads the entries of Matomo's settings. */
    public static ParameterFilter of(Collection<String> entries) {
        Set<String> names = new HashSet<>();
        List<PhpRegex> patterns = new ArrayList<>();
        for (String entry : entries) {
            String bytes = ByteText.bytes(entry);
            PhpRegex.compile(bytes).ifPresentOrElse(patterns::add, () -> names.add(Ascii.lower(bytes)));
        }
        return new ParameterFilter(Set.copyOf(names), List.copyOf(patterns), Optional.empty());
    }

    /** What either of two filters leaves out; made for a single URL, so it copies nothing. */
    public ParameterFilter or(ParameterFilter more) {
        if (more.isEmpty()) {
            return this;
        }
        ParameterFilter rest = other.map(next -> next.or(more)).orElse(more);
        return new ParameterFilter(names, patterns, Optional.of(rest));
    }

    private boolean isEmpty() {
        return names.isEmpty() && patterns.isEmpty() && other.isEmpty();
    }

    boolean matches(String name) {
        return matchesLower(Ascii.lower(name));
    }

    private boolean matchesLower(String lower) {
        if (names.contains(lower)) {
            return true;
        }
        for (PhpRegex pattern : patterns) {
            if (pattern.find(lower)) {
                return true;
            }
        }
        return other.isPresent() && other.get().matchesLower(lower);
    }
}
