/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

import java.sql.SQLException;

/** A refused statement, with the table that it was about: the server's own words name columns at most. */
public final class TableException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final String table;

    public TableException(String table, SQLException refusal) {
        super(refusal.getMessage(), refusal.getSQLState(), refusal.getErrorCode(), refusal);
        this.table = table;
    }

    public String table() {
        return table;
    }
}
