/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;

/** Connections that break at the n-th step (a statement or a COMMIT), once. */
final class FaultyConnections extends ProxiedConnections {
    /** What happens at the step. */
    enum Fault {
        /** The connection breaks before the server hears of the step. */
        BEFORE,
        /** The server does the step, the answer is lost. */
        AFTER,
        /** The server finds a deadlock and has rolled back. */
        DEADLOCK
    }

    private final Fault fault;
    private int left;
    private boolean fired;

    FaultyConnections(Connections real, int step, Fault fault) {
        super(real);
        this.left = step;
        this.fault = fault;
    }

    boolean fired() {
        return fired;
    }

    @Override
    Object called(Connection connection, Method method, Object[] arguments, Real real) throws Throwable {
        boolean step = method.getName().startsWith("execute")
                || method.getName().equals("commit")
                || method.getName().equals("setSavepoint");
        boolean now = step && !fired && left-- == 0;
        if (now && fault != Fault.AFTER) {
            fired = true;
            connection.rollback();
            throw failure();
        }
        Object result = real.call();
        if (now) {
            fired = true;
            throw failure();
        }
        return result;
    }

    private SQLException failure() {
        return fault == Fault.DEADLOCK
                ? new SQLException("Deadlock found", "40001", 1213)
                : new SQLException("Communications link failure", "08S01");
    }
}
