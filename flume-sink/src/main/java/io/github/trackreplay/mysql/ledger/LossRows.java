/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import io.github.trackreplay.event.ArchiveEnd;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.StreamOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Notices of destroyed bytes of log files, and of times in which some may have been destroyed unseen. */
public final class LossRows {
    private static final String COLUMNS =
            "loss_id, stream_id, file_id, range_start, range_end, lost_bytes, from_time, to_time, noticed_at, accepted_at, why";

    /** Why: a reader says that bytes may have been destroyed in a time. Older programs noted no reason. */
    public static final String UNSEEN = "unseen";
    /** Why: an archive of the log file breaks off, at the start of the range. */
    public static final String BROKEN_OFF = ArchiveEnd.BROKEN_OFF.text();
    /** Why: the same, and the log file is known to end where the range does; something before that has not come yet. */
    public static final String WHOLE = ArchiveEnd.WHOLE.text();

    /** Why: two agents bring logs of their own under one stream's name. */
    public static final String TWO_READERS = "two-readers";

    private final LedgerTables tables;

    /**
     * A notice.
     *
     * @param bytes how many were destroyed; 0 if that is unknown
     * @param why {@link #UNSEEN}, {@link #BROKEN_OFF}, {@link #WHOLE} or {@link #TWO_READERS}; empty of any other, and of all that older programs noted
     */
    public record Loss(long id, Where where, long bytes, When when, Optional<String> why) {
        /** Where the destroyed bytes stood. */
        public ByteRange destroyed() {
            return new ByteRange(where.range().end() - bytes, where.range().end());
        }

        /** Whether it is known which bytes were destroyed. */
        public boolean isCounted() {
            return when.to().isEmpty();
        }

        /** Whether it is of a log file. */
        public boolean isOf(FileTrack file) {
            return where.fileId() == file.id();
        }

        /** Whether it is of a stream. */
        public boolean isOf(StreamOrder stream) {
            return where.streamId() == stream.id();
        }

        /** Whether an operator gave the bytes up. */
        public boolean isAccepted() {
            return when.acceptedAt().isPresent();
        }

        /** Whether it is of a reason. */
        public boolean is(String reason) {
            return why.filter(reason::equals).isPresent();
        }

        /** Whether it may be taken back without an operator: a sound copy of an archive that broke off may come. */
        public boolean mayBeTakenBack() {
            return is(BROKEN_OFF) || is(WHOLE);
        }

        /** Between which times, if it is not known which bytes were destroyed. */
        public UnknownLoss times() {
            long to = when.to().orElseThrow();
            return new UnknownLoss(Math.min(when.from(), to), to);
        }
    }

    /**
     * Where.
     *
     * @param range where the bytes stood, or where the pack did at whose end they stood (as older programs noted it); of an unknown
     *     number, of the pack that told of them
     */
    public record Where(long streamId, long fileId, ByteRange range) {
        /** Elsewhere in the same log file. */
        public Where at(ByteRange other) {
            return new Where(streamId, fileId, other);
        }
    }

    /**
     * When, in milliseconds since 1970-01-01 UTC.
     *
     * @param from least event time that the bytes may have had, {@link Long#MIN_VALUE} if nobody knows any; if their number is
     *     unknown, since when they may have been written
     * @param to until when, if their number is unknown
     * @param noticedAt when they were missed, by the reader's clock, or when that was booked if it was before
     * @param acceptedAt when an operator gave them up
     */
    public record When(long from, OptionalLong to, long noticedAt, OptionalLong acceptedAt) {
        /** Nobody has given them up. */
        public When(long from, OptionalLong to, long noticedAt) {
            this(from, to, noticedAt, OptionalLong.empty());
        }
    }

    public LossRows(LedgerTables tables) {
        this.tables = tables;
    }

    /** Notes losses that are not stored yet. */
    public void insert(Connection connection, Collection<Loss> losses) throws SQLException {
        Rows rows = Rows.insert(connection, tables.loss(), COLUMNS);
        for (Loss loss : losses) {
            rows.add(
                    loss.id(),
                    loss.where().streamId(),
                    loss.where().fileId(),
                    loss.where().range().start(),
                    loss.where().range().end(),
                    loss.bytes(),
                    Rows.time(loss.when().from()),
                    NullableLong.orNull(loss.when().to()),
                    loss.when().noticedAt(),
                    NullableLong.orNull(loss.when().acceptedAt()),
                    loss.why().orElse(null));
        }
        rows.send();
    }

    /** Strikes losses out, by their ids. */
    public void delete(Connection connection, Collection<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        String list = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (PreparedStatement delete = connection.prepareStatement(
                tables.sql("DELETE FROM matomo_trackreplay_loss WHERE loss_id IN ({})", list))) {
            delete.executeUpdate();
        }
    }

    /** The destroyed bytes of a log file that were counted and have not come since, also those that were accepted. */
    public List<Loss> counted(Connection connection, long streamId, long fileId) throws SQLException {
        return select(
                connection,
                "stream_id = " + streamId + " AND file_id = " + fileId + " AND to_time IS NULL AND lost_bytes > 0");
    }

    /** All losses of a stream that nobody has accepted. */
    public List<Loss> open(Connection connection, long streamId) throws SQLException {
        return select(connection, "stream_id = " + streamId + " AND accepted_at IS NULL");
    }

    /** All possible losses of a stream that readers have told of in times, also those that were accepted. */
    public List<Loss> unseen(Connection connection, long streamId) throws SQLException {
        return select(connection, "stream_id = " + streamId + " AND why = '" + UNSEEN + "' AND to_time IS NOT NULL");
    }

    /** The possible losses of a log file whose archives broke off, also those that were accepted. */
    public List<Loss> brokenOff(Connection connection, long streamId, long fileId) throws SQLException {
        return select(
                connection,
                "stream_id = " + streamId + " AND file_id = " + fileId + " AND why IN ('" + BROKEN_OFF + "', '" + WHOLE
                        + "')");
    }

    private List<Loss> select(Connection connection, String where) throws SQLException {
        List<Loss> losses = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(tables.sql(
                        "SELECT {} FROM matomo_trackreplay_loss WHERE {} ORDER BY loss_id", COLUMNS, where));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                losses.add(loss(row));
            }
        }
        return losses;
    }

    private static Loss loss(ResultSet row) throws SQLException {
        return new Loss(
                row.getLong("loss_id"),
                new Where(
                        row.getLong("stream_id"),
                        row.getLong("file_id"),
                        new ByteRange(row.getLong("range_start"), row.getLong("range_end"))),
                row.getLong("lost_bytes"),
                new When(
                        LockProgress.time(row, "from_time"),
                        NullableLong.read(row, "to_time"),
                        row.getLong("noticed_at"),
                        NullableLong.read(row, "accepted_at")),
                Optional.ofNullable(row.getString("why")));
    }

    /** Whether a possible loss has been noted before: its event may come twice. */
    public boolean knows(Connection connection, long fileId, UnknownLoss loss) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                        SELECT 1
                        FROM matomo_trackreplay_loss
                        WHERE file_id = ? AND from_time = ? AND to_time = ?
                        LIMIT 1"""))) {
            select.setLong(1, fileId);
            select.setLong(2, loss.from());
            select.setLong(3, loss.to());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** When an operator has accepted last what is lost of a stream for a reason; {@link Long#MIN_VALUE} if none has. */
    public long acceptedAt(Connection connection, long streamId, String why) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql(
                "SELECT MAX(accepted_at) AS latest FROM matomo_trackreplay_loss WHERE stream_id = ? AND why = ?"))) {
            select.setLong(1, streamId);
            select.setString(2, why);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long at = row.getLong("latest");
                return row.wasNull() ? Long.MIN_VALUE : at;
            }
        }
    }

    /** Whether a possible loss of a stream is listed that nobody has accepted, and that stays until somebody does. */
    public boolean listsLastingLoss(Connection connection, long streamId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(tables.sql("""
                SELECT 1
                FROM matomo_trackreplay_loss
                WHERE stream_id = ? AND accepted_at IS NULL AND to_time IS NOT NULL AND (why IS NULL
                    OR why NOT IN ('{}', '{}'))
                LIMIT 1""", BROKEN_OFF, WHOLE))) {
            select.setLong(1, streamId);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
