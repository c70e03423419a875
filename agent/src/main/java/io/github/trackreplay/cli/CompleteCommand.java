/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.ledger.LedgerCheck;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.PipelineStreams;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.status.Diagnosis;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.status.ThroughOption;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trackreplay complete}: whether everything up to a time has been applied, for scripts that archive. */
@Command(
        name = "complete",
        mixinStandardHelpOptions = true,
        description = {
            "Says whether every request up to a time, from every expected stream, has been applied.",
            "Exit codes: 0 complete, 1 not complete (with the streams that hold it), 69 database cannot be reached."
        })
final class CompleteCommand implements Callable<Integer> {
    private static final long PAUSE_MILLISECONDS = 2_000;
    private static final io.github.trackreplay.option.Option<Duration> WAIT = Option.duration("wait", "");

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @picocli.CommandLine.Option(
            names = "--through",
            required = true,
            paramLabel = "DAY|TIME",
            description = "yesterday, a date (2026-11-21) or a time with its zone (2026-11-21T22:00:00Z).")
    private String through;

    @picocli.CommandLine.Option(
            names = "--site-timezones",
            description = "The day must have ended in the time zone of every site. Without it, in this machine's.")
    private boolean siteTimezones;

    @picocli.CommandLine.Option(names = "--wait", paramLabel = "TIME", description = "Wait for it: 30 m, 2 h.")
    private Optional<String> wait = Optional.empty();

    @picocli.CommandLine.Option(
            names = "--strict",
            description =
                    "Streams that other pipelines bring say nothing of what is still to come: where files and offsets, or a"
                            + " topic's, do not prove that nothing is missing, it is assumed. With this, that does not count.")
    private boolean strict;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws InterruptedException {
        long deadline = System.nanoTime() + patience().toNanos();
        Instant moment = Database.use(database, this::moment);
        Status status = new WatchedStatus(database).now();
        while (!complete(status, moment) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
            status = new WatchedStatus(database).again(status);
        }
        PrintWriter out = spec.commandLine().getOut();
        Optional<String> contradiction = doubt(status);
        if (json.wanted()) {
            return tellJson(status, moment, contradiction, out);
        }
        if (contradiction.isPresent()) {
            out.println("Not known to be complete. " + contradiction.get());
        }
        if (contradiction.isEmpty() || !complete(status, moment)) {
            explain(status, moment, out);
        }
        PipelineAnswer pipelines = pipelines(moment);
        boolean applied = contradiction.isEmpty() && complete(status, moment);
        if (applied) {
            pipelines.tell(status, strict, out);
        }
        boolean proven = applied && pipelines.suffices(strict);
        out.flush();
        return proven ? ExitCode.OK : ExitCode.NO;
    }

    /** Why the ledger cannot be believed. */
    private Optional<String> doubt(Status status) {
        return Database.use(database, this::contradiction).or(() -> Diagnosis.ahead(status, Instant.now()));
    }

    private int tellJson(Status status, Instant moment, Optional<String> contradiction, PrintWriter out) {
        PipelineAnswer pipelines = pipelines(moment);
        boolean proven = contradiction.isEmpty() && complete(status, moment) && pipelines.suffices(strict);
        out.println(JsonOption.of(
                new CompleteDocument(status, moment, Instant.now()).of(proven, contradiction, pipelines)));
        out.flush();
        return proven ? ExitCode.OK : ExitCode.NO;
    }

    private PipelineAnswer pipelines(Instant moment) {
        LedgerTables tables = new LedgerTables(database.prefix());
        return new PipelineAnswer(Database.use(database, new PipelineStreams(tables)::run), moment);
    }

    private Optional<String> contradiction(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try {
            return new LedgerCheck(new LedgerTables(database.prefix())).contradiction(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Duration patience() {
        if (wait.isEmpty()) {
            return Duration.ZERO;
        }
        Values values = new OptionSet("complete", List.of(WAIT), List.of()).read("--", Map.of("wait", wait.get()));
        if (!values.problems().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, values.explanation());
        }
        return values.get(WAIT);
    }

    private Instant moment(Connection connection) throws SQLException {
        List<ZoneId> zones = siteTimezones ? siteZones(connection) : List.of(ZoneId.systemDefault());
        try {
            return ThroughOption.parse(through, Instant.now(), zones);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--through: " + e.getMessage(), e);
        }
    }

    private List<ZoneId> siteZones(Connection connection) throws SQLException {
        List<ZoneId> zones = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT DISTINCT timezone FROM `" + database.prefix() + "site`")) {
            while (rows.next()) {
                zones.add(ThroughOption.zone(rows.getString(1)));
            }
        } catch (IllegalArgumentException e) {
            throw CommandFailure.saying(ExitCode.CONFIGURATION, e);
        }
        if (zones.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "Matomo has no site, so there are no time zones of sites.");
        }
        return zones;
    }

    static boolean complete(Status status, Instant moment) {
        return status.reach()
                .completeThrough()
                .filter(through -> !through.isBefore(moment))
                .isPresent();
    }

    /** One that has ended may lack something all the same. */
    static boolean holds(Status.Stream stream, Instant moment) {
        return !stream.state().equals("retired")
                && stream.reach()
                        .completeThrough()
                        .filter(time -> !time.isBefore(moment))
                        .isEmpty();
    }

    private static void explain(Status status, Instant moment, PrintWriter out) {
        if (complete(status, moment)) {
            out.println("Complete through " + moment + ".");
            return;
        }
        out.println("Not complete through " + moment
                + status.reach()
                        .completeThrough()
                        .map(through -> ", only through " + through + ".")
                        .orElse(": so far nothing is complete."));
        for (Status.Stream stream : status.streams()) {
            if (holds(stream, moment)) {
                out.println("  stream " + stream.name() + " (" + stream.state() + "): "
                        + stream.reach()
                                .completeThrough()
                                .map(through -> "complete through " + through)
                                .orElse("nothing is complete")
                        + stream.signs()
                                .seen()
                                .map(seen -> ", last seen " + seen)
                                .orElse(", never seen"));
                List<String> why = Diagnosis.holding(stream, status.collectors(), Instant.now());
                (why.isEmpty() ? List.of("Its agent is there and gets on. Wait for it: --wait 2h") : why)
                        .forEach(sentence -> out.println("      " + sentence));
            }
        }
        status.watermarkStream()
                .filter(holder -> status.heldRequests() > 0)
                .ifPresent(holder -> out.println("  " + String.format(Locale.ROOT, "%,d", status.heldRequests())
                        + " requests are held back until stream " + holder + " has got there."));
        if (status.streams().isEmpty()) {
            out.println("  No stream has sent anything yet.");
        } else if (status.streams().stream().allMatch(Status.Stream::over)) {
            out.println("  Every stream has ended or was retired: nothing says what has happened since.");
        }
    }
}
