/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.TimeShift;
import io.github.trackreplay.backfill.TimeWindow;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Of which times an import takes requests, and which times they get. */
final class ImportTimes {
    private static final io.github.trackreplay.option.Option<Duration> OFFSET =
            io.github.trackreplay.option.Option.duration("time-offset", "");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "Import only requests from this time on (2026-11-21T22:00:00Z, 2026-11-21T23:00:00+01:00). Others are "
                            + "skipped (outside-window); log files without any request in the window are not touched.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description =
                    "Import only requests before this time. To import later what --from and --until left out of a log, "
                            + "once nothing of it waits, give it again with --distinct, --late=apply and the windows that "
                            + "are missing, each under a new stream's name: --until with the time that --from had, --from "
                            + "with the one that --until had.")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--time-offset",
            paramLabel = "[-]TIME",
            description =
                    "Added to every time in these logs, of a frontend whose clock was wrong: 2 h, -90 s. --from and --until "
                            + "mean the times that come of it. Default: 0 s")
    private String offset = "0 s";

    TimeWindow window() {
        TimeWindow window = new TimeWindow(
                from.map(text -> time("--from", text)).orElse(Long.MIN_VALUE),
                until.map(text -> time("--until", text)).orElse(Long.MAX_VALUE));
        if (window.from() >= window.until()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--until: '" + until.orElse("") + "' is not later than --from '" + from.orElse("") + "'.");
        }
        return window;
    }

    private static long time(String option, String text) {
        try {
            return TimeWindow.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, option + ": " + e.getMessage(), e);
        }
    }

    TimeShift shift() {
        String text = offset.trim();
        boolean minus = text.startsWith("-");
        String amount = minus || text.startsWith("+") ? text.substring(1).trim() : text;
        Values values = new OptionSet("import", List.of(OFFSET), List.of()).read("--", Map.of(OFFSET.name(), amount));
        if (!values.problems().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, values.explanation());
        }
        long millis = values.get(OFFSET).toMillis();
        return new TimeShift(minus ? -millis : millis);
    }

    /** A parser that sets times right. */
    Function<RawPack, Pack> parser(PackParser parser) {
        TimeShift shift = shift();
        return raw -> shift.apply(parser.parse(raw));
    }
}
