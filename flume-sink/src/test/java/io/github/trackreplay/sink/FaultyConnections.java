/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Connections that break at the n-th step (a statement or a COMMIT), once. */
final class FaultyConnections implements Connections {
    /** What happens at the step. */
    enum Fault {
        /** The connection breaks before the server hears of the step. */
        BEFORE,
        /** The server does the step, the answer is lost. */
        AFTER,
        /** The server finds a deadlock and has rolled back. */
        DEADLOCK
    }

    private final Connections real;
    private final Fault fault;
    private int left;
    private boolean fired;

    FaultyConnections(Connections real, int step, Fault fault) {
        this.real = real;
        this.left = step;
        this.fault = fault;
    }

    boolean fired() {
        return fired;
    }

    @Override
    public Connection connection() throws SQLException {
        Connection connection = real.connection();
        return proxy(Connection.class, connection, connection);
    }

    @Override
    public void evict(Connection connection) {
        try {
            real.evict(connection.unwrap(Connection.class));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T proxy(Class<T> type, T target, Connection connection) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (method.getName().equals("unwrap")) {
                return connection;
            }
            boolean step = method.getName().startsWith("execute")
                    || method.getName().equals("commit")
                    || method.getName().equals("setSavepoint");
            boolean now = step && !fired && left-- == 0;
            if (now && fault != Fault.AFTER) {
                fired = true;
                connection.rollback();
                throw failure();
            }
            Object result = call(method, target, arguments);
            if (now) {
                fired = true;
                throw failure();
            }
            return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement, connection)
                    : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private SQLException failure() {
        return fault == Fault.DEADLOCK
                ? new SQLException("Deadlock found", "40001", 1213)
                : new SQLException("Communications link failure", "08S01");
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
