/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.rejected.RejectedText;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trackreplay tap}: requests as they pass. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        description = {
            "Shows requests as they pass through a running agent's sink, each with what became of it, until Ctrl-C. Asks the "
                    + "agent's endpoint (metricsPort) as the first of its users (metricsUsers). The last 1000 are kept there; of what "
                    + "goes by faster it says how many were not seen. 'rejected list' has all that was rejected.",
            "Exit codes: 0 ended, 69 the agent does not answer, 78 it does not show what visitors send."
        })
final class TapCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "FILE",
            description = "The agent's configuration, which names endpoint and users.")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private AgentNameOption agent;

    @Option(names = "--endpoint", paramLabel = "URL", description = "Instead of -f: http://collector1:9464/")
    private Optional<String> endpoint = Optional.empty();

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "With --endpoint: a file whose first line is name:password.")
    private Optional<Path> users = Optional.empty();

    @Option(names = "--stream", paramLabel = "NAME", description = "Only this stream.")
    private String stream = "";

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "10",
            description = "Begin with so many of those that have passed. Default: ${DEFAULT-VALUE}")
    private int last;

    @Option(names = "--count", paramLabel = "N", description = "End after so many requests. Default: never")
    private Optional<Long> count = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        AgentEndpoint from = endpoint();
        String only = "&stream=" + URLEncoder.encode(stream, StandardCharsets.UTF_8);
        Tapped found = Tapped.of(from, "tap.json?after=" + -Math.max(1, last) + only);
        long left = count.orElse(Long.MAX_VALUE);
        boolean away = false;
        while (true) {
            left -= print(found, left);
            if (left <= 0 || spec.commandLine().getOut().checkError()) {
                return ExitCode.OK; // also when nobody reads on
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            try {
                found = Tapped.of(from, "tap.json?after=" + found.last() + only);
                away = false;
            } catch (CommandFailure e) {
                if (e.exitCode() != ExitCode.UNAVAILABLE) {
                    throw e;
                }
                found = new Tapped(found.last(), 0, List.of());
                away = tellOnce(away, e);
            }
        }
    }

    private boolean tellOnce(boolean told, CommandFailure failure) {
        if (!told) {
            spec.commandLine().getErr().println(failure.getMessage() + " Waiting for it.");
            spec.commandLine().getErr().flush();
        }
        return true;
    }

    private AgentEndpoint endpoint() {
        if (endpoint.isPresent()) {
            return new AgentEndpoint(
                    AgentEndpoint.uri(endpoint.get(), "--endpoint", ExitCode.USAGE), users.map(AgentEndpoint::first));
        }
        return AgentEndpoint.of(
                file.orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "Missing required options: '--conf-file=FILE' or '--endpoint=URL'")),
                agent.given());
    }

    private long print(Tapped found, long most) {
        PrintWriter out = spec.commandLine().getOut();
        if (found.unseen() > 0 && !json.wanted()) {
            out.println(String.format(Locale.ROOT, "… and %,d more that went by unseen", found.unseen()));
        }
        List<Tapped.Request> requests =
                found.requests().stream().limit(Math.max(0, most)).toList();
        requests.forEach(request -> out.println(json.wanted() ? JsonOption.of(request.document()) : line(request)));
        out.flush();
        return requests.size();
    }

    /** What a visitor sent is shown without control characters, so that it cannot command the terminal. */
    private static String line(Tapped.Request request) {
        return RejectedText.printable(String.format(
                Locale.ROOT,
                "%-24s %-12s %-24s %s",
                request.time() == 0 ? "-" : Instant.ofEpochMilli(request.time()).toString(),
                request.text("stream"),
                request.text("outcome") + (request.text("reason").isEmpty() ? "" : "/" + request.text("reason")),
                request.text("what")));
    }
}
