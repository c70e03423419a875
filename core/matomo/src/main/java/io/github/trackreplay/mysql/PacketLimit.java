/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How large statements may be. A server that takes the least packet takes every statement of ours: rows are sent in
 * statements well below it, and a value that alone would cross it is refused before it is sent.
 */
public final class PacketLimit {
    /** The server's {@code max_allowed_packet} must be at least this: a line of 1 MiB, escaped. */
    public static final long LEAST = 4L << 20;

    /** Most bytes of one value. Escaped they are twice as many. */
    public static final int MOST_VALUE = 3 << 19;

    private PacketLimit() {}

    /** A sentence for the administrator if the server takes too little. */
    public static Optional<String> problem(Connection connection) throws SQLException {
        long limit = of(connection);
        return limit >= LEAST
                ? Optional.empty()
                : Optional.of("The database server takes statements of at most " + limit + " bytes, and "
                        + LEAST + " are needed. Set max_allowed_packet = 16M or more in its section [mysqld]"
                        + " and restart it.");
    }

    private static long of(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT @@max_allowed_packet");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
