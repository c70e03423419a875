/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.PhpRegex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One search engine under one host pattern. Byte strings.
 *
 * @param name what the reports call it
 * @param parameters where its keyword stands
 * @param charsets what the keyword may be encoded in; empty for UTF-8
 * @param hidden pages from which it sends no keyword
 */
record SearchEngine(String name, List<KeywordSource> parameters, List<String> charsets, List<Page> hidden) {
    private static final List<String> HIDDEN_BY_DEFAULT = List.of("/^$/", "/");

    static SearchEngine of(String name, List<String> parameters, List<String> charsets, List<String> hidden) {
        List<KeywordSource> sources = new ArrayList<>();
        for (String parameter : parameters) {
            if (!parameter.startsWith("/")) {
                sources.add(new KeywordSource(parameter, Optional.empty()));
            } else {
                PhpRegex.compile(parameter).ifPresent(p -> sources.add(new KeywordSource(parameter, Optional.of(p))));
            }
        }
        List<Page> pages = (hidden.isEmpty() ? HIDDEN_BY_DEFAULT : hidden)
                .stream().map(Page::of).toList();
        return new SearchEngine(name, List.copyOf(sources), List.copyOf(charsets), pages);
    }

    /** A query parameter, or an expression whose first group is the keyword. */
    record KeywordSource(String parameter, Optional<PhpRegex> pattern) {}

    /** A path with query and fragment: an expression, or literal. */
    record Page(String literal, Optional<PhpRegex> pattern) {
        static Page of(String entry) {
            boolean expression = entry.length() > 1 && entry.startsWith("/") && entry.endsWith("/");
            return new Page(entry, expression ? PhpRegex.compile(entry) : Optional.empty());
        }

        boolean matches(String page) {
            return pattern.map(p -> p.find(page)).orElseGet(() -> literal.equals(page));
        }
    }

    boolean hidesKeywordOn(String page) {
        return hidden.stream().anyMatch(entry -> entry.matches(page));
    }
}
