/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** Compares what the ledger says about bytes with what was written. */
final class DemoLedger {
    private DemoLedger() {}

    /** Whether every byte that was written is accounted for. */
    static boolean complete(DemoSite site, LiveLog log) throws SQLException {
        return status(site).bytes().read() >= log.bytes();
    }

    private static Status status(DemoSite site) throws SQLException {
        try (Connection connection = site.connect()) {
            return new ReadStatus(new LedgerTables(DemoSite.PREFIX)).run(connection);
        }
    }

    /** Prints the equation of bytes; returns whether it is right. */
    static boolean printAndCheck(DemoSite site, LiveLog log, PrintStream out) throws SQLException {
        Status status = status(site);
        Status.Bytes bytes = status.bytes();
        boolean right = bytes.balanced() && bytes.read() == log.bytes();
        out.printf(
                Locale.ROOT,
                "  %,9d bytes written %s %,d applied + %,d skipped + %,d rejected + %,d held back (%d log files)%n",
                log.bytes(),
                right ? "=" : "ARE NOT",
                bytes.applied(),
                bytes.skipped(),
                bytes.rejected(),
                bytes.held(),
                status.streams().stream()
                        .mapToInt(stream -> stream.files().size())
                        .sum());
        return right;
    }
}
