/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.bot;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import io.github.trackreplay.tracking.settings.Rule;
import io.github.trackreplay.tracking.settings.Settings;
import java.util.List;
import java.util.Optional;

/**
 * AI chatbots that fetch pages for a person: part of the user agent in any case, the first of the list.
 *
 * <p>Source of the rule: Matomo's {@code BotTracking/BotDetector::getDetectionResult}, since 5.7, with the names that each release knows.
 */
public final class ChatBots {
    private static final List<Pattern> PATTERNS = List.of(
            new Pattern("ChatGPT-User", "ChatGPT-User", Rule.BOT_REQUESTS),
            new Pattern("MistralAI-User", "MistralAI-User", Rule.BOT_REQUESTS),
            new Pattern("Gemini-Deep-Research", "Gemini-Deep-Research", Rule.BOT_REQUESTS),
            new Pattern("Claude-User", "Claude-User", Rule.BOT_REQUESTS),
            new Pattern("Perplexity-User", "Perplexity-User", Rule.BOT_REQUESTS),
            new Pattern("Google-GeminiNotebook", "Google-NotebookLM", Rule.GEMINI_NOTEBOOK),
            new Pattern("Google-NotebookLM", "Google-NotebookLM", Rule.NOTEBOOK_LM));

    private record Pattern(String part, String name, Rule since) {}

    private ChatBots() {}

    /** Name of the chatbot that made a request; nothing for anybody else. */
    static Optional<String> find(PreparedRequest request) {
        return find(request.userAgent(), request.settings());
    }

    private static Optional<String> find(String userAgent, Settings settings) {
        String bytes = ByteText.bytes(userAgent);
        for (Pattern pattern : PATTERNS) {
            if (settings.has(pattern.since()) && Ascii.indexOfIgnoreCase(bytes, pattern.part()) >= 0) {
                return Optional.of(pattern.name());
            }
        }
        return Optional.empty();
    }

    /** {@code bot_type}. */
    static String type(Settings settings) {
        return settings.has(Rule.AI_CHATBOT) ? "ai_chatbot" : "ai_assistant";
    }
}
