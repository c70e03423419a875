/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.database.EmbeddedMySql;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.database.UnsupportedPlatformException;
import org.junit.jupiter.api.Assumptions;

/** A running MySQL for tests, which are skipped, with the reason, where this machine cannot run one. */
public final class MySqlOrSkip {
    private MySqlOrSkip() {}

    /** @param arguments further server arguments */
    public static EmbeddedMySql start(String... arguments) {
        try {
            EmbeddedMySql server = TestDatabase.ownMySql(arguments);
            server.start();
            return server;
        } catch (UnsupportedPlatformException e) {
            return Assumptions.abort(e.getMessage());
        }
    }
}
