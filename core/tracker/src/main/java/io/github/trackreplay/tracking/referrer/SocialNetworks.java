/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.PhpRegex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises social networks anywhere in a referrer URL: a domain that follows a dot, a slash or nothing
 * and is followed by one. A dot of the domain stands for any character, as in Matomo. Of several the one defined first wins.
 * Immutable. Byte strings.
 *
 * <p>Source of the rules: Matomo's {@code Referrers/Social::isSocialUrl} and
 * {@code Referrers/Social::getSocialNetworkFromDomain}.
 */
final class SocialNetworks {
    private final Map<Character, List<Network>> literal = new HashMap<>();
    private final List<Network> expressions = new ArrayList<>();

    private record Network(int rank, String domain, String name, Optional<PhpRegex> pattern) {}

    /** @param nameByDomain in the order of the definitions */
    SocialNetworks(Map<String, String> nameByDomain) {
        int rank = 0;
        for (Map.Entry<String, String> entry : nameByDomain.entrySet()) {
            String domain = entry.getKey();
            if (!domain.isEmpty() && domain.charAt(0) != '.' && isLiteral(domain)) {
                literal.computeIfAbsent(domain.charAt(0), c -> new ArrayList<>())
                        .add(new Network(rank, domain, entry.getValue(), Optional.empty()));
            } else {
                Optional<PhpRegex> pattern = PhpRegex.compile("/(^|[\\.\\/])" + domain + "([\\.\\/]|$)/");
                if (pattern.isPresent()) {
                    expressions.add(new Network(rank, domain, entry.getValue(), pattern));
                }
            }
            rank++;
        }
    }

    private static boolean isLiteral(String domain) {
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c != '.' && c != '-' && c != '_' && !Ascii.isLetterOrDigit(c)) {
                return false;
            }
        }
        return true;
    }

    /** The network's name; nothing where the URL names none. */
    Optional<String> find(String url) {
        Network best = null;
        for (int at = 0; at < url.length(); at++) {
            if (at == 0 || isSeparator(url.charAt(at - 1))) {
                best = better(best, url, at);
            }
        }
        for (Network network : expressions) {
            if ((best == null || network.rank() < best.rank())
                    && network.pattern().orElseThrow().find(url)) {
                best = network;
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.name());
    }

    private @Nullable Network better(@Nullable Network best, String url, int at) {
        for (Network network : literal.getOrDefault(url.charAt(at), List.of())) {
            if (best != null && network.rank() >= best.rank()) {
                return best;
            }
            if (matches(network.domain(), url, at)) {
                return network;
            }
        }
        return best;
    }

    private static boolean matches(String domain, String url, int at) {
        int end = at + domain.length();
        if (end > url.length()) {
            return false;
        }
        for (int i = 1; i < domain.length(); i++) {
            char wanted = domain.charAt(i);
            char found = url.charAt(at + i);
            if (wanted == '.' ? found == '\n' : found != wanted) {
                return false;
            }
        }
        return end == url.length()
                || isSeparator(url.charAt(end))
                || (end == url.length() - 1 && url.charAt(end) == '\n');
    }

    private static boolean isSeparator(char c) {
        return c == '.' || c == '/';
    }
}
