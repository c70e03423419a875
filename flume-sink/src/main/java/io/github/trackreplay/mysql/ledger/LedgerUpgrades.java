/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.List;

/** What brings the tables of older versions forward. Stateless. */
record LedgerUpgrades(LedgerTables tables) {
    /** What brings older tables forward, by ascending version up to {@link LedgerTables#VERSION}; the definitions are the newest ones. */
    List<LedgerSchema.Upgrade> all() {
        return List.of(new LedgerSchema.Upgrade(2, toVersion2()), new LedgerSchema.Upgrade(3, toVersion3()));
    }

    private List<String> toVersion2() {
        return List.of(
                add(tables.chain(), "followed TINYINT NOT NULL DEFAULT 0"),
                // before version 2 nobody but imports ended anything
                tables.sql("UPDATE matomo_trackreplay_chain SET followed = 1 WHERE ended = 0"),
                tables.sql("UPDATE matomo_trackreplay_chain SET ended = 2 WHERE ended = 1"),
                add(tables.collector(), "seen_at BIGINT NULL"),
                add(tables.collector(), "max_hold BIGINT NULL"),
                add(tables.held(), "min_offset BIGINT NOT NULL DEFAULT 0"));
    }

    private List<String> toVersion3() {
        return List.of(
                add(tables.progress(), "matomo_release VARCHAR(32) NULL"),
                add(tables.progress(), "matomo_plugins TEXT NULL"),
                add(tables.stream(), "identity VARCHAR(16) NOT NULL DEFAULT 'range'"),
                add(tables.stream(), "identity_window BIGINT NULL"),
                add(tables.stream(), "skew BIGINT NULL"),
                add(tables.stream(), "skew_at BIGINT NULL"),
                add(tables.stream(), "disorder BIGINT NULL"),
                add(tables.stream(), "disorder_at BIGINT NULL"),
                add(tables.file(), "path TEXT NULL"),
                add(tables.rejected(), "stream VARCHAR(190) NULL"),
                add(tables.rejected(), "host VARCHAR(255) NULL"),
                add(tables.rejected(), "headers TEXT NULL"),
                add(tables.rejected(), "replayed_at BIGINT NULL"),
                add(tables.rejected(), "replayed_commit BIGINT NULL"),
                add(tables.rejected(), "KEY replay (replay_state, rejected_id)"),
                add(tables.loss(), "why VARCHAR(255) NULL"),
                intoJoinedChains());
    }

    /** A chain has the id of its head. Before version 3 a joined one's other files could go on naming it: they belong where the head does. */
    private String intoJoinedChains() {
        return tables.sql("""
                UPDATE matomo_trackreplay_file f
                LEFT JOIN matomo_trackreplay_chain c ON c.chain_id = f.chain_id
                JOIN matomo_trackreplay_file h ON h.file_id = f.chain_id AND h.stream_id = f.stream_id
                SET f.chain_id = h.chain_id
                WHERE c.chain_id IS NULL""");
    }

    private static String add(String table, String column) {
        return "ALTER TABLE `" + table + "` ADD " + column;
    }
}
