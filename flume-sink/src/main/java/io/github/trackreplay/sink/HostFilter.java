/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.TrackingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hosts whose requests are replayed, as the browser named them when it called the tracker (the header {@code Host}, where it is logged): so
 * several Matomo whose sites bear the same numbers may share frontends. Immutable.
 *
 * @param only names in lower case, {@code *.} before one for all below it; none for all hosts
 * @param not likewise, which are left out
 */
public record HostFilter(Set<String> only, Set<String> not) {
    /** All hosts, also where none is known. */
    public static final HostFilter ALL = new HostFilter(Set.of(), Set.of());

    static final String REASON = "other-host";
    static final String UNKNOWN = "no-host";

    /** So begins a host among numbers of sites. */
    private static final String WORD = "@";

    private static final String BELOW = "*.";
    private static final String NAME = "(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+\\]";

    public HostFilter {
        only = Set.copyOf(only);
        not = Set.copyOf(not);
    }

    /**
     * Reads what an administrator writes: hosts ({@code stats.example *.shop.example}), those to be left out with a minus.
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the text
     */
    public static HostFilter parse(List<String> words) {
        Set<String> only = new TreeSet<>();
        Set<String> not = new TreeSet<>();
        for (String word : words) {
            boolean minus = word.startsWith("-");
            String name = (minus ? word.substring(1) : word).toLowerCase(Locale.ROOT);
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException(
                        "must be hosts without a port such as stats.example or *.shop.example, or"
                                + " -www.example for one to be left out; '" + word + "' is none.");
            }
            (minus ? not : only).add(name);
        }
        return new HostFilter(only, not);
    }

    static boolean isWord(String word) {
        return word.startsWith(WORD);
    }

    /** Reads what {@link #words} wrote. */
    static HostFilter ofWords(List<String> words) {
        return parse(words.stream().map(word -> word.substring(WORD.length())).toList());
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        new TreeSet<>(only).forEach(name -> words.add(WORD + name));
        new TreeSet<>(not).forEach(name -> words.add(WORD + "-" + name));
        return words;
    }

    /** Why a request is not replayed; nothing if it is. A page that a chatbot fetched has the host of its site: it is not asked. */
    Optional<String> reason(TrackingRequest request) {
        if ((only.isEmpty() && not.isEmpty()) || FetchedPage.is(request)) {
            return Optional.empty();
        }
        String host = host(request);
        if (host.isEmpty()) {
            return only.isEmpty() ? Optional.empty() : Optional.of(UNKNOWN);
        }
        boolean chosen = (only.isEmpty() || isOf(only, host)) && !isOf(not, host);
        return chosen ? Optional.empty() : Optional.of(REASON);
    }

    /** In lower case, without a port or the dot of the root. */
    private static String host(TrackingRequest request) {
        String host = request.headers().getOrDefault("host", "").trim().toLowerCase(Locale.ROOT);
        int port = host.indexOf(':', host.startsWith("[") ? Math.max(0, host.indexOf(']')) : 0);
        String name = port < 0 ? host : host.substring(0, port);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name.equals("-") ? "" : name;
    }

    private static boolean isOf(Set<String> names, String host) {
        if (names.contains(host)) {
            return true;
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (names.contains(BELOW + host.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }
}
