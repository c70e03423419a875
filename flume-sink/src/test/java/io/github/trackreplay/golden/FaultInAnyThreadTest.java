/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trackreplay.mysql.SqlFailure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One thread decides, one writes, one asks ahead, on one connection. Whichever meets the failure that ends the transaction, and
 * when: the failure is the transaction's, nobody goes on using the connection, and the repetition gives Matomo's rows.
 */
class FaultInAnyThreadTest {
    private static final int PART = 25;

    private final Set<String> met = ConcurrentHashMap.newKeySet();

    /** How a transaction ends before its time. */
    enum Fault {
        DEADLOCK("40001", 1213),
        LOST("08S01", 0);

        private final String state;
        private final int code;

        Fault(String state, int code) {
            this.state = state;
            this.code = code;
        }
    }

    /** A deadlock; with {@code -Dtrackreplay.torture=true} a lost connection too. */
    static List<Fault> faults() {
        return Boolean.getBoolean("trackreplay.torture") ? List.of(Fault.values()) : List.of(Fault.DEADLOCK);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whateverBreaksTheTransactionItsRepetitionGivesTheSameRows(Fault fault) throws SQLException {
        GoldenFolder folder = GoldenFolder.all().stream()
                .filter(each -> each.name().equals("mixed"))
                .findFirst()
                .orElseThrow();
        try (GoldenReplay replay = new GoldenReplay(folder, PART);
                GoldenReplay reference = new GoldenReplay(folder)) {
            long before = visits(replay);
            int attempts = 0;
            for (int step = 1; failsAt(replay, step, fault); step += Math.max(1, step / 3)) {
                assertThat(visits(replay)).as("step %s", step).isEqualTo(before);
                attempts++;
            }
            reference.run(100_000);

            assertThat(attempts).isGreaterThan(12);
            assertThat(met).as("threads that met it").contains("matomo-reader", "matomo-writer");
            assertThat(replay.rows()).isEqualTo(reference.rows());
        }
    }

    /** Whether it fails; commits where it does not come so far. */
    private boolean failsAt(GoldenReplay replay, int step, Fault fault) throws SQLException {
        AtomicInteger left = new AtomicInteger(step);
        try (Connection connection = replay.matomo().begin()) {
            Throwable failure =
                    catchThrowable(() -> replay.apply(proxy(Connection.class, connection, connection, left, fault)));
            if (failure == null) {
                assertThat(left.get()).isPositive();
                connection.commit();
                return false;
            }
            assertThat(SqlFailure.of(failure).passes())
                    .as("step %s: no request is to blame for %s", step, failure)
                    .isTrue();
            if (!connection.isClosed()) {
                connection.rollback();
            }
            return true;
        }
    }

    private <T> T proxy(Class<T> type, T target, Connection connection, AtomicInteger left, Fault fault) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute") && left.decrementAndGet() == 0) {
                        throw failure(connection, fault);
                    }
                    Object result = call(method, target, arguments);
                    return result instanceof Statement statement && method.getReturnType() == Statement.class
                            ? proxy(Statement.class, statement, connection, left, fault)
                            : result;
                }));
    }

    private SQLException failure(Connection connection, Fault fault) throws SQLException {
        met.add(Thread.currentThread().getName());
        if (fault == Fault.DEADLOCK) {
            connection.rollback();
        } else {
            connection.close();
        }
        return new SQLException(fault.name(), fault.state, fault.code);
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static long visits(GoldenReplay replay) throws SQLException {
        try (Connection connection = replay.matomo().database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM matomo_log_visit")) {
            row.next();
            return row.getLong(1);
        }
    }
}
