/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * For how long the server keeps a session that says nothing. Within a transaction of ours, which others wait for, that is
 * short: whoever works there for long says something meanwhile ({@link KeepAlive}), so a silent session belongs to a process that is
 * frozen, or to a machine that is gone.
 */
public enum IdleLimit {
    /** While the progress row is locked. Other collectors go on after so much. */
    TRANSACTION(Duration.ofSeconds(4)),
    /** Between transactions. */
    SESSION(Duration.ofSeconds(30));

    private final Duration limit;

    IdleLimit(Duration limit) {
        this.limit = limit;
    }

    public Duration limit() {
        return limit;
    }

    /** The session variable that sets it, {@code name=value}. */
    String variable() {
        return "wait_timeout=" + limit.toSeconds();
    }

    /** Sets it for a session, from its next pause on. */
    public void set(Connection connection) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SET SESSION " + variable())) {
            set.execute();
        }
    }
}
