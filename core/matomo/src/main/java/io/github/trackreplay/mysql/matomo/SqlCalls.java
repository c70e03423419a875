/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import com.mysql.cj.jdbc.StatementImpl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The statements of one thread on a connection that two threads use: one that writes, one that reads and decides meanwhile.
 * They take turns by the statement, in the order of their asking, and what belongs together is one turn. So each sees every
 * statement of the other one wholly or not at all. What a query finds is in memory when the turn ends. For one thread.
 */
final class SqlCalls implements AutoCloseable {
    private final Statement statement;
    private final Turns turns;
    private final Runnable afterQuery;

    /** Whose turn it is. Thread-safe. */
    static final class Turns {
        private final ReentrantLock lock = new ReentrantLock(true);

        <T> T take(Work<T> work) throws SQLException {
            lock.lock();
            try {
                return work.run();
            } finally {
                lock.unlock();
            }
        }

        void run(Step step) throws SQLException {
            lock.lock();
            try {
                step.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /** What is done in one turn. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** What is done in one turn and gives nothing. */
    interface Step {
        void run() throws SQLException;
    }

    /** Calls of the only thread that uses a connection. */
    static SqlCalls alone(Connection connection) throws SQLException {
        return new SqlCalls(connection, new Turns(), () -> {});
    }

    /**
     * Calls of one of two threads.
     *
     * @param afterQuery runs after each query, in the same turn: nothing is written between both
     */
    SqlCalls(Connection connection, Turns turns, Runnable afterQuery) throws SQLException {
        this.statement = turns.take(connection::createStatement);
        this.statement.setEscapeProcessing(false);
        this.turns = turns;
        this.afterQuery = afterQuery;
    }

    /** Several calls in one turn. */
    <T> T together(Work<T> work) throws SQLException {
        return turns.take(work);
    }

    /** The rows of a query, to be closed before the next call. */
    ResultSet query(String sql) throws SQLException {
        return turns.take(() -> {
            ResultSet rows = statement.executeQuery(sql);
            afterQuery.run();
            return rows;
        });
    }

    /** How many rows a statement has changed or found. */
    int update(String sql) throws SQLException {
        return turns.take(() -> statement.executeUpdate(sql));
    }

    /**
     * The id of the first row that the last {@link #update} has inserted, where the server gave ids; for whoever made it in the
     * same turn. The server has said it with its answer, so as a rule it is not asked again. (For {@code getGeneratedKeys} the
     * driver would scan the whole statement, character by character.)
     */
    long firstInsertedId() throws SQLException {
        if (statement.isWrapperFor(StatementImpl.class)) {
            return statement.unwrap(StatementImpl.class).getLastInsertID();
        }
        try (ResultSet rows = query("SELECT LAST_INSERT_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Adds a statement to those that {@link #executeBatch} sends. */
    void addBatch(String sql) throws SQLException {
        statement.addBatch(sql);
    }

    /** Sends what was added, in one turn. */
    void executeBatch() throws SQLException {
        turns.take(statement::executeBatch);
    }

    /** For whoever makes several calls in one turn; see {@link #together}. */
    Statement statement() {
        return statement;
    }

    @Override
    public void close() throws SQLException {
        turns.run(statement::close);
    }
}
