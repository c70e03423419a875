/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much our tables hold of which no account tells, counted in the same transactions that change them, so that an older copy
 * of one that was restored alone is noticed. A ledger that has no such numbers yet gets them from what is there ({@link
 * #begin}); until then nothing is counted. Stateless.
 *
 * <p>Why so: {@code docs/decisions/0051-tables-without-an-account.md}.
 */
public final class TableTallies {
    private static final List<String> PARTS = List.of("rows", "sum", "settled");

    private final LedgerTables tables;

    /** Tables that are counted. */
    public enum Table {
        ASIDE("aside"),
        REJECTED("rejected"),
        CONFLICT("conflict"),
        REQUEST_ID("request_id"),
        WINDOW_HASH("window_hash");

        private final String code;

        Table(String code) {
            this.code = code;
        }
    }

    /**
     * What a table holds, or by how much that changes.
     *
     * @param rows rows
     * @param sum of their ids, or of the hashes in them
     * @param settled those of them of which nothing waits any more
     */
    public record Tally(long rows, long sum, long settled) {
        private static final Tally NOTHING = new Tally(0, 0, 0);

        /** Rows with these ids have come. */
        static Tally of(Collection<Long> ids) {
            return new Tally(ids.size(), ids.stream().mapToLong(Long::longValue).sum(), 0);
        }

        Tally gone() {
            return new Tally(-rows, -sum, -settled);
        }

        private Tally with(String part, long number) {
            return switch (part) {
                case "rows" -> new Tally(number, sum, settled);
                case "sum" -> new Tally(rows, number, settled);
                default -> new Tally(rows, sum, number);
            };
        }

        private long part(String part) {
            return part.equals("rows") ? rows : part.equals("sum") ? sum : settled;
        }
    }

    public TableTallies(LedgerTables tables) {
        this.tables = tables;
    }

    /** A table changes with this transaction. */
    public void change(Connection connection, Table table, Tally by) throws SQLException {
        if (by.equals(Tally.NOTHING)) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(
                tables.sql("""
                UPDATE matomo_trackreplay_tally
                SET number = number + CASE name WHEN '{}-rows' THEN ? WHEN '{}-sum' THEN ? ELSE ? END
                WHERE stream_id = 0 AND name IN ('{}-rows', '{}-sum', '{}-settled')""", table.code, table.code, table.code, table.code, table.code))) {
            update.setLong(1, by.rows());
            update.setLong(2, by.sum());
            update.setLong(3, by.settled());
            update.executeUpdate();
        }
    }

    /** Begins to count what is not counted yet. */
    public void begin(Connection connection) throws SQLException {
        Map<Table, Tally> counted = counted(connection);
        for (Table table : Table.values()) {
            if (!counted.containsKey(table)) {
                write(connection, table, there(connection, table));
            }
        }
    }

    /** Takes what is there as what should be there. */
    void recount(Connection connection, Table table) throws SQLException {
        write(connection, table, there(connection, table));
    }

    /** Does not count a table until somebody begins to again. */
    void forget(Connection connection, Table table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(tables.sql("""
                    DELETE FROM matomo_trackreplay_tally
                    WHERE stream_id = 0 AND name IN ('{}-rows', '{}-sum', '{}-settled')""", table.code, table.code, table.code));
        }
    }

    private void write(Connection connection, Table table, Tally tally) throws SQLException {
        Rows rows = Rows.upsert(connection, tables.tally(), "name, stream_id, number", Rows.all("number"));
        for (String part : PARTS) {
            rows.add(table.code + "-" + part, 0, tally.part(part));
        }
        rows.send();
    }

    /**
     * How a table differs from what has been written to it: a part of a sentence, or nothing.
     *
     * @param of a table
     */
    Optional<String> difference(Connection connection, Table of) throws SQLException {
        Tally should = counted(connection).get(of);
        if (should == null) {
            return Optional.empty();
        }
        Tally there = there(connection, of);
        return there.equals(should)
                ? Optional.empty()
                : Optional.of(name(of) + " holds " + there.rows() + " rows, and not the " + should.rows()
                        + " that were written to it");
    }

    private Map<Table, Tally> counted(Connection connection) throws SQLException {
        Map<Table, Tally> tallies = new EnumMap<>(Table.class);
        try (PreparedStatement select = connection.prepareStatement(
                        tables.sql("SELECT name, number FROM matomo_trackreplay_tally WHERE stream_id = 0"));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String[] words = row.getString("name").split("-", 2);
                for (Table table : Table.values()) {
                    if (table.code.equals(words[0])) {
                        Tally known = tallies.getOrDefault(table, Tally.NOTHING);
                        tallies.put(table, known.with(words[1], row.getLong("number")));
                    }
                }
            }
        }
        return tallies;
    }

    private Tally there(Connection connection, Table table) throws SQLException {
        String settled = table == Table.REJECTED ? "SUM(replay_state <> 'stored')" : "0";
        return tally(
                connection,
                "SELECT COUNT(*) AS table_rows, SUM(" + summed(table) + ") AS summed, " + settled + " AS settled FROM `"
                        + name(table) + "`");
    }

    /** What rows are of a condition that are about to be deleted. */
    Tally of(Connection connection, Table table, String where) throws SQLException {
        String settled = table == Table.REJECTED ? "SUM(replay_state <> 'stored')" : "0";
        return tally(
                connection,
                "SELECT COUNT(*) AS table_rows, SUM(" + summed(table) + ") AS summed, " + settled + " AS settled FROM `"
                        + name(table) + "` WHERE " + where);
    }

    private static Tally tally(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new Tally(row.getLong("table_rows"), row.getLong("summed"), row.getLong("settled"));
        }
    }

    private static String summed(Table table) {
        return switch (table) {
            case ASIDE -> "aside_id";
            case REJECTED -> "rejected_id";
            case CONFLICT -> "conflict_id";
            case REQUEST_ID, WINDOW_HASH -> "hashes";
        };
    }

    private String name(Table table) {
        return switch (table) {
            case ASIDE -> tables.aside();
            case REJECTED -> tables.rejected();
            case CONFLICT -> tables.conflict();
            case REQUEST_ID -> tables.requestId();
            case WINDOW_HASH -> tables.windowHash();
        };
    }

    /** Tables of which a wrong content would lose or double requests with the next transaction. */
    List<String> contradictions(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        for (Table table : List.of(Table.ASIDE, Table.REQUEST_ID, Table.WINDOW_HASH)) {
            difference(connection, table).ifPresent(found::add);
        }
        return found;
    }

    /** A sentence about tables from which nothing is applied before an operator asks for it. */
    public Optional<String> changedByOthers(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        for (Table table : List.of(Table.REJECTED, Table.CONFLICT)) {
            difference(connection, table).ifPresent(found::add);
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("The table " + String.join("; the table ", found)
                        + ". Was an older copy of it restored alone? Then what was rejected since is not in it, and what has"
                        + " been replayed since would be replayed twice, so 'trackreplay rejected replay' refuses: restore"
                        + " all of our tables together from one backup. If you have deleted rows of it yourself, say so:"
                        + " trackreplay rejected discard");
    }
}
