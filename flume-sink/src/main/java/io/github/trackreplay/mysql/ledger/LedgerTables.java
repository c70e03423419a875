/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.List;

/**
 * Names and definitions of our tables.
 *
 * @param prefix Matomo's table prefix ({@code matomo_}); ours is {@code <prefix>trackreplay_}
 */
public record LedgerTables(String prefix) {
    /** The version of these definitions. An older program refuses newer tables. */
    public static final int VERSION = 2;

    public LedgerTables {
        if (!prefix.matches("[A-Za-z0-9_$]*")) {
            throw new IllegalArgumentException("'" + prefix + "' is no table prefix");
        }
    }

    public String progress() {
        return name("progress");
    }

    public String stream() {
        return name("stream");
    }

    public String chain() {
        return name("chain");
    }

    public String file() {
        return name("file");
    }

    public String range() {
        return name("range");
    }

    public String held() {
        return name("held");
    }

    public String aside() {
        return name("aside");
    }

    public String rejected() {
        return name("rejected");
    }

    public String loss() {
        return name("loss");
    }

    public String counter() {
        return name("counter");
    }

    public String collector() {
        return name("collector");
    }

    /** Which streams each collector's configuration lists. */
    public String listed() {
        return name("listed");
    }

    private String name(String table) {
        return prefix + "trackreplay_" + table;
    }

    /** All tables' names. */
    public List<String> all() {
        return List.of(
                progress(),
                stream(),
                chain(),
                file(),
                range(),
                held(),
                aside(),
                rejected(),
                loss(),
                counter(),
                collector(),
                listed());
    }

    /** The statements that create what does not exist, in this order. */
    public List<String> definitions() {
        return List.of(
                create(progress(), PROGRESS),
                create(stream(), STREAM),
                create(chain(), CHAIN),
                create(file(), FILE),
                create(range(), RANGE),
                create(held(), HELD),
                create(aside(), ASIDE),
                create(rejected(), REJECTED),
                create(loss(), LOSS),
                create(counter(), COUNTER),
                create(collector(), COLLECTOR),
                create(listed(), LISTED));
    }

    /** What brings older tables forward, by ascending version up to {@link #VERSION}; the definitions are the newest ones. */
    List<LedgerSchema.Upgrade> upgrades() {
        return List.of(new LedgerSchema.Upgrade(
                2,
                List.of(
                        "ALTER TABLE `" + chain() + "` ADD COLUMN followed TINYINT NOT NULL DEFAULT 0",
                        // before version 2 nobody but imports ended anything
                        "UPDATE `" + chain() + "` SET followed = 1 WHERE ended = 0",
                        "UPDATE `" + chain() + "` SET ended = 2 WHERE ended = 1",
                        "ALTER TABLE `" + collector() + "` ADD COLUMN seen_at BIGINT NULL",
                        "ALTER TABLE `" + collector() + "` ADD COLUMN max_hold BIGINT NULL",
                        "ALTER TABLE `" + held() + "` ADD COLUMN min_offset BIGINT NOT NULL DEFAULT 0")));
    }

    private static String create(String name, String columns) {
        return "CREATE TABLE IF NOT EXISTS `" + name + "` (\n" + columns
                + ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
    }

    /** The one row that every transaction locks first. */
    private static final String PROGRESS = """
              id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
              schema_version INT NOT NULL,
              database_id CHAR(36) NOT NULL,
              commit_no BIGINT NOT NULL,
              next_id BIGINT NOT NULL,
              frontier_time BIGINT NULL,
              frontier_stream VARCHAR(190) NOT NULL,
              frontier_file BIGINT NOT NULL,
              frontier_offset BIGINT NOT NULL,
              frontier_index INT NOT NULL,
              watermark BIGINT NULL,
              watermark_stream VARCHAR(190) NULL,
              complete_through BIGINT NULL,
              complete_through_utc DATETIME(3) NULL,
              held_packs BIGINT NOT NULL,
              held_requests BIGINT NOT NULL,
              held_bytes BIGINT NOT NULL,
              committed_at BIGINT NULL
            """;

    private static final String STREAM = """
              stream_id BIGINT NOT NULL PRIMARY KEY,
              name VARCHAR(190) NOT NULL,
              state VARCHAR(16) NOT NULL,
              expected TINYINT NOT NULL,
              retired TINYINT NOT NULL,
              passed TINYINT NOT NULL,
              stopped TINYINT NOT NULL,
              last_number BIGINT NOT NULL,
              current_chain BIGINT NOT NULL,
              last_seen BIGINT NULL,
              last_request BIGINT NULL,
              watermark BIGINT NULL,
              whole_before BIGINT NULL,
              loss_from BIGINT NULL,
              late BIGINT NOT NULL,
              rejects_in_row BIGINT NOT NULL,
              forgotten_until BIGINT NULL,
              commit_no BIGINT NOT NULL,
              UNIQUE KEY name (name),
              KEY commit_no (commit_no)
            """;

    /** ended: 0 more may come, 1 an agent has said that nothing more comes, or the operator, 2 an import has. */
    private static final String CHAIN = """
              chain_id BIGINT NOT NULL PRIMARY KEY,
              stream_id BIGINT NOT NULL,
              order_file BIGINT NOT NULL,
              order_offset BIGINT NOT NULL,
              order_watermark BIGINT NULL,
              whole_file BIGINT NOT NULL,
              whole_offset BIGINT NOT NULL,
              whole_watermark BIGINT NULL,
              followed TINYINT NOT NULL DEFAULT 0,
              ended TINYINT NOT NULL,
              KEY stream_id (stream_id)
            """;

    private static final String FILE = """
              file_id BIGINT NOT NULL PRIMARY KEY,
              stream_id BIGINT NOT NULL,
              fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              file_number BIGINT NOT NULL,
              seen TINYINT NOT NULL,
              chain_id BIGINT NOT NULL,
              previous CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
              previous_length BIGINT NULL,
              host VARCHAR(255) NOT NULL,
              tracker_paths TEXT NOT NULL,
              last_seen BIGINT NOT NULL,
              first_time BIGINT NULL,
              last_time BIGINT NULL,
              applied_bytes BIGINT NOT NULL,
              skipped_bytes BIGINT NOT NULL,
              before_start_bytes BIGINT NOT NULL,
              rejected_bytes BIGINT NOT NULL,
              held_bytes BIGINT NOT NULL,
              lost_bytes BIGINT NOT NULL,
              UNIQUE KEY file (stream_id, fingerprint),
              KEY place (stream_id, file_number),
              KEY previous (stream_id, previous),
              KEY fingerprint (fingerprint)
            """;

    /** kind: 0 taken, 1 gap passed by the order, 2 gap accepted by the operator. */
    private static final String RANGE = """
              file_id BIGINT NOT NULL,
              kind TINYINT NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              watermark BIGINT NULL,
              PRIMARY KEY (file_id, kind, range_start)
            """;

    /** min_offset: the least offset of the requests at min_time, or less. */
    private static final String HELD = """
              held_id BIGINT NOT NULL PRIMARY KEY,
              commit_no BIGINT NOT NULL,
              file_id BIGINT NOT NULL,
              min_time BIGINT NOT NULL,
              max_time BIGINT NOT NULL,
              requests INT NOT NULL,
              body_bytes BIGINT NOT NULL,
              body MEDIUMBLOB NOT NULL,
              min_offset BIGINT NOT NULL DEFAULT 0,
              KEY min_time (min_time, held_id)
            """;

    /** Packs of streams that have stopped, as they came. */
    private static final String ASIDE = """
              aside_id BIGINT NOT NULL PRIMARY KEY,
              stream_id BIGINT NOT NULL,
              file_id BIGINT NOT NULL,
              commit_no BIGINT NOT NULL,
              body MEDIUMBLOB NOT NULL,
              KEY stream (stream_id, aside_id)
            """;

    /** form: line (raw bytes of the log), request (a document of the event), event (a whole event). */
    private static final String REJECTED = """
              rejected_id BIGINT NOT NULL PRIMARY KEY,
              commit_no BIGINT NOT NULL,
              rejected_at BIGINT NOT NULL,
              file_id BIGINT NULL,
              line_offset BIGINT NULL,
              line_bytes BIGINT NOT NULL,
              line_index INT NOT NULL,
              event_time BIGINT NULL,
              reason VARCHAR(64) NOT NULL,
              detail TEXT NOT NULL,
              form VARCHAR(8) NOT NULL,
              raw MEDIUMBLOB NOT NULL,
              replay_state VARCHAR(16) NOT NULL,
              KEY file (file_id, line_offset),
              KEY reason (reason, rejected_at)
            """;

    /** Destroyed bytes that were counted; or, with a to_time, a time in which an unknown number may have been. */
    private static final String LOSS = """
              loss_id BIGINT NOT NULL PRIMARY KEY,
              stream_id BIGINT NOT NULL,
              file_id BIGINT NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              lost_bytes BIGINT NOT NULL,
              from_time BIGINT NULL,
              to_time BIGINT NULL,
              noticed_at BIGINT NOT NULL,
              accepted_at BIGINT NULL,
              KEY stream (stream_id, accepted_at)
            """;

    private static final String COUNTER = """
              stream_id BIGINT NOT NULL,
              outcome VARCHAR(16) NOT NULL,
              reason VARCHAR(64) NOT NULL,
              requests BIGINT NOT NULL,
              PRIMARY KEY (stream_id, outcome, reason)
            """;

    /** max_hold is NULL for imports, which pass nobody. */
    private static final String COLLECTOR = """
              collector_id VARCHAR(190) NOT NULL PRIMARY KEY,
              instance CHAR(36) NOT NULL,
              host VARCHAR(255) NOT NULL,
              commit_no BIGINT NOT NULL,
              committed_at BIGINT NOT NULL,
              seen_at BIGINT NULL,
              max_hold BIGINT NULL
            """;

    private static final String LISTED = """
              collector_id VARCHAR(190) NOT NULL,
              stream VARCHAR(190) NOT NULL,
              PRIMARY KEY (collector_id, stream)
            """;
}
