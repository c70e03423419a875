/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.mysql.SqlFailure;
import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.WriterPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is sent, before and after, each in a transaction of its own: so whoever goes on after a crash knows what was
 * answered, and what was sent without an answer. Thread-safe.
 *
 * <p>Only the last that began to send may: {@link #takeOver} counts an epoch up, and nobody of an earlier one can write that it
 * sends. What had been written before that is seen by the one who takes over.
 */
final class SendJournal {
    private static final Logger log = LoggerFactory.getLogger(SendJournal.class);
    private static final int LONGEST_ANSWER = 1000;
    /** For so long it is waited that what was sent, and is not in the ledger, comes again. */
    private static final Duration LONGEST = Duration.ofDays(90);

    private final WriterPool pool;
    private final SendingTables tables;
    private final String collector;
    private volatile long epoch = -1;
    private volatile String databaseId = "";

    SendJournal(WriterPool pool, SendingTables tables, String collector) {
        this.pool = pool;
        this.tables = tables;
        this.collector = cut(collector, 190);
    }

    /**
     * A bulk call that was written down, and the requests that it still stands for.
     *
     * @param uncounted those of them that have been dealt with and were not counted
     */
    record Sent(long id, boolean answered, List<RequestName> names, Map<RequestName, Uncounted> uncounted) {
        boolean counted(RequestName name) {
            return answered && !uncounted.containsKey(name);
        }
    }

    /**
     * A call that was answered.
     *
     * @param names its requests, and those that this call shows to be to blame for what became of their own
     * @param uncounted those of them that were not counted
     */
    record Answered(long id, List<RequestName> names, Map<RequestName, Uncounted> uncounted) {}

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** @throws EndpointException if the database is away for now: whoever sends stops, and begins again */
    private <T> T alone(Work<T> work) throws EndpointException {
        try {
            return committed(pool.connection(), work);
        } catch (SQLException e) {
            if (SqlFailure.of(e).passes()) {
                throw new EndpointException(
                        "The ledger's database cannot note what is sent, so nothing is sent. (" + SqlReason.of(e) + ")",
                        e);
            }
            throw new EndpointRefusesException(
                    "The ledger's database refuses to note what is sent, so nothing is sent: " + SqlReason.of(e), e);
        }
    }

    private <T> T committed(Connection connection, Work<T> work) throws SQLException {
        try {
            T result = work.on(connection);
            connection.commit();
            connection.close();
            return result;
        } catch (SQLException e) {
            pool.evict(connection);
            throw e;
        }
    }

    /**
     * Keeps all others from sending, and gives what was sent and is not in the ledger yet.
     *
     * @param now milliseconds since 1970-01-01 UTC
     */
    List<Sent> takeOver(long now) throws EndpointException {
        return alone(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(tables.sql(
                        "INSERT IGNORE INTO matomo_trackreplay_sender (id, epoch, collector) VALUES (1, 0, '')"));
                try (PreparedStatement next = connection.prepareStatement(tables.sql(
                        "UPDATE matomo_trackreplay_sender SET epoch = epoch + 1, collector = ? WHERE id = 1"))) {
                    next.setString(1, collector);
                    next.executeUpdate();
                }
                epoch = number(
                        statement, "epoch", tables.sql("SELECT epoch FROM matomo_trackreplay_sender WHERE id = 1"));
                databaseId = text(
                        statement,
                        "database_id",
                        tables.sql("SELECT database_id FROM matomo_trackreplay_progress WHERE id = 1"));
            }
            connection.commit(); // from here on nobody else begins to send, so what is read now is all
            giveUp(connection, now - LONGEST.toMillis());
            return unambiguous(connection, read(connection, Long.MAX_VALUE));
        });
    }

    /** What has not come again for long is waited for no more: it was counted perhaps, and the ledger does not have it. */
    private void giveUp(Connection connection, long sentBefore) throws SQLException {
        int given = 0;
        for (Sent call : read(connection, sentBefore)) {
            List<RequestName> perhaps = call.names().stream()
                    .filter(name -> !call.uncounted().containsKey(name))
                    .toList();
            if (perhaps.isEmpty()) {
                keep(connection, call, List.of());
            } else {
                perhapsTwice(connection, call, perhaps, List.of());
            }
            given += perhaps.size();
        }
        if (given > 0) {
            log.warn(
                    "{} requests were sent more than {} days ago and have not come again since, so the ledger does not have them:"
                            + " they are booked as perhaps counted twice (trackreplay status), and if they come later they are sent"
                            + " again.",
                    given,
                    LONGEST.toDays());
        }
    }

    /**
     * What a former version has noted under names that may mean other requests is believed of none: what may have been counted is
     * booked as perhaps counted twice, because it is sent again.
     */
    private List<Sent> unambiguous(Connection connection, List<Sent> sent) throws SQLException {
        List<Sent> all = new ArrayList<>();
        int doubtful = 0;
        for (Sent call : sent) {
            List<RequestName> left =
                    call.names().stream().filter(name -> !name.isAmbiguous()).toList();
            List<RequestName> again = call.names().stream()
                    .filter(RequestName::isAmbiguous)
                    .filter(name -> !call.uncounted().containsKey(name))
                    .toList();
            if (!again.isEmpty()) {
                perhapsTwice(connection, call, again, left);
            } else if (left.size() < call.names().size()) {
                keep(connection, call, left);
            }
            if (!left.isEmpty()) {
                all.add(new Sent(call.id(), call.answered(), left, call.uncounted()));
            }
            doubtful += again.size();
        }
        if (doubtful > 0) {
            log.warn(
                    "{} requests that pipelines had brought were sent by an older version, which noted no name that tells them"
                            + " from others: when their pipelines bring them again they are sent again, and they are booked as"
                            + " perhaps counted twice (trackreplay status).",
                    doubtful);
        }
        return all;
    }

    /** What was sent and the ledger's transaction does not have yet, for the one who has sent it. */
    List<Sent> sent(Connection ledger) throws SQLException {
        return read(ledger, Long.MAX_VALUE);
    }

    private static long number(Statement statement, String column, String sql) throws SQLException {
        return Long.parseLong(text(statement, column, sql));
    }

    private static String text(Statement statement, String column, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(column);
        }
    }

    private List<Sent> read(Connection connection, long sentBefore) throws SQLException {
        List<Sent> sent = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT id, state, positions
                FROM matomo_trackreplay_sending
                WHERE database_id = ? AND state IN (0, 1) AND sent_at < ?
                ORDER BY id"""))) {
            select.setString(1, databaseId);
            select.setLong(2, sentBefore);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Map<RequestName, Uncounted> uncounted = new HashMap<>();
                    List<RequestName> names = RequestPositions.read(rows.getString("positions"), uncounted);
                    sent.add(new Sent(rows.getLong("id"), rows.getInt("state") == 1, names, uncounted));
                }
            }
        }
        return sent;
    }

    /**
     * Writes down that a bulk call is about to be sent, and with the same COMMIT that the one before it was answered.
     *
     * @param first event time of its first request, milliseconds
     * @param before the lane's call before, which is written down even if this one must not be sent
     * @return its id
     * @throws EndpointException if somebody else has taken over, or the database is away: it must not be sent
     */
    long begin(int lane, List<RequestName> names, long first, long last, long now, Optional<Answered> before)
            throws EndpointException {
        long id = alone(connection -> {
            if (before.isPresent()) {
                answered(connection, before.get());
            }
            try (PreparedStatement insert =
                    connection.prepareStatement(tables.sql("""
                            INSERT INTO matomo_trackreplay_sending (database_id, state, collector, lane, requests, first_time,
                                last_time, sent_at, positions)
                            SELECT ?, 0, ?, ?, ?, ?, ?, ?, ?
                            FROM matomo_trackreplay_sender
                            WHERE id = 1 AND epoch = ? LOCK IN SHARE MODE"""), Statement.RETURN_GENERATED_KEYS)) {
                insert.setString(1, databaseId);
                insert.setString(2, collector);
                insert.setInt(3, lane);
                insert.setInt(4, names.size());
                insert.setLong(5, first);
                insert.setLong(6, last);
                insert.setLong(7, now);
                insert.setString(8, RequestPositions.write(names, Map.of()));
                insert.setLong(9, epoch);
                return insert.executeUpdate() == 1 ? key(insert) : -1L;
            }
        });
        if (id < 0) {
            throw new EndpointException("Another collector or import has begun to send.");
        }
        return id;
    }

    private static long key(PreparedStatement insert) throws SQLException {
        try (ResultSet keys = insert.getGeneratedKeys()) {
            keys.next();
            return keys.getLong(1);
        }
    }

    /** Writes down that a call is answered: its requests are never sent again. */
    void answered(Answered call) throws EndpointException {
        alone(connection -> {
            answered(connection, call);
            return true;
        });
    }

    private void answered(Connection connection, Answered call) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                        UPDATE matomo_trackreplay_sending
                        SET state = 1, positions = IF(?, ?, positions)
                        WHERE id = ?"""))) {
            update.setBoolean(1, !call.uncounted().isEmpty());
            update.setString(
                    2, call.uncounted().isEmpty() ? "" : RequestPositions.write(call.names(), call.uncounted()));
            update.setLong(3, call.id());
            update.executeUpdate();
        }
    }

    /**
     * Writes down that nobody knows whether a call's requests were counted.
     *
     * @param perhaps those that may have been
     */
    void unknown(long id, List<RequestName> perhaps, String why) throws EndpointException {
        alone(connection -> {
            try (PreparedStatement update = connection.prepareStatement(tables.sql("""
                            UPDATE matomo_trackreplay_sending
                            SET requests = ?, positions = ?, answer = ?
                            WHERE id = ?"""))) {
                update.setInt(1, perhaps.size());
                update.setString(2, RequestPositions.write(perhaps, Map.of()));
                update.setString(3, cut(why, LONGEST_ANSWER));
                update.setLong(4, id);
                return update.executeUpdate();
            }
        });
    }

    /** Takes back that a call was sent: nothing of it was counted. */
    void withdraw(long id) throws EndpointException {
        alone(connection -> {
            delete(connection, List.of(id));
            return true;
        });
    }

    /** Forgets calls whose requests are all in the ledger; in the ledger's own transaction. */
    void delete(Connection ledger, List<Long> ids) throws SQLException {
        try (PreparedStatement delete =
                ledger.prepareStatement(tables.sql("DELETE FROM matomo_trackreplay_sending WHERE id = ?"))) {
            for (long id : ids) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** Books requests that were sent again as perhaps counted twice; in the ledger's own transaction. */
    void perhapsTwice(Connection ledger, Sent sent, List<RequestName> again, List<RequestName> left)
            throws SQLException {
        String columns = "database_id, collector, lane, first_time, last_time, sent_at, answer";
        try (PreparedStatement copy = ledger.prepareStatement(tables.sql("""
                INSERT INTO matomo_trackreplay_sending ({}, state, requests, positions)
                SELECT {}, 2, ?, ?
                FROM matomo_trackreplay_sending
                WHERE id = ?""", columns, columns))) {
            copy.setInt(1, again.size());
            copy.setString(2, RequestPositions.write(again, Map.of()));
            copy.setLong(3, sent.id());
            copy.executeUpdate();
        }
        keep(ledger, sent, left);
    }

    /** Leaves a call's row with the requests that are not in the ledger yet; in the ledger's own transaction. */
    void keep(Connection ledger, Sent sent, List<RequestName> left) throws SQLException {
        if (left.isEmpty()) {
            delete(ledger, List.of(sent.id()));
            return;
        }
        try (PreparedStatement update = ledger.prepareStatement(
                tables.sql("UPDATE matomo_trackreplay_sending SET requests = ?, positions = ? WHERE id = ?"))) {
            update.setInt(1, left.size());
            update.setString(2, RequestPositions.write(left, sent.uncounted()));
            update.setLong(3, sent.id());
            update.executeUpdate();
        }
    }

    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
