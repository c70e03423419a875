/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sites whose requests are replayed; those of others are skipped, and can be offered again later. A request belongs to the
 * site that Matomo's tracker would take it for: the last {@code idsite} of its URL, else of its form. Immutable.
 *
 * @param only numbers of the sites, or no number for all
 * @param not numbers of sites that are left out
 * @param hosts which hosts' requests are replayed, of those
 */
public record SiteFilter(Set<Integer> only, Set<Integer> not, HostFilter hosts) {
    /** Why a request is skipped. */
    static final String REASON = "other-site";

    private static final String NUMBER = "[1-9]\\d{0,8}";

    /** All sites. */
    public static final SiteFilter ALL = new SiteFilter(Set.of(), Set.of());

    public SiteFilter {
        only = Set.copyOf(only);
        not = Set.copyOf(not);
        Objects.requireNonNull(hosts, "hosts");
    }

    /** Whatever host was called. */
    public SiteFilter(Set<Integer> only, Set<Integer> not) {
        this(only, not, HostFilter.ALL);
    }

    /** The same, of some hosts. */
    public SiteFilter of(HostFilter called) {
        return new SiteFilter(only, not, called);
    }

    /** The words of a setting that lists sites or hosts: between blanks, commas or both. */
    public static List<String> words(String setting) {
        return List.of(setting.trim().split("[\\s,]+"));
    }

    /**
     * Reads what an administrator writes: numbers of sites ({@code 1 2}), those to be left out with a minus ({@code -3}).
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the text
     */
    public static SiteFilter parse(List<String> words) {
        Set<Integer> only = new HashSet<>();
        Set<Integer> not = new HashSet<>();
        for (String word : words) {
            boolean minus = word.startsWith("-");
            String number = minus ? word.substring(1) : word;
            if (!number.matches(NUMBER)) {
                throw new IllegalArgumentException(
                        "must be numbers of sites such as 1 2, or -3 for one to be left out; '" + word + "' is none.");
            }
            (minus ? not : only).add(Integer.valueOf(number));
        }
        return new SiteFilter(only, not);
    }

    /** One word that {@link #parse} understands when its commas are split; empty for all sites. */
    String text() {
        return Stream.of(
                        only.stream().sorted().map(String::valueOf),
                        not.stream().sorted().map(n -> "-" + n),
                        hosts.words().stream())
                .flatMap(words -> words)
                .collect(Collectors.joining(","));
    }

    /** Reads what {@link #text} wrote. */
    static SiteFilter of(String text) {
        if (text.isEmpty()) {
            return ALL;
        }
        Map<Boolean, List<String>> words =
                Stream.of(text.split(",")).collect(Collectors.partitioningBy(HostFilter::isWord));
        return parse(words.getOrDefault(false, List.of())).of(HostFilter.ofWords(words.getOrDefault(true, List.of())));
    }

    /**
     * Reads numbers of sites as they stand in a list that is of one kind: all to be taken, or all to be left out.
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the text
     */
    public static Set<Integer> numbers(List<String> words) {
        Set<Integer> numbers = new HashSet<>();
        for (String word : words) {
            if (!word.matches(NUMBER)) {
                throw new IllegalArgumentException(
                        "must be numbers of sites of Matomo such as 1 or 1,2; '" + word + "' is none.");
            }
            numbers.add(Integer.valueOf(word));
        }
        return numbers;
    }

    /** Why a request is not replayed, a short code; nothing if it is. */
    Optional<String> reason(TrackingRequest request) {
        return takes(request) ? hosts.reason(request) : Optional.of(REASON);
    }

    /** Whether a request is of a site that is replayed. */
    public boolean takes(TrackingRequest request) {
        if ((only.isEmpty() && not.isEmpty()) || FetchedPage.is(request)) {
            return true; // a page's site is known only where Matomo's sites are
        }
        long site = RequestParameters.of(request, true).get(Parameter.SITE);
        boolean chosen = only.isEmpty() || (site == (int) site && only.contains((int) site));
        return chosen && !(site == (int) site && not.contains((int) site));
    }
}
