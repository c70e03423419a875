/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the engine gets its connections. */
public interface Connections {
    /** A connection in no transaction, auto-commit off; closing it gives it back. */
    Connection connection() throws SQLException;

    /** Where they lead, for people: host and database; empty if that is not known. */
    default String where() {
        return "";
    }

    /** Throws a connection away. */
    void evict(Connection connection);
}
