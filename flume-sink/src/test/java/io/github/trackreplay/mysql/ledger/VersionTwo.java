/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.util.List;

/** The tables of version 2 as its release made them, with the prefix {@code m_}. Never changed. */
final class VersionTwo {
    private VersionTwo() {}

    static final List<String> DEFINITIONS = List.of("""
            CREATE TABLE m_trackreplay_progress (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_stream (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_chain (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_file (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_range (
              file_id BIGINT NOT NULL,
              kind TINYINT NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              watermark BIGINT NULL,
              PRIMARY KEY (file_id, kind, range_start)
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_held (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_aside (
              aside_id BIGINT NOT NULL PRIMARY KEY,
              stream_id BIGINT NOT NULL,
              file_id BIGINT NOT NULL,
              commit_no BIGINT NOT NULL,
              body MEDIUMBLOB NOT NULL,
              KEY stream (stream_id, aside_id)
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_rejected (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_loss (
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
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_counter (
              stream_id BIGINT NOT NULL,
              outcome VARCHAR(16) NOT NULL,
              reason VARCHAR(64) NOT NULL,
              requests BIGINT NOT NULL,
              PRIMARY KEY (stream_id, outcome, reason)
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_collector (
              collector_id VARCHAR(190) NOT NULL PRIMARY KEY,
              instance CHAR(36) NOT NULL,
              host VARCHAR(255) NOT NULL,
              commit_no BIGINT NOT NULL,
              committed_at BIGINT NOT NULL,
              seen_at BIGINT NULL,
              max_hold BIGINT NULL
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""", """
            CREATE TABLE m_trackreplay_listed (
              collector_id VARCHAR(190) NOT NULL,
              stream VARCHAR(190) NOT NULL,
              PRIMARY KEY (collector_id, stream)
            ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""");
}
