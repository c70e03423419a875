/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.metrics.AgentMetrics;
import io.github.trackreplay.metrics.MetricsEndpoint;
import io.github.trackreplay.metrics.MetricsHub;
import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.status.LedgerOnThePage;
import java.util.List;

/** What a sink shows at the process's endpoint, from its start to its stop. */
final class SinkWatch implements AutoCloseable {
    private final SinkFigures figures;
    private final List<MetricsHub.Registration> registrations;

    private SinkWatch(SinkFigures figures, List<MetricsHub.Registration> registrations) {
        this.figures = figures;
        this.registrations = registrations;
    }

    /**
     * Begins to show.
     *
     * @param collector as it names itself in the database
     */
    static SinkWatch open(Values values, String sink, String collector, ReplayEngine engine, Matomo matomo) {
        MetricsHub hub = MetricsHub.ofProcess();
        MetricsEndpoint endpoint = MetricsEndpoint.ofProcess();
        Passing passing = new Passing(endpoint::isOpen);
        engine.replayer().watched(passing);
        SinkFigures figures =
                new SinkFigures(hub, sink, collector, engine.replayer()::totals, matomo::version, passing);
        WriterPool.Settings database = MySqlSinkOptions.database(values);
        LedgerOnThePage ledger = new LedgerOnThePage(
                database.url(),
                database.user(),
                database.password(),
                database.where(),
                ConfiguredTablePrefix.of(values),
                values.find(MySqlSinkOptions.MATOMO_HOME).map(MatomoHome::at).orElseGet(MatomoHome::none));
        return new SinkWatch(
                figures,
                List.of(
                        endpoint.share(MetricsOptions.of(values), "Sink " + sink),
                        hub.show(ledger),
                        hub.register(figures),
                        hub.register(samples -> matomo.perhapsTwice()
                                .ifPresent(requests -> samples.add(AgentMetrics.PERHAPS_TWICE, requests)))));
    }

    SinkFigures figures() {
        return figures;
    }

    @Override
    public void close() {
        registrations.forEach(MetricsHub.Registration::close);
    }
}
