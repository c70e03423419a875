/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.PipelineStreams;
import io.github.trackreplay.mysql.matomo.ActivePlugins;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.order.PipelineContiguity;
import io.github.trackreplay.status.ReadSending;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Sending;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.status.StatusJson;
import io.github.trackreplay.status.StatusText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trackreplay status}: what has been read and what became of it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows on one screen how far everything is, and what needs a look. Streams that are unfinished, odd or lost something "
                    + "are named, the worst with its remedy; with --stream all about one, with --all about each, with --files what "
                    + "became of the bytes of each log file.",
            "Exit codes: 0 the sums are right, 1 they are not, 69 database cannot be reached."
        })
final class StatusCommand implements Callable<Integer> {
    /** Most streams of pipelines of which a screen tells. */
    private static final int MOST_PIPELINES = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Option(names = "--json", description = "For scripts.")
    private boolean json;

    @Option(names = "--files", description = "Each log file, by its path where that is known.")
    private boolean files;

    @Option(names = "--stream", paramLabel = "NAME", description = "Only this stream, with everything about it.")
    private Optional<String> stream = Optional.empty();

    @Option(names = "--all", description = "Each stream, with everything about it.")
    private boolean all;

    @Option(
            names = "--since",
            paramLabel = "DAY|TIME",
            description =
                    "Only log files that were read since a date (2026-11-21) or a time with its zone, and streams that "
                            + "have such files.")
    private Optional<String> since = Optional.empty();

    /** A sentence where Matomo is one whose rules are not known, or cannot be replayed into at all. */
    private Optional<String> release() {
        return Database.use(database, connection -> {
            try {
                return MatomoSchema.read(connection, database.prefix()).unknownRelease();
            } catch (UnusableSchemaException e) {
                return Optional.of(e.problem());
            }
        });
    }

    /** Sentences where active plugins take part in tracking and are not imitated, or may do so. */
    private Optional<String> plugins() {
        MatomoHome home = database.matomoHome().map(MatomoHome::at).orElseGet(MatomoHome::none);
        return Database.use(database, connection -> {
            try {
                MatomoSchema schema = MatomoSchema.read(connection, database.prefix());
                return ActivePlugins.read(connection, database.prefix(), home)
                        .judge(schema, home)
                        .remarks();
            } catch (UnusableSchemaException e) {
                return Optional.empty(); // release() says so
            } catch (UncheckedIOException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
    }

    /** Of the streams that are shown: what tells the requests apart that a pipeline brings. */
    private void tellPipelines(LedgerTables tables, Status shown, PrintWriter out) {
        Map<String, Status.Stream> byName =
                shown.streams().stream().collect(Collectors.toMap(Status.Stream::name, stream -> stream));
        List<String> told = new ArrayList<>();
        for (PipelineStreams.PipelineStream piped : Database.use(database, new PipelineStreams(tables)::run)) {
            Optional.ofNullable(byName.get(piped.name())).ifPresent(stream -> told.add(told(piped, stream)));
        }
        int most = all || files || stream.isPresent() ? told.size() : Math.min(told.size(), MOST_PIPELINES);
        told.subList(0, most).forEach(out::println);
        if (told.size() > most) {
            out.println("and " + (told.size() - most) + " more streams come by a pipeline (--all)");
        }
    }

    private static String told(PipelineStreams.PipelineStream piped, Status.Stream stream) {
        return "stream " + piped.name() + " comes by a pipeline (identity " + piped.identity()
                + "): of what is sent again " + piped.promise() + ". " + completeness(piped, stream) + ".";
    }

    private static String completeness(PipelineStreams.PipelineStream piped, Status.Stream stream) {
        if (stream.reach().completeThrough().isEmpty()) {
            return "Completeness is not known yet";
        }
        Instant now = Instant.now();
        Instant through =
                stream.reach().completeThrough().filter(now::isAfter).orElse(now); // one that has ended: for ever
        return piped.contiguity().through(through.toEpochMilli()) instanceof PipelineContiguity.Assumed assumed
                ? "Completeness is assumed: " + assumed.why()
                : "Completeness through " + through + " is proven";
    }

    /** Where all requests are sent, Matomo's own tables are elsewhere. */
    private boolean isElsewhere(Optional<Sending> sending) {
        return sending.isPresent()
                && Database.use(database, connection -> {
                    try {
                        MatomoSchema.read(connection, database.prefix());
                        return false;
                    } catch (UnusableSchemaException e) {
                        return !e.ofRelease();
                    }
                });
    }

    private Optional<String> release(boolean elsewhere) {
        return elsewhere ? Optional.empty() : release();
    }

    private Optional<String> plugins(boolean elsewhere) {
        return elsewhere ? Optional.empty() : plugins();
    }

    @Override
    public Integer call() {
        LedgerTables tables = new LedgerTables(database.prefix());
        Optional<Instant> from = since.map(text -> Instant.ofEpochMilli(RejectedFilter.milliseconds("--since", text)));
        Status status = Database.use(database, connection -> new ReadStatus(tables).run(connection));
        if (stream.isPresent()
                && status.streams().stream().noneMatch(s -> s.name().equals(stream.get()))) {
            throw new CommandFailure(ExitCode.NO, "There is no stream '" + stream.get() + "'.");
        }
        Optional<Sending> sending = Database.use(database, connection -> new ReadSending(tables).run(connection));
        boolean elsewhere = isElsewhere(sending);
        boolean balanced = status.streams().stream().allMatch(s -> s.bytes().balanced());
        Status shown = status.only(s -> stream.isEmpty() || s.name().equals(stream.get()), from);
        StatusText.View view = new StatusText.View(files, all || stream.isPresent());
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? StatusJson.of(shown, release(elsewhere), plugins(elsewhere), sending)
                        : new StatusText(Instant.now(), view).of(shown).stripTrailing());
        if (!json) {
            tellPipelines(tables, shown, out);
            sending.ifPresent(calls -> calls.lines().forEach(out::println));
            release(elsewhere).ifPresent(out::println);
            plugins(elsewhere).ifPresent(out::println);
        }
        out.flush();
        return balanced ? ExitCode.OK : ExitCode.NO;
    }
}
