/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * To which site pages belong that AI chatbots fetched, as the administrator says it, and which sites' are taken. Immutable.
 *
 * @param byHost numbers of sites by host, in lower case and without port; {@code *} stands for all hosts that neither this map nor
 *     Matomo's own URLs of sites know
 * @param only numbers of the sites that are taken, or no number for all
 * @param not numbers of sites that are left out
 */
public record ChatbotSites(Map<String, Integer> byHost, Set<Integer> only, Set<Integer> not) {
    /** Matomo's own URLs of sites alone decide. */
    public static final ChatbotSites NONE = new ChatbotSites(Map.of(), Set.of(), Set.of());

    private static final String OTHERS = "*";

    public ChatbotSites {
        byHost = Map.copyOf(byHost);
        only = Set.copyOf(only);
        not = Set.copyOf(not);
    }

    /**
     * Reads what an administrator writes: {@code www.example.org=1 shop.example.org=2 *=3}.
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the text
     */
    public static Map<String, Integer> parse(List<String> words) {
        Map<String, Integer> sites = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String host = word.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT);
            String number = word.substring(equals + 1);
            if (!host.matches("\\*|[a-z0-9._-]+|\\[[0-9a-f:.]+]") || !number.matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException(
                        "must be hosts with numbers of sites such as www.example.org=1 *=2; '" + word + "' is none.");
            }
            if (sites.put(host, Integer.valueOf(number)) != null) {
                throw new IllegalArgumentException("names the host " + host + " twice.");
            }
        }
        return sites;
    }

    /** The site that the administrator names for a host. */
    public Optional<Integer> of(String host) {
        return Optional.ofNullable(byHost.get(host));
    }

    /** The site of all hosts that nobody else names. */
    public Optional<Integer> others() {
        return Optional.ofNullable(byHost.get(OTHERS));
    }

    /** Whether pages of a site are taken. */
    public boolean takes(int idSite) {
        return (only.isEmpty() || only.contains(idSite)) && !not.contains(idSite);
    }
}
