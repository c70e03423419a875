/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.status.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay top}: the streams of all collectors, live. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {
            "Shows every few seconds what passes: requests a second, lag and state of each stream, what is held back and by whom, "
                    + "and what needs attention. Redraws a terminal until Ctrl-C; gives one line each time where its output is none.",
            "Exit codes: 0 ended, 69 database cannot be reached."
        })
final class TopCommand implements Callable<Integer> {
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String OWN_SCREEN = "\u001b[?25h\u001b[?1049l";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How often, 1 to 3600 seconds. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--times", paramLabel = "N", description = "End after so many looks. Default: never")
    private Optional<Long> times = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1 || seconds > 3600) {
            throw new CommandFailure(ExitCode.USAGE, "--every: " + seconds + " is not between 1 and 3600 seconds.");
        }
        boolean redraws = Terminal.shows() && !json.wanted();
        PrintWriter out = spec.commandLine().getOut();
        // whatever is wrong with the database is said before the screen is taken
        Status first = new WatchedStatus(database).now();
        if (redraws) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(out, OWN_SCREEN)));
            write(out, OTHER_SCREEN);
        }
        watch(first, redraws, out);
        return ExitCode.OK;
    }

    private void watch(Status first, boolean redraws, PrintWriter out) throws InterruptedException {
        Status status = first;
        Optional<Status> before = Optional.empty();
        long looked = System.nanoTime();
        Duration since = Duration.ZERO;
        long left = times.orElse(Long.MAX_VALUE);
        while (left-- > 0) {
            show(new TopText(status, before, since, Instant.now()), redraws, out);
            if (out.checkError()) {
                return; // nobody reads on
            }
            if (left > 0) {
                TimeUnit.SECONDS.sleep(seconds);
                before = Optional.of(status);
                status = new WatchedStatus(database).again(status);
                since = Duration.ofNanos(System.nanoTime() - looked);
                looked = System.nanoTime();
            }
        }
    }

    private void show(TopText text, boolean redraws, PrintWriter out) {
        if (json.wanted()) {
            write(out, JsonOption.of(text.document()) + System.lineSeparator());
        } else if (redraws) {
            Terminal.Size size = Terminal.size();
            List<String> lines = text.screen(
                    DatabaseAddress.masked(database.url()).replaceFirst("\\?.*", ""), size.lines(), size.columns());
            StringBuilder screen = new StringBuilder(HOME);
            lines.forEach(line -> screen.append(line).append(REST_OF_LINE).append("\r\n"));
            write(out, screen.append(REST_OF_SCREEN).toString());
        } else {
            write(out, text.line() + System.lineSeparator());
        }
    }

    private static void write(PrintWriter out, String text) {
        out.print(text);
        out.flush();
    }
}
