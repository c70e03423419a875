/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.bot;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.prepared.PreparedRequest;
import java.util.Optional;

/**
 * AI agents that use a site on behalf of a person: {@code log_visit.ai_agent_name}.
 *
 * <p>Source of the rules: Matomo's {@code AIAgents/Columns/AIAgentName} and {@code AIAgents/Providers}, since 5.6. ChatGPT signs
 * its requests: parameters {@code ai_s}, {@code ai_si} and {@code ai_sa}, or the headers {@code Signature}, {@code
 * Signature-Input} and {@code Signature-Agent} where a parameter is missing. NovaAct is a part of the user agent, in any case.
 */
public final class AiAgents {
    private static final String COLUMN = "ai_agent_name";
    private static final String CHAT_GPT = "\"https://chatgpt.com\"";
    private static final String NOVA_ACT = " Agent-NovaAct/";

    private AiAgents() {}

    /** Puts the name, or that there is none, into a new visit's row. */
    public static void putNew(PreparedRequest request, Columns columns) {
        if (request.settings().detectsAgents()) {
            columns.put(COLUMN, name(request).<Value>map(Value.Text::new).orElse(Value.NULL));
        }
    }

    /** Whether a request that seems to continue a visit starts a new one, because another agent, or none, made it. */
    public static boolean startsNewVisit(PreparedRequest request, Columns visit) {
        return request.settings().detectsAgents() && !name(request).equals(Optional.ofNullable(visit.text(COLUMN)));
    }

    /** The agent that made a request. */
    static Optional<String> name(PreparedRequest request) {
        if (isSignedByChatGpt(request)) {
            return Optional.of("ChatGPT");
        }
        boolean nova = Ascii.indexOfIgnoreCase(ByteText.bytes(request.userAgent()), NOVA_ACT) >= 0;
        return nova ? Optional.of("NovaAct") : Optional.empty();
    }

    private static boolean isSignedByChatGpt(PreparedRequest request) {
        return value(request, "ai_sa", "signature-agent").equals(CHAT_GPT)
                && !value(request, "ai_s", "signature").isEmpty()
                && !value(request, "ai_si", "signature-input").isEmpty();
    }

    /** {@code core/Request::getStringParameter}: a list counts as missing, an empty parameter does not. */
    private static String value(PreparedRequest request, String parameter, String header) {
        String text = request.originalParameters()
                .raw(parameter)
                .orElseGet(() -> request.logged().headers().getOrDefault(header, ""));
        return text.replace("\0", "");
    }
}
