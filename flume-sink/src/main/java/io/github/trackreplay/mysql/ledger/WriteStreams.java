/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.order.Chain;
import io.github.trackreplay.order.FileAccount;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.order.TakenRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what changed of streams, chains, files and ranges: one statement a table, whatever their number. */
public final class WriteStreams {
    private static final String STREAM = "stream_id, name, state, expected, retired, passed, stopped, last_number,"
            + " current_chain, last_seen, last_request, watermark, whole_before, loss_from, late, rejects_in_row,"
            + " commit_no, skew, skew_at, identity, disorder, disorder_at";
    private static final String STREAM_UPDATE = Rows.all("state, expected, retired, passed, stopped, last_number,"
                    + " current_chain, last_seen, last_request, watermark, whole_before, loss_from, late, rejects_in_row,"
                    + " commit_no, skew, skew_at, identity")
            + ", disorder = COALESCE(VALUES(disorder), disorder), disorder_at = COALESCE(VALUES(disorder_at), disorder_at)";
    private static final String CHAIN = "chain_id, stream_id, order_file, order_offset, order_watermark, whole_file,"
            + " whole_offset, whole_watermark, followed, ended";
    private static final String FILE = "file_id, stream_id, fingerprint, file_number, seen, chain_id, previous,"
            + " previous_length, host, tracker_paths, last_seen, first_time, last_time, applied_bytes, skipped_bytes,"
            + " before_start_bytes, rejected_bytes, held_bytes, lost_bytes, path";
    private static final String FILE_UPDATE = Rows.all("seen, chain_id, previous, previous_length, host, tracker_paths,"
            + " last_seen, first_time, last_time, applied_bytes, skipped_bytes, before_start_bytes, rejected_bytes,"
            + " held_bytes, lost_bytes, path");
    /** How it is stored that a stream was passed although it moves. */
    static final int PASSED_BEHIND = 2;

    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_PATHS = 16_000;
    private static final int LONGEST_PATH = 16_000;
    private static final String RANGE = "file_id, kind, range_start, range_end, watermark";

    private final LedgerTables tables;

    public WriteStreams(LedgerTables tables) {
        this.tables = tables;
    }

    /** Writes all streams that changed, or of which a file did. */
    public void run(
            Connection connection, Collection<StreamOrder> streams, Map<Long, StreamTally> tallies, long commitNumber)
            throws SQLException {
        List<StreamOrder> changed = new ArrayList<>();
        for (StreamOrder stream : streams) {
            if (changed(stream, tallies)) {
                changed.add(stream);
            }
        }
        streams(connection, changed, tallies, commitNumber);
        chains(connection, changed);
        files(connection, changed);
        ranges(connection, changed);
    }

    private static StreamTally tally(Map<Long, StreamTally> tallies, StreamOrder stream) {
        return Optional.ofNullable(tallies.get(stream.id())).orElseThrow();
    }

    /** Asked of every stream in every transaction. */
    private static boolean changed(StreamOrder stream, Map<Long, StreamTally> tallies) {
        if (stream.changed() || tally(tallies, stream).changed()) {
            return true;
        }
        for (FileTrack file : stream.files()) {
            if (file.changed()) {
                return true;
            }
        }
        return false;
    }

    private void streams(
            Connection connection, List<StreamOrder> changed, Map<Long, StreamTally> tallies, long commitNumber)
            throws SQLException {
        Rows fresh = Rows.insert(connection, tables.stream(), STREAM);
        Rows known = Rows.upsert(connection, tables.stream(), STREAM, STREAM_UPDATE);
        int stored = 0;
        for (StreamOrder stream : changed) {
            stored += stream.stored() ? 1 : 0;
            StreamTally tally = tally(tallies, stream);
            (stream.stored() ? known : fresh)
                    .add(
                            stream.id(),
                            stream.name(),
                            tally.course() == StreamTally.Course.RUNNING
                                    ? stream.state().name().toLowerCase(Locale.ROOT)
                                    : "stopped",
                            stream.expected() ? 1 : 0,
                            stream.retired() ? 1 : 0,
                            stream.behind() ? PASSED_BEHIND : stream.passed() ? 1 : 0,
                            tally.courseCode(),
                            stream.lastNumber(),
                            stream.current(),
                            stream.lastSeen(),
                            stream.lastRequest(),
                            Rows.time(stream.watermark()),
                            stream.wholeBefore() == TakenRanges.NO_WATERMARK ? null : stream.wholeBefore(),
                            stream.lossFrom() == Long.MAX_VALUE ? null : stream.lossFrom(),
                            tally.late(),
                            tally.rejectsInRow(),
                            commitNumber,
                            NullableLong.orNull(stream.skew()),
                            stream.skew().isPresent() ? stream.skewAt() : null,
                            tally.identity(),
                            NullableLong.orNull(stream.disorder()),
                            stream.disorder().isPresent() ? stream.disorderAt() : null);
        }
        fresh.send();
        known.send();
        if (known.affected() < 2L * stored) { // each is of another commit now
            throw new LedgerException(
                    LedgerCheck.lacks(tables.stream() + " lacks rows of streams that were there a moment ago"));
        }
    }

    private void chains(Connection connection, List<StreamOrder> changed) throws SQLException {
        Rows rows = Rows.upsert(
                connection,
                tables.chain(),
                CHAIN,
                Rows.all("order_file, order_offset, order_watermark, whole_file, whole_offset, whole_watermark,"
                        + " followed, ended"));
        for (StreamOrder stream : changed) {
            for (Chain chain : stream.chains()) {
                if (chain.changed()) {
                    rows.add(
                            chain.id(),
                            stream.id(),
                            chain.order().file().id(),
                            chain.order().offset(),
                            Rows.time(chain.order().watermark()),
                            chain.whole().file().id(),
                            chain.whole().offset(),
                            Rows.time(chain.whole().watermark()),
                            chain.followed() ? 1 : 0,
                            chain.end().code());
                }
            }
            for (long joined : stream.removedChains()) {
                join(connection, stream, joined);
            }
        }
        rows.send();
    }

    /** Files of a joined chain that are not in memory become part of the other one too. */
    private void join(Connection connection, StreamOrder stream, long joined) throws SQLException {
        execute(
                connection,
                tables.sql(
                        "UPDATE matomo_trackreplay_file SET chain_id = {} WHERE stream_id = {} AND chain_id = {}",
                        stream.joinedInto(joined),
                        stream.id(),
                        joined));
        execute(connection, tables.sql("DELETE FROM matomo_trackreplay_chain WHERE chain_id = {}", joined));
    }

    private void files(Connection connection, List<StreamOrder> changed) throws SQLException {
        Rows fresh = Rows.insert(connection, tables.file(), FILE);
        Rows known = Rows.upsert(connection, tables.file(), FILE, FILE_UPDATE);
        for (StreamOrder stream : changed) {
            for (FileTrack file : stream.files()) {
                if (file.changed()) {
                    file(file.stored() ? known : fresh, stream, file);
                }
            }
        }
        fresh.send();
        known.send();
    }

    private static void file(Rows rows, StreamOrder stream, FileTrack file) throws SQLException {
        FileAccount account = file.account();
        rows.add(
                file.id(),
                stream.id(),
                file.file().fingerprint().hex(),
                file.file().number(),
                file.seen() ? 1 : 0,
                file.chain(),
                file.file().previous().map(p -> p.fingerprint().hex()).orElse(null),
                file.file().previous().map(p -> p.length()).orElse(null),
                Rows.cut(file.host(), LONGEST_HOST),
                Rows.cut(file.trackerPaths(), LONGEST_PATHS),
                file.lastSeen(),
                Rows.time(file.firstTime()),
                Rows.time(file.lastTime()),
                account.applied(),
                account.skipped(),
                account.beforeStart(),
                account.rejected(),
                account.held(),
                account.lost(),
                file.path().isEmpty() ? null : Rows.cut(file.path(), LONGEST_PATH));
    }

    private void ranges(Connection connection, List<StreamOrder> changed) throws SQLException {
        Rows rows = Rows.upsert(connection, tables.range(), RANGE, Rows.all("range_end, watermark"));
        for (StreamOrder stream : changed) {
            for (FileTrack file : stream.files()) {
                if (file.changed()) {
                    for (RangeKind kind : RangeKind.values()) {
                        ranges(connection, rows, file, kind);
                    }
                }
            }
        }
        rows.send();
    }

    private void ranges(Connection connection, Rows rows, FileTrack file, RangeKind kind) throws SQLException {
        TakenRanges.Changes changes = kind.of(file).drain();
        if (!changes.removed().isEmpty()) {
            execute(
                    connection,
                    tables.sql(
                            """
                            DELETE FROM matomo_trackreplay_range
                            WHERE file_id = {} AND kind = {} AND range_start IN ({})""",
                            file.id(),
                            kind.code(),
                            changes.removed().stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        for (TakenRanges.Span span : changes.written()) {
            rows.add(file.id(), kind.code(), span.start(), span.end(), Rows.time(span.watermark()));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    /** Called after the COMMIT. */
    public static void noteStored(Collection<StreamOrder> streams, Map<Long, StreamTally> tallies) {
        for (StreamOrder stream : streams) {
            if (!changed(stream, tallies)) {
                continue;
            }
            stream.noteStored();
            tally(tallies, stream).noteStored();
            stream.chains().forEach(Chain::noteStored);
            stream.files().forEach(FileTrack::noteStored);
        }
    }
}
