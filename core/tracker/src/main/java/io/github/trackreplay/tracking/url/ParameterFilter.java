/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpRegex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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

    private ParameterFilter(Set<String> names, List<PhpRegex> patterns) {
        this.names = names;
        this.patterns = patterns;
    }

    /** Reads the entries of Matomo's settings. */
    public static ParameterFilter of(Collection<String> entries) {
        Set<String> names = new HashSet<>();
        List<PhpRegex> patterns = new ArrayList<>();
        for (String entry : entries) {
            String bytes = ByteText.bytes(entry);
            PhpRegex.compile(bytes).ifPresentOrElse(patterns::add, () -> names.add(Ascii.lower(bytes)));
        }
        return new ParameterFilter(Set.copyOf(names), List.copyOf(patterns));
    }

    /** What either of two filters leaves out. */
    public ParameterFilter or(ParameterFilter other) {
        if (other.names.isEmpty() && other.patterns.isEmpty()) {
            return this;
        }
        Set<String> allNames = new HashSet<>(names);
        allNames.addAll(other.names);
        List<PhpRegex> allPatterns = new ArrayList<>(patterns);
        allPatterns.addAll(other.patterns);
        return new ParameterFilter(Set.copyOf(allNames), List.copyOf(allPatterns));
    }

    boolean matches(String name) {
        String lower = Ascii.lower(name);
        if (names.contains(lower)) {
            return true;
        }
        for (PhpRegex pattern : patterns) {
            if (pattern.find(lower)) {
                return true;
            }
        }
        return false;
    }
}
