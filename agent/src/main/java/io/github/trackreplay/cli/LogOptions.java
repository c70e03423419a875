/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.source.tail.TailSettings;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** How logs are read that are named on the command line. */
final class LogOptions {
    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "auto",
            description = "Name or format string of the logs. Default: ${DEFAULT-VALUE}")
    private String format;

    @Option(
            names = "--paths",
            paramLabel = "PATHS",
            defaultValue = "/matomo.php /piwik.php",
            description = "Paths of tracker calls, separated by blanks. Default: ${DEFAULT-VALUE}")
    private String paths;

    @Option(
            names = "--chatbot-pages",
            description =
                    "Take the logs' other lines too where an AI chatbot fetched a page (ChatGPT-User, Claude-User and the "
                            + "others that Matomo records since 5.7), into log_bot_request. The site is found by Matomo's own "
                            + "site URLs.")
    private boolean chatbotPages;

    /** Takes what an agent's sources have, where the command line does not say otherwise. */
    void byDefault(AgentLogs agent, Predicate<String> given) {
        format = given.test("--format") ? format : agent.format();
        paths = given.test("--paths") ? paths : String.join(" ", agent.paths());
        chatbotPages |= agent.chatbotPages();
    }

    /** @throws CommandFailure when there is no such format */
    LogFormat format() {
        try {
            return LogFormat.of(format);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--format: '" + format + "' " + e.getMessage(), e);
        }
    }

    /** What is declared to be taken, separated by single blanks: paths of tracker calls, pages of chatbots. */
    String paths() {
        return String.join(" ", TrackerPaths.with(List.of(paths.trim().split("\\s+")), chatbotPages));
    }

    /** Whether pages that chatbots fetched are taken, of which a log may have few or none. */
    boolean chatbotPages() {
        return TrackerPaths.of(paths()).chatbotPages();
    }

    /** The usual settings with these paths. */
    TailSettings tailSettings() {
        TailSettings defaults = TailSettings.defaults(ReplayOptions.host());
        return new TailSettings(
                List.of(paths().split(" ")),
                defaults.host(),
                defaults.packBytes(),
                defaults.maxLineBytes(),
                defaults.disorder(),
                defaults.finalAfter(),
                defaults.heartbeat());
    }
}
