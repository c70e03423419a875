/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.RawPack;
import io.github.trackreplay.interceptor.PackParser;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.sink.Delivery;
import io.github.trackreplay.sink.HostFilter;
import io.github.trackreplay.sink.MySqlSinkOptions;
import io.github.trackreplay.sink.SiteFilter;
import io.github.trackreplay.sink.Statuses;
import io.github.trackreplay.source.tail.OneShotReader;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trackreplay reprocess}: lines that wrong tracker paths, statuses, sites or hosts made skipped. */
@Command(
        name = "reprocess",
        mixinStandardHelpOptions = true,
        description = {
            "Reads logs again that have been taken, and applies what was skipped of them. Skipped it may be because the calls have "
                    + "another path than those that were declared, or another status, site or host than those that were set. What is not named "
                    + "here is as it was then. Nothing else of them is touched: what was applied or rejected stays, what has "
                    + "not been taken is left to the agent or an import. Each request is applied once, however often this is run, "
                    + "and late. Agents may run meanwhile.",
            "Exit codes: 0 done, 1 something of it was rejected, 69 database cannot be reached, 78 a log cannot be read or is not "
                    + "known to the ledger."
        })
final class ReprocessCommand implements Callable<Integer> {
    private static final int PACKS = 16;
    private static final long BYTES = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private LogOptions reading;

    @Mixin
    private ChatbotOptions chatbots;

    @Option(names = "--stream", required = true, paramLabel = "NAME", description = "The stream that took the logs.")
    private String stream;

    @Option(
            names = "--statuses",
            paramLabel = "STATUSES",
            description =
                    "The HTTP statuses (500 502-504 5xx; all) whose requests should have been taken. Default: those that were "
                            + "set when each part of a log was taken.")
    private Optional<String> statuses = Optional.empty();

    @Option(
            names = "--sites",
            paramLabel = "SITES",
            description =
                    "The sites of Matomo (1,2; -3 for all but it; all) whose requests should have been taken. Default: those "
                            + "that were set when each part of a log was taken.")
    private Optional<String> sites = Optional.empty();

    @Option(
            names = "--hosts",
            paramLabel = "HOSTS",
            description =
                    "The hosts (stats.example,*.shop.example; -www.example for all but it; all) that the requests which should "
                            + "have been taken were sent to. Default: those that were set when each part of a log was taken.")
    private Optional<String> hosts = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "DAY|TIME",
            description =
                    "Only requests from a date (2026-11-21) or a time with its zone on. Needed where a part of a log was "
                            + "skipped because it lies before the stream's start (startAt): give that time.")
    private Optional<String> from = Optional.empty();

    @Mixin
    private AllowanceOptions allowances;

    @Option(
            names = "--unproven",
            description =
                    "Also bytes of which the ledger has no proof that they are those that were taken, as where an older "
                            + "version took them. Only for logs that are certainly the same.")
    private boolean unproven;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "The log files, plain or packed (gzip, bzip2, xz, zstd).")
    private List<Path> files;

    @Override
    public Integer call() throws InterruptedException {
        long earliest =
                from.map(text -> RejectedFilter.milliseconds("--from", text)).orElse(Long.MIN_VALUE);
        Status ledger = Database.use(
                database, connection -> new ReadStatus(new LedgerTables(database.prefix())).run(connection));
        Optional<Statuses> chosenStatuses = statuses();
        Optional<SiteFilter> chosenSites = sites.map(SiteOptions::sites);
        Optional<HostFilter> chosenHosts = hosts.map(SiteOptions::hosts);
        Function<Pack, Delivery> offer =
                pack -> new Delivery.Reread(pack, chosenStatuses, chosenSites, chosenHosts, earliest);
        PrintWriter err = spec.commandLine().getErr();
        PackParser parser = new PackParser(reading.format(), new ImportNotices(err));
        OfferTotals totals = new OfferTotals();
        try (OperatorEngine engine =
                OperatorEngine.open(database, "reprocess", allowances, chatbots.of(Set.of(), Set.of()))) {
            for (Path path : files) {
                offer(path, parser::parse, offer, ledger, engine, totals);
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CONFIGURATION, UnreadableFile.sentence(e), e);
        }
        spec.commandLine().getOut().println("Of what was skipped: " + totals.sentence());
        spec.commandLine().getOut().flush();
        return totals.anyRejected() ? ExitCode.NO : ExitCode.OK;
    }

    private Optional<Statuses> statuses() {
        try {
            return statuses.map(MySqlSinkOptions::statuses);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--statuses: '" + statuses.orElse("") + "' " + e.getMessage(), e);
        }
    }

    /** Each log is recognised by itself, by what the ledger knows of its content. */
    private void offer(
            Path path,
            Function<RawPack, Pack> parse,
            Function<Pack, Delivery> offer,
            Status ledger,
            OperatorEngine engine,
            OfferTotals totals)
            throws IOException, InterruptedException {
        ImportListener listener = new ImportListener(spec.commandLine().getErr(), new ArrayList<>());
        ProvenBytes proven = new ProvenBytes(database, stream, path, unproven);
        try (KeptConnection asking = new KeptConnection(database, Duration.ZERO);
                OneShotReader reader = OneShotReader.files(
                                stream,
                                List.of(path),
                                reading.tailSettings(),
                                OneShotReader.LastLine.LEAVE,
                                InstantSource.system(),
                                listener)
                        .knowing(new LedgerContent(asking, database.prefix()))) {
            List<RawPack> packs = reader.read(PACKS, BYTES);
            while (!packs.isEmpty()) {
                List<Delivery> offers = new ArrayList<>();
                for (RawPack raw : packs) {
                    if (raw.header().length() > 0) {
                        admit(ledger, raw.header().file());
                        proven.of(parse.apply(raw)).map(offer).ifPresent(offers::add);
                    }
                }
                if (!offers.isEmpty()) {
                    totals.add(engine.replay(offers));
                }
                reader.commit();
                packs = reader.read(PACKS, BYTES);
            }
        }
        proven.left().ifPresent(sentence -> spec.commandLine().getErr().println(sentence));
    }

    /** What lies before the stream's start was skipped on purpose, and the ledger does not tell which lines that were. */
    private void admit(Status ledger, LogFile file) {
        boolean begun = ledger.streams().stream()
                .filter(known -> known.name().equals(stream))
                .flatMap(known -> known.files().stream())
                .anyMatch(known -> known.fingerprint().equals(file.fingerprint().hex())
                        && known.bytes().beforeStart() > 0);
        if (begun && from.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "A part of the log file " + file.fingerprint().abbreviated()
                            + "… lies before the stream's start and was"
                            + " skipped for that. Say from when on requests count, as startAt did: --from TIME. Nothing of this"
                            + " file has been changed.");
        }
    }
}
