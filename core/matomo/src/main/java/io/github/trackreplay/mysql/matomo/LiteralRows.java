/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How rows of literals stand behind each other as a table within a statement. The first is a {@code SELECT}, which gives the
 * columns their names, and where that must be said, their types.
 */
enum LiteralRows {
    /** What every server takes. Each row is a query of its own, which the server prepares and plans. */
    UNION(" UNION ALL SELECT ", " UNION ALL SELECT ", "", 100),

    /** All rows but the first are one list: MariaDB from 10.4 on, which takes a list in a union. */
    VALUES(" UNION ALL VALUES (", ",(", ")", 1000);

    private static final Pattern MARIADB = Pattern.compile("(?:5\\.5\\.5-)?(\\d{1,4})\\.(\\d{1,4})\\..*MariaDB.*");

    private final String second;
    private final String others;
    private final String end;
    private final int most;

    LiteralRows(String second, String others, String end, int most) {
        this.second = second;
        this.others = others;
        this.end = end;
        this.most = most;
    }

    /** @param version what the server says to {@code SELECT VERSION()} */
    static LiteralRows of(String version) {
        Matcher mariaDb = MARIADB.matcher(version);
        if (!mariaDb.matches()) {
            return UNION;
        }
        int major = Integer.parseInt(mariaDb.group(1));
        return major > 10 || (major == 10 && Integer.parseInt(mariaDb.group(2)) >= 4) ? VALUES : UNION;
    }

    /** Stands before a row's first literal. */
    String before(int row) {
        if (row == 0) {
            return "SELECT ";
        }
        return row == 1 ? second : others;
    }

    /** Stands behind a row's last literal. */
    String after(int row) {
        return row == 0 ? "" : end;
    }

    /**
     * Rows of one statement, at most. More are hardly cheaper by the row, and MySQL 8.0 resolves the parts of a union by
     * recursion: its thread's stack (280 KiB before 8.0.27) must suffice.
     */
    int most() {
        return most;
    }
}
