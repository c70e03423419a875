/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.api.ApiRules;
import io.github.trackreplay.trackingapi.SentAhead;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Matomo whose tables are written, and which is handed the requests of its plugins besides: what has been sent ahead has the
 * outcome that was heard, all else goes into the tables.
 */
final class PluginRequestsMatomo implements Matomo {
    private final Matomo tables;
    private final SentAhead ahead;
    private final Applier applier;

    PluginRequestsMatomo(Matomo tables, SentAhead ahead) {
        this.tables = tables;
        this.ahead = ahead;
        this.applier = new Applier(tables.applier(), ahead);
    }

    SentAhead ahead() {
        return ahead;
    }

    private record Applier(RequestApplier tables, SentAhead ahead) implements RequestApplier {
        @Override
        public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests) throws SQLException {
            List<Optional<RequestOutcome>> heard =
                    requests.stream().map(ahead::outcome).toList();
            List<LocatedRequest> sent = new ArrayList<>();
            List<LocatedRequest> others = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                (heard.get(i).isPresent() ? sent : others).add(requests.get(i));
            }
            if (sent.isEmpty()) {
                return tables.apply(connection, requests);
            }
            ahead.settle(connection, sent);
            List<RequestOutcome> applied = others.isEmpty() ? List.of() : tables.apply(connection, others);
            List<RequestOutcome> outcomes = new ArrayList<>(requests.size());
            int next = 0;
            for (Optional<RequestOutcome> outcome : heard) {
                outcomes.add(outcome.isPresent() ? outcome.get() : applied.get(next++));
            }
            return outcomes;
        }

        @Override
        public String urlOfSite(Connection connection, long site) throws SQLException {
            return tables.urlOfSite(connection, site);
        }

        @Override
        public boolean knowsToken(String token) {
            return tables.knowsToken(token);
        }

        @Override
        public OptionalLong anySite(Connection connection) throws SQLException {
            return tables.anySite(connection);
        }

        @Override
        public void awaitPrepared() throws InterruptedException {
            tables.awaitPrepared();
        }

        @Override
        public void committed() {
            tables.committed();
        }

        @Override
        public void failed() {
            tables.failed();
        }

        @Override
        public Duration pause() {
            return tables.pause();
        }

        @Override
        public long databaseNanos() {
            return tables.databaseNanos();
        }

        @Override
        public void forget() {
            tables.forget();
        }
    }

    @Override
    public RequestApplier applier() {
        return applier;
    }

    @Override
    public String hashedToken(String token) {
        return tables.hashedToken(token);
    }

    @Override
    public void find(Connection connection) throws SQLException {
        tables.find(connection);
    }

    @Override
    public void check(Connection connection) throws SQLException {
        ahead.check(connection);
        tables.check(connection);
    }

    @Override
    public Optional<String> version() {
        return tables.version();
    }

    @Override
    public Optional<ApiRules> apiRules() {
        return tables.apiRules();
    }

    @Override
    public OptionalLong perhapsTwice() {
        return OptionalLong.of(ahead.perhapsTwice());
    }

    @Override
    public void close() {
        try (ahead) {
            tables.close();
        }
    }
}
