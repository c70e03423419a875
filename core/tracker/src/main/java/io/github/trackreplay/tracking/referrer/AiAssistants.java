/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises AI assistants anywhere in a referrer URL or in an {@code utm_source}: a domain, taken literally and with its case,
 * that begins the text or follows a dot or slash, and that ends it or is followed by a slash. Of several the one defined first
 * wins. Immutable. Byte strings.
 *
 * <p>Source of the rule: Matomo's {@code Referrers/AIAssistant::isAIAssistantUrl} and {@code getAIAssistantFromDomain}, since
 * 5.5.
 */
final class AiAssistants {
    static final AiAssistants NONE = new AiAssistants(Map.of());

    private final Map<Character, List<Assistant>> byFirst = new HashMap<>();

    private record Assistant(int rank, String domain, String name) {}

    /** @param nameByDomain in the order of the definitions */
    AiAssistants(Map<String, String> nameByDomain) {
        int rank = 0;
        for (Map.Entry<String, String> entry : nameByDomain.entrySet()) {
            String domain = entry.getKey();
            if (!domain.isEmpty()) {
                byFirst.computeIfAbsent(domain.charAt(0), c -> new ArrayList<>())
                        .add(new Assistant(rank, domain, entry.getValue()));
            }
            rank++;
        }
    }

    /** The assistant's name; nothing where the text names none. */
    Optional<String> find(String text) {
        Assistant best = null;
        for (int at = 0; at < text.length() && !byFirst.isEmpty(); at++) {
            if (at == 0 || text.charAt(at - 1) == '.' || text.charAt(at - 1) == '/') {
                for (Assistant assistant : byFirst.getOrDefault(text.charAt(at), List.of())) {
                    boolean earlier = best == null || assistant.rank() < best.rank();
                    if (earlier && isAt(assistant.domain(), text, at)) {
                        best = assistant;
                    }
                }
            }
        }
        return Optional.ofNullable(best).map(Assistant::name);
    }

    /** To PHP's {@code $} a last line feed is no part of the text. */
    private static boolean isAt(String domain, String text, int at) {
        int end = at + domain.length();
        return text.startsWith(domain, at)
                && (end == text.length()
                        || text.charAt(end) == '/'
                        || (text.charAt(end) == '\n' && end + 1 == text.length()));
    }
}
