/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.List;
import java.util.Locale;

/**
 * AI chatbots that fetch pages for a person, as their user agents name them: the names that some release of Matomo records.
 *
 * <p>Source of the list: Matomo's {@code BotTracking/BotDetector}. Which of them a release records, the tracker decides.
 */
public final class ChatbotAgents {
    /** Part of the user agent, in any case of letters. */
    public static final List<String> NAMES = List.of(
            "ChatGPT-User",
            "MistralAI-User",
            "Gemini-Deep-Research",
            "Claude-User",
            "Perplexity-User",
            "Google-GeminiNotebook",
            "Google-NotebookLM");

    private static final List<String> LOWER =
            NAMES.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();

    private ChatbotAgents() {}

    /** Whether a user agent is one of theirs. */
    public static boolean isIn(String userAgent) {
        String lower = userAgent.toLowerCase(Locale.ROOT);
        return LOWER.stream().anyMatch(lower::contains);
    }
}
