/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.mysql.MatomoSide;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.tracking.RequestOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Matomo's side that remembers the times of what was applied until it is asked for them, and forgets them with what was
 * rolled back. Belongs to one engine; not thread-safe.
 */
final class AppliedTimes implements MatomoSide {
    /** A transaction applies no more, as a rule; what is beyond is not measured. */
    private static final int MOST = 100_000;

    private final MatomoSide side;
    private final List<Long> times = new ArrayList<>();

    AppliedTimes(MatomoSide side) {
        this.side = side;
    }

    /** Event times, in milliseconds, of what was applied since the last call. */
    List<Long> drain() {
        List<Long> drained = List.copyOf(times);
        times.clear();
        return drained;
    }

    @Override
    public RequestApplier applier() {
        RequestApplier applier = side.applier();
        return new RequestApplier() {
            @Override
            public List<RequestOutcome> apply(Connection connection, List<LocatedRequest> requests)
                    throws SQLException {
                List<RequestOutcome> outcomes = applier.apply(connection, requests);
                for (int i = 0; i < requests.size() && times.size() < MOST; i++) {
                    times.add(requests.get(i).request().time());
                }
                return outcomes;
            }

            @Override
            public void awaitPrepared() throws InterruptedException {
                applier.awaitPrepared();
            }

            @Override
            public long databaseNanos() {
                return applier.databaseNanos();
            }

            @Override
            public void forget() {
                times.clear();
                applier.forget();
            }
        };
    }

    @Override
    public String hashedToken(String token) {
        return side.hashedToken(token);
    }

    @Override
    public void check(Connection connection) throws SQLException {
        side.check(connection);
    }

    @Override
    public Optional<String> version() {
        return side.version();
    }

    @Override
    public void close() {
        side.close();
    }
}
