/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.source.tail.TailSettings;
import java.util.List;
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

    /** @throws CommandFailure when there is no such format */
    LogFormat format() {
        try {
            return LogFormat.of(format);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--format: '" + format + "' " + e.getMessage(), e);
        }
    }

    /** The declared paths of tracker calls, separated by single blanks. */
    String paths() {
        return String.join(" ", paths.trim().split("\\s+"));
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
