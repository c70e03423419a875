/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.tracking.settings.ChatbotSites;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** To which sites pages belong that AI chatbots fetched. */
final class ChatbotOptions {
    @Option(
            names = "--chatbot-sites",
            split = ",",
            paramLabel = "HOST=SITE",
            description =
                    "With --chatbot-pages: the site of Matomo that a host's pages belong to; repeatable; *=SITE for all hosts "
                            + "that neither this list nor Matomo's own site URLs know, and for logs that say no host.")
    private List<String> sites = new ArrayList<>();

    /**
     * The map, and which sites are taken.
     *
     * @throws CommandFailure when it is none
     */
    ChatbotSites of(Set<Integer> only, Set<Integer> not) {
        try {
            Map<String, Integer> byHost = ChatbotSites.parse(sites);
            return new ChatbotSites(byHost, only, not);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--chatbot-sites: " + e.getMessage(), e);
        }
    }
}
