/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.status;

import io.github.trackreplay.mysql.DatabaseSession;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.ReadRejected;
import io.github.trackreplay.mysql.matomo.ActivePlugins;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.mysql.matomo.MatomoSchema;
import io.github.trackreplay.mysql.matomo.UnusableSchemaException;
import io.github.trackreplay.page.LedgerView;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ledger as the page shows it. Asks the database on a connection of its own, only when somebody looks, one at a time, and
 * never for more than a tenth of the time: what is shown is at least some seconds old where that is costly. Thread-safe.
 */
public final class LedgerOnThePage implements LedgerView {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final long LEAST_AGE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long MATOMO_AGE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int SHARE = 10;
    private static final int REJECTS = 25;
    private static final ReadRejected.Filter WAITING = new ReadRejected.Filter(
            Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.of("stored"), List.of());

    private final DatabaseSession session;
    private final String where;
    private final String prefix;
    private final MatomoHome home;
    private final LedgerTables tables;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Optional<Shown> shown = Optional.empty();
    private List<String> ofMatomo = List.of();
    private long ofMatomoAt;

    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    private record Shown(byte[] withVisitors, byte[] without, long until) {}

    /**
     * Connects to nothing yet.
     *
     * @param where the database, for people and without secrets
     * @param prefix of Matomo's tables
     */
    public LedgerOnThePage(String url, String user, String password, String where, String prefix, MatomoHome home) {
        this.session = new DatabaseSession(url, user, password, CONNECT, ANSWER, List.of());
        this.where = where;
        this.prefix = prefix;
        this.home = home;
        this.tables = new LedgerTables(prefix);
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public byte[] document(boolean visitors) {
        Optional<Shown> known = shown;
        boolean old =
                known.filter(then -> System.nanoTime() - then.until() <= 0).isEmpty();
        if (old && reading.tryLock()) {
            try {
                known = Optional.of(read());
                shown = known;
            } finally {
                reading.unlock();
            }
        }
        return known.map(now -> visitors ? now.withVisitors() : now.without())
                .orElseGet(() -> LedgerDocument.failed("The database is being asked for the first time."));
    }

    private Shown read() {
        long begun = System.nanoTime();
        byte[] withVisitors;
        byte[] without;
        try (Connection connection = session.open()) {
            Instant now = Instant.now();
            Status status = new ReadStatus(tables).run(connection);
            LedgerDocument.Content content = new LedgerDocument.Content(
                    status,
                    SiteDays.read(connection, prefix, status, now),
                    new ReadRejected(tables).latest(connection, WAITING, REJECTS),
                    ofMatomo(connection));
            withVisitors = new LedgerDocument(now).of(content, true);
            without = new LedgerDocument(now).of(content, false);
        } catch (SQLException e) {
            without = LedgerDocument.failed("The database " + where + " does not answer the page: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            withVisitors = without;
        }
        long end = System.nanoTime();
        return new Shown(withVisitors, without, end + Math.max(LEAST_AGE_NANOS, (end - begun) * SHARE));
    }

    /** What must be said of Matomo's release and plugins, which change seldom and cost files. */
    private List<String> ofMatomo(Connection connection) throws SQLException {
        if (ofMatomoAt != 0 && System.nanoTime() - ofMatomoAt < MATOMO_AGE_NANOS) {
            return ofMatomo;
        }
        List<String> sentences = new ArrayList<>();
        try {
            MatomoSchema schema = MatomoSchema.read(connection, prefix);
            schema.unknownRelease().ifPresent(sentences::add);
            ActivePlugins.read(connection, prefix, home)
                    .judge(schema, home)
                    .problem()
                    .ifPresent(sentences::add);
        } catch (UnusableSchemaException e) {
            sentences.add(e.problem());
        } catch (UncheckedIOException e) {
            sentences.add(e.getMessage());
        }
        ofMatomo = List.copyOf(sentences);
        ofMatomoAt = System.nanoTime();
        return ofMatomo;
    }
}
