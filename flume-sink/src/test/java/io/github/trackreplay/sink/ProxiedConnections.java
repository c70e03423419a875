/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Connections on which every call, of themselves and of their prepared statements, may be made to fail. */
abstract class ProxiedConnections implements Connections {
    private final Connections real;

    ProxiedConnections(Connections real) {
        this.real = real;
    }

    /** What is called, as the real object does it. */
    interface Real {
        Object call() throws Throwable;
    }

    /** Calls the real method, or fails instead, or behind it. */
    abstract Object called(Connection connection, Method method, Object[] arguments, Real real) throws Throwable;

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
            Object result = called(connection, method, arguments, () -> call(method, target, arguments));
            return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement, connection)
                    : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
