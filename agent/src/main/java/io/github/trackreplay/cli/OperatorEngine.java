/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.sink.CommitSummary;
import io.github.trackreplay.sink.Delivery;
import io.github.trackreplay.sink.ReplayEngine;
import io.github.trackreplay.sink.ReplayException;
import io.github.trackreplay.sink.ReplayPolicy;
import io.github.trackreplay.sink.Replayer;
import io.github.trackreplay.sink.Statuses;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SendingLedger;
import io.github.trackreplay.trackingapi.TrackingApiMatomo;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The engine of a command that offers again what is in the ledger already. It passes nobody. For one thread. */
final class OperatorEngine implements AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final ReplayEngine engine;
    private boolean committed;

    private OperatorEngine(ReplayEngine engine) {
        this.engine = engine;
    }

    /**
     * Opens one; connects to nothing.
     *
     * @param command names it among those who commit
     * @param chatbotSites to which sites pages belong that AI chatbots fetched
     */
    static OperatorEngine open(
            DatabaseOptions database, String command, AllowanceOptions allowances, ChatbotSites chatbotSites) {
        String host = ReplayOptions.host();
        ReplayPolicy policy = ReplayPolicy.DEFAULT.with(
                p -> p.role(ReplayPolicy.Role.IMPORT).mostRejectsInRow(0).statuses(Statuses.ALL));
        WriterPool.Settings pool =
                new WriterPool.Settings(database.url(), database.user(), database.password(), CONNECTIONS);
        ReplayEngine.Settings settings = new ReplayEngine.Settings(
                pool,
                database.prefix(),
                false,
                new Replayer.Identity(command + "/" + host, host),
                policy,
                Optional.empty());
        Optional<ApiSettings> api = TrackingApiOptions.ofAgent(database);
        if (api.isPresent()) {
            Matomo sending = new TrackingApiMatomo(
                    api.get(),
                    new SendingLedger(
                            pool, database.prefix(), settings.identity().collector(), false),
                    InstantSource.system());
            return new OperatorEngine(ReplayEngine.open(settings, sending));
        }
        LoadedMatomoHome loaded = new LoadedMatomoHome(database.matomoHome());
        return new OperatorEngine(
                ReplayEngine.open(settings, allowances.matomo(loaded, database.prefix(), chatbotSites, false)));
    }

    /**
     * Has deliveries judged in one transaction.
     *
     * @throws CommandFailure if that cannot be done now; what was committed before stays
     */
    CommitSummary replay(List<Delivery> deliveries) throws InterruptedException {
        try {
            CommitSummary summary = engine.replayer().replay(deliveries);
            committed = true;
            return summary;
        } catch (ReplayException e) {
            throw new CommandFailure(
                    e.kind() == ReplayException.Kind.UNAVAILABLE ? ExitCode.UNAVAILABLE : ExitCode.CONFIGURATION,
                    "It stops here: " + e.getMessage() + System.lineSeparator()
                            + (committed
                                    ? "What was committed stays. The same command goes on from there."
                                    : "No transaction of it was committed. Run the same command again when that is"
                                            + " mended."),
                    e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
