/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.Locale;

/**
 * Our tables, each declared once: since which version of the ledger there is one, its columns with their meaning, its keys. The newest
 * definitions; what brings older tables forward is {@link LedgerUpgrades}. Columns are read by these names.
 */
enum LedgerTable {
    /**
     * The one row that every transaction locks first. matomo_release and matomo_plugins: what the last commit that wrote to
     * Matomo's tables found there.
     */
    PROGRESS(1, """
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
              committed_at BIGINT NULL,
              matomo_release VARCHAR(32) NULL,
              matomo_plugins TEXT NULL
            """),

    /**
     * identity: what tells the stream's requests apart: range (bytes of a log file), request-id, topic (position in a
     * topic's partition), window (the same bytes within identity_window). passed: 1 it brings nothing, 2 what it brings lies
     * too far behind the others. skew: time of taking less event time, least of the last while, in ms; disorder: how far event times ran backwards, most of the last day, in ms; each with the time at which it
     * was measured.
     */
    STREAM(1, """
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
              identity VARCHAR(16) NOT NULL DEFAULT 'range',
              identity_window BIGINT NULL,
              skew BIGINT NULL,
              skew_at BIGINT NULL,
              disorder BIGINT NULL,
              disorder_at BIGINT NULL,
              UNIQUE KEY name (name),
              KEY commit_no (commit_no)
            """),

    /** ended: 0 more may come, 1 an agent has said that nothing more comes, or the operator, 2 an import has, 3 more comes of what an agent found at its start, 4 it still looks at that. */
    CHAIN(1, """
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
            """),

    /**
     * path: where it was read last, for people; files are told apart by their fingerprints. Of a pipeline: by which way
     * (event.Way) its stream's requests come.
     */
    FILE(1, """
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
              path TEXT NULL,
              UNIQUE KEY file (stream_id, fingerprint),
              KEY place (stream_id, file_number),
              KEY previous (stream_id, previous),
              KEY fingerprint (fingerprint)
            """),

    /** kind: 0 taken, 1 gap passed by the order, 2 gap accepted by the operator. */
    RANGE(1, """
              file_id BIGINT NOT NULL,
              kind TINYINT NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              watermark BIGINT NULL,
              PRIMARY KEY (file_id, kind, range_start)
            """),

    /** min_offset: the least offset of the requests at min_time, or less. */
    HELD(1, """
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
            """),

    /** Packs of streams that have stopped, as they came. */
    ASIDE(1, """
              aside_id BIGINT NOT NULL PRIMARY KEY,
              stream_id BIGINT NOT NULL,
              file_id BIGINT NOT NULL,
              commit_no BIGINT NOT NULL,
              body MEDIUMBLOB NOT NULL,
              KEY stream (stream_id, aside_id)
            """),

    /**
     * form: line (raw bytes of the log), request (a document of the event), event (the body of a whole event, whose headers
     * are in headers as a JSON object), pack (a StoredPack that was not believed). stream and host: what an event says of itself that names no file of ours.
     * replay_state: stored, or what became of it since, at replayed_at by the commit replayed_commit.
     */
    REJECTED(1, """
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
              stream VARCHAR(190) NULL,
              host VARCHAR(255) NULL,
              headers TEXT NULL,
              replayed_at BIGINT NULL,
              replayed_commit BIGINT NULL,
              KEY file (file_id, line_offset),
              KEY reason (reason, rejected_at),
              KEY replay (replay_state, rejected_id)
            """),

    /**
     * Destroyed bytes that were counted, of which those in no other row have come since: the last lost_bytes of the range. Or, with a
     * to_time, a time in which an unknown number may have been destroyed.
     */
    LOSS(1, """
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
              why VARCHAR(255) NULL,
              KEY stream (stream_id, accepted_at)
            """),

    /** How many requests of a stream came to what. */
    COUNTER(1, """
              stream_id BIGINT NOT NULL,
              outcome VARCHAR(16) NOT NULL,
              reason VARCHAR(64) NOT NULL,
              requests BIGINT NOT NULL,
              PRIMARY KEY (stream_id, outcome, reason)
            """),

    /** max_hold is NULL for imports, which pass nobody. */
    COLLECTOR(1, """
              collector_id VARCHAR(190) NOT NULL PRIMARY KEY,
              instance CHAR(36) NOT NULL,
              host VARCHAR(255) NOT NULL,
              commit_no BIGINT NOT NULL,
              committed_at BIGINT NOT NULL,
              seen_at BIGINT NULL,
              max_hold BIGINT NULL
            """),

    /** Which streams each collector's configuration lists. */
    LISTED(2, """
              collector_id VARCHAR(190) NOT NULL,
              stream VARCHAR(190) NOT NULL,
              PRIMARY KEY (collector_id, stream)
            """),

    /**
     * What the bytes from a block's first line up to boundary, the end of a line, hash to; see the event package's Proof.
     * Only inserted. grid: 1 at the end of a block, kept as long as the file; 0 elsewhere, kept for days.
     * noted_at: when the bytes were read, by their reader's clock, or when they were taken if that was before; milliseconds.
     * An older version always wrote when they were taken.
     */
    PROOF(3, """
              file_id BIGINT NOT NULL,
              boundary BIGINT NOT NULL,
              block_start BIGINT NOT NULL,
              proof BINARY(16) NOT NULL,
              grid TINYINT NOT NULL,
              noted_at BIGINT NOT NULL,
              PRIMARY KEY (file_id, boundary),
              KEY passing (grid, noted_at)
            """),

    /**
     * A pack whose bytes are proven not to be those that had been taken of its range: nothing of it was applied. boundary:
     * where the two proofs differ. It holds completeness until accepted_at.
     */
    CONFLICT(3, """
              conflict_id BIGINT NOT NULL PRIMARY KEY,
              commit_no BIGINT NOT NULL,
              noticed_at BIGINT NOT NULL,
              stream_id BIGINT NOT NULL,
              file_id BIGINT NOT NULL,
              host VARCHAR(255) NOT NULL,
              path TEXT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              boundary BIGINT NOT NULL,
              taken_proof BINARY(16) NULL,
              pack_proof BINARY(16) NULL,
              requests INT NOT NULL,
              body MEDIUMBLOB NOT NULL,
              accepted_at BIGINT NULL,
              KEY stream (stream_id, accepted_at),
              KEY file (file_id, range_start)
            """),

    /** Why bytes were skipped: parts of the file's skipped_bytes. requests: how many, where they were told apart. */
    SKIPPED(3, """
              file_id BIGINT NOT NULL,
              reason VARCHAR(64) NOT NULL,
              skipped_bytes BIGINT NOT NULL,
              requests BIGINT NOT NULL,
              PRIMARY KEY (file_id, reason)
            """),

    /** Ids of requests that have been taken. */
    REQUEST_ID(3, Columns.COMPRESSED_BLOCKS),

    /** Hashes of requests that nothing else identifies. */
    WINDOW_HASH(3, Columns.COMPRESSED_BLOCKS),

    /**
     * Where the lines of pipelines' streams stood, in rows of {@link io.github.trackreplay.order.CarriedSpan}: cluster is the kind, topic the
     * name of the file, or topic and partition; topic_partition is not used. stream_id 0: of a topic, for all streams.
     */
    TOPIC_RANGE(3, """
              stream_id BIGINT NOT NULL,
              cluster VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              topic VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              topic_partition INT NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              watermark BIGINT NULL,
              PRIMARY KEY (stream_id, cluster, topic, topic_partition, range_start)
            """),

    /**
     * With which paths lines of a range were judged: kind 0 instead of those in the file's row, which are those of the last
     * read; kind 1 besides, because the range was offered again. A line whose path is none of them was skipped.
     */
    JUDGED(3, """
              file_id BIGINT NOT NULL,
              kind TINYINT NOT NULL,
              paths_hash CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              tracker_paths TEXT NOT NULL,
              PRIMARY KEY (file_id, kind, paths_hash, range_start)
            """),

    /** Long lists that a text of tracker_paths names by {@code #} and their hash. */
    SETTING(3, """
              setting_hash CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
              setting MEDIUMTEXT NOT NULL
            """),

    /** Numbers that are kept with what they count, in the same transactions; stream_id 0 where they are of no stream. */
    TALLY(3, """
              name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              stream_id BIGINT NOT NULL,
              number BIGINT NOT NULL,
              PRIMARY KEY (name, stream_id)
            """);

    private static final class Columns {
        /** Hashes of one hour of event time (hours since 1970 UTC), sorted and compressed; stream_id 0 for all streams together. */
        private static final String COMPRESSED_BLOCKS = """
                  stream_id BIGINT NOT NULL,
                  event_hour BIGINT NOT NULL,
                  block_no INT NOT NULL,
                  hashes INT NOT NULL,
                  body MEDIUMBLOB NOT NULL,
                  PRIMARY KEY (stream_id, event_hour, block_no)
                """;
    }

    private final int since;
    private final String columns;

    LedgerTable(int since, String columns) {
        this.since = since;
        this.columns = columns;
    }

    /** The version of the ledger that has it first. */
    int since() {
        return since;
    }

    /** Its name with a prefix of Matomo's tables. */
    String name(String prefix) {
        return prefix + "trackreplay_" + name().toLowerCase(Locale.ROOT);
    }

    /** The statement that creates it, if it does not exist, in a database with that prefix. */
    String definition(String prefix) {
        return "CREATE TABLE IF NOT EXISTS `" + name(prefix) + "` (\n" + columns
                + ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
    }
}
