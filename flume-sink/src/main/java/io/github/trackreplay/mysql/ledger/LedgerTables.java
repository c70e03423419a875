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
    public static final int VERSION = 3;

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

    /** What the bytes of log files hash to, at line ends. */
    public String proof() {
        return name("proof");
    }

    /** Packs that contradict what had been taken. */
    public String conflict() {
        return name("conflict");
    }

    /** Skipped bytes of log files by reason. */
    public String skipped() {
        return name("skipped");
    }

    /** Ids of requests that have been taken. */
    public String requestId() {
        return name("request_id");
    }

    /** Hashes of requests that nothing else identifies. */
    public String windowHash() {
        return name("window_hash");
    }

    /** Where the lines of pipelines' streams stood that have been taken. */
    public String topicRange() {
        return name("topic_range");
    }

    /** With which tracker paths ranges were judged, where the file's row does not tell. */
    public String judged() {
        return name("judged");
    }

    /** Long texts of settings by which ranges were judged. */
    public String setting() {
        return name("setting");
    }

    /** How much other tables hold: of which no account tells, and of what nobody vouches for. */
    public String tally() {
        return name("tally");
    }

    /** Calls of the Tracking API, where requests are sent; made by that sink, and no part of the ledger's version. */
    public String sending() {
        return name("sending");
    }

    /** Who may send; made with {@link #sending}. */
    public String sender() {
        return name("sender");
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
                listed(),
                proof(),
                conflict(),
                skipped(),
                requestId(),
                windowHash(),
                topicRange(),
                judged(),
                setting(),
                tally());
    }

    /** The tables that a complete ledger of a version has; at most {@link #VERSION}. */
    List<String> ofVersion(int version) {
        return all().stream().filter(table -> since(table) <= version).toList();
    }

    private int since(String table) {
        if (List.of(proof(), conflict(), skipped(), requestId(), windowHash(), topicRange(), judged(), setting(), tally())
                .contains(table)) {
            return 3;
        }
        return table.equals(listed()) ? 2 : 1;
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
                create(listed(), LISTED),
                create(proof(), PROOF),
                create(conflict(), CONFLICT),
                create(skipped(), SKIPPED),
                create(requestId(), COMPRESSED_BLOCKS),
                create(windowHash(), COMPRESSED_BLOCKS),
                create(topicRange(), TOPIC_RANGE),
                create(judged(), JUDGED),
                create(setting(), SETTING),
                create(tally(), TALLY));
    }

    /** What brings older tables forward, by ascending version up to {@link #VERSION}; the definitions are the newest ones. */
    List<LedgerSchema.Upgrade> upgrades() {
        return List.of(new LedgerSchema.Upgrade(2, toVersion2()), new LedgerSchema.Upgrade(3, toVersion3()));
    }

    private List<String> toVersion2() {
        return List.of(
                add(chain(), "followed TINYINT NOT NULL DEFAULT 0"),
                // before version 2 nobody but imports ended anything
                "UPDATE `" + chain() + "` SET followed = 1 WHERE ended = 0",
                "UPDATE `" + chain() + "` SET ended = 2 WHERE ended = 1",
                add(collector(), "seen_at BIGINT NULL"),
                add(collector(), "max_hold BIGINT NULL"),
                add(held(), "min_offset BIGINT NOT NULL DEFAULT 0"));
    }

    private List<String> toVersion3() {
        return List.of(
                add(progress(), "matomo_release VARCHAR(32) NULL"),
                add(progress(), "matomo_plugins TEXT NULL"),
                add(stream(), "identity VARCHAR(16) NOT NULL DEFAULT 'range'"),
                add(stream(), "identity_window BIGINT NULL"),
                add(stream(), "skew BIGINT NULL"),
                add(stream(), "skew_at BIGINT NULL"),
                add(stream(), "disorder BIGINT NULL"),
                add(stream(), "disorder_at BIGINT NULL"),
                add(file(), "path TEXT NULL"),
                add(rejected(), "stream VARCHAR(190) NULL"),
                add(rejected(), "host VARCHAR(255) NULL"),
                add(rejected(), "headers TEXT NULL"),
                add(rejected(), "replayed_at BIGINT NULL"),
                add(rejected(), "replayed_commit BIGINT NULL"),
                add(rejected(), "KEY replay (replay_state, rejected_id)"),
                add(loss(), "why VARCHAR(255) NULL"));
    }

    private static String add(String table, String column) {
        return "ALTER TABLE `" + table + "` ADD " + column;
    }

    private static String create(String name, String columns) {
        return "CREATE TABLE IF NOT EXISTS `" + name + "` (\n" + columns
                + ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
    }

    /**
     * The one row that every transaction locks first. matomo_release and matomo_plugins: what the last commit that wrote to
     * Matomo's tables found there.
     */
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
              committed_at BIGINT NULL,
              matomo_release VARCHAR(32) NULL,
              matomo_plugins TEXT NULL
            """;

    /**
     * identity: what tells the stream's requests apart: range (bytes of a log file), request-id, topic (position in a
     * topic's partition), window (the same bytes within identity_window). passed: 1 it brings nothing, 2 what it brings lies
     * too far behind the others. skew: time of taking less event time, least of the last while, in ms; disorder: how far event times ran backwards, most of the last day, in ms; each with the time at which it
     * was measured.
     */
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
              identity VARCHAR(16) NOT NULL DEFAULT 'range',
              identity_window BIGINT NULL,
              skew BIGINT NULL,
              skew_at BIGINT NULL,
              disorder BIGINT NULL,
              disorder_at BIGINT NULL,
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

    /**
     * path: where it was read last, for people; files are told apart by their fingerprints. Of a pipeline: by which way
     * (event.Way) its stream's requests come.
     */
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
              path TEXT NULL,
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

    /**
     * form: line (raw bytes of the log), request (a document of the event), event (the body of a whole event, whose headers
     * are in headers as a JSON object), pack (a StoredPack that was not believed). stream and host: what an event says of itself that names no file of ours.
     * replay_state: stored, or what became of it since, at replayed_at by the commit replayed_commit.
     */
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
              stream VARCHAR(190) NULL,
              host VARCHAR(255) NULL,
              headers TEXT NULL,
              replayed_at BIGINT NULL,
              replayed_commit BIGINT NULL,
              KEY file (file_id, line_offset),
              KEY reason (reason, rejected_at),
              KEY replay (replay_state, rejected_id)
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
              why VARCHAR(255) NULL,
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

    /**
     * What the bytes from a block's first line up to boundary, the end of a line, hash to; see the event package's Proof.
     * Only inserted. grid: 1 at the end of a block, kept as long as the file; 0 elsewhere, kept for days.
     */
    private static final String PROOF = """
              file_id BIGINT NOT NULL,
              boundary BIGINT NOT NULL,
              block_start BIGINT NOT NULL,
              proof BINARY(16) NOT NULL,
              grid TINYINT NOT NULL,
              noted_at BIGINT NOT NULL,
              PRIMARY KEY (file_id, boundary),
              KEY passing (grid, noted_at)
            """;

    /**
     * A pack whose bytes are proven not to be those that had been taken of its range: nothing of it was applied. boundary:
     * where the two proofs differ. It holds completeness until accepted_at.
     */
    private static final String CONFLICT = """
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
            """;

    /** Why bytes were skipped: parts of the file's skipped_bytes. requests: how many, where they were told apart. */
    private static final String SKIPPED = """
              file_id BIGINT NOT NULL,
              reason VARCHAR(64) NOT NULL,
              skipped_bytes BIGINT NOT NULL,
              requests BIGINT NOT NULL,
              PRIMARY KEY (file_id, reason)
            """;

    /** Hashes of one hour of event time (hours since 1970 UTC), sorted and compressed; stream_id 0 for all streams together. */
    private static final String COMPRESSED_BLOCKS = """
              stream_id BIGINT NOT NULL,
              event_hour BIGINT NOT NULL,
              block_no INT NOT NULL,
              hashes INT NOT NULL,
              body MEDIUMBLOB NOT NULL,
              PRIMARY KEY (stream_id, event_hour, block_no)
            """;

    /**
     * Where the lines of pipelines' streams stood, in rows of {@link io.github.trackreplay.order.CarriedSpan}: cluster is the kind, topic the
     * name of the file, or topic and partition; topic_partition is not used. stream_id 0: of a topic, for all streams.
     */
    private static final String TOPIC_RANGE = """
              stream_id BIGINT NOT NULL,
              cluster VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              topic VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              topic_partition INT NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              watermark BIGINT NULL,
              PRIMARY KEY (stream_id, cluster, topic, topic_partition, range_start)
            """;

    /**
     * With which paths lines of a range were judged: kind 0 instead of those in the file's row, which are those of the last
     * read; kind 1 besides, because the range was offered again. A line whose path is none of them was skipped.
     */
    private static final String JUDGED = """
              file_id BIGINT NOT NULL,
              kind TINYINT NOT NULL,
              paths_hash CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              range_start BIGINT NOT NULL,
              range_end BIGINT NOT NULL,
              tracker_paths TEXT NOT NULL,
              PRIMARY KEY (file_id, kind, paths_hash, range_start)
            """;

    /** Long lists that a text of tracker_paths names by {@code #} and their hash. */
    private static final String SETTING = """
              setting_hash CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
              setting MEDIUMTEXT NOT NULL
            """;

    /** Numbers that are kept with what they count, in the same transactions; stream_id 0 where they are of no stream. */
    private static final String TALLY = """
              name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
              stream_id BIGINT NOT NULL,
              number BIGINT NOT NULL,
              PRIMARY KEY (name, stream_id)
            """;
}
