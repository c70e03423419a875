/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes rows of one table: many rows an {@code INSERT}, a row an {@code UPDATE}, many statements a round trip where the
 * connection has {@code rewriteBatchedStatements}. Columns that the table does not have are left out; columns that some rows
 * of an insert lack get their default there. Stateless but for the schema.
 */
final class RowWriter {
    /**
     * Characters. Keeps statements below {@link io.github.trackreplay.mysql.PacketLimit#LEAST}, but for one row that is
     * larger by itself; larger ones are not faster.
     */
    private static final int STATEMENT_LENGTH = 512 * 1024;

    private final String table;
    private final Map<String, Column> columns;
    private final int idIncrement;

    RowWriter(MatomoSchema schema, String table) {
        this.table = schema.table(table);
        this.columns = schema.columns(table);
        this.idIncrement = schema.idIncrement();
    }

    /** Learns the id of the row at an index of the inserted list. */
    interface IdReceiver {
        void id(int index, long id);
    }

    /** Inserts rows whose ids the database gives. */
    void insert(Statement statement, List<Columns> rows, Ids ids, IdReceiver receiver) throws SQLException {
        insert(statement, "INSERT INTO ", rows, ids, (first, count) -> {
            long id = firstId(statement);
            for (int i = 0; i < count; i++) {
                receiver.id(first + i, id + (long) i * idIncrement);
            }
        });
    }

    /** Inserts rows that bring their key; a row whose key has come to exist meanwhile is left out, as Matomo does. */
    void insertIgnore(Statement statement, List<Columns> rows, Ids ids) throws SQLException {
        insert(statement, "INSERT IGNORE INTO ", rows, ids, null);
    }

    private interface Inserted {
        void rows(int first, int count) throws SQLException;
    }

    private void insert(Statement statement, String verb, List<Columns> rows, Ids ids, Inserted inserted)
            throws SQLException {
        List<String> names = namesOf(rows);
        SqlText sql = head(verb, names);
        IdentityHashMap<Object, int[]> places = new IdentityHashMap<>();
        int headLength = sql.length();
        int first = 0;
        for (int i = 0; i < rows.size(); i++) {
            int before = sql.length();
            Columns next = rows.get(i);
            int[] at = places.computeIfAbsent(next.shape(), shape -> places(next, names));
            row(sql, i == first ? "(" : ",(", next, names, at, ids);
            if (i > first && sql.length() > STATEMENT_LENGTH) {
                String row = sql.toString().substring(before + 1);
                execute(statement, sql.shorten(before), first, i - first, inserted);
                sql.shorten(headLength).sql(row);
                first = i;
            }
        }
        if (first < rows.size()) {
            execute(statement, sql, first, rows.size() - first, inserted);
        }
    }

    private void execute(Statement statement, SqlText sql, int first, int count, Inserted inserted)
            throws SQLException {
        int written = statement.executeUpdate(sql.toString());
        if (inserted != null) {
            if (written != count) {
                throw new SQLException(table + " took " + written + " of " + count
                        + " rows, so their ids are not known. Is there a trigger on it?");
            }
            inserted.rows(first, count);
        }
    }

    /** Asked for in SQL: for {@code getGeneratedKeys} the driver scans the whole statement, character by character. */
    private long firstId(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT LAST_INSERT_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private List<String> namesOf(List<Columns> rows) {
        Set<String> names = new LinkedHashSet<>();
        Set<Object> shapes = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Columns row : rows) {
            if (shapes.add(row.shape())) {
                names.addAll(row.names());
            }
        }
        names.retainAll(columns.keySet());
        return List.copyOf(names);
    }

    private SqlText head(String verb, List<String> names) {
        return new SqlText().sql(verb).sql(table).sql(" (`" + String.join("`, `", names) + "`) VALUES ");
    }

    private static int[] places(Columns row, List<String> names) {
        return names.stream().mapToInt(row::place).toArray();
    }

    private void row(SqlText sql, String open, Columns row, List<String> names, int[] places, Ids ids) {
        String separator = open;
        for (int i = 0; i < places.length; i++) {
            sql.sql(separator);
            if (places[i] >= 0) {
                sql.value(row.at(places[i]), ids);
            } else if (columns.get(names.get(i)).nullByDefault()) {
                sql.sql("NULL");
            } else {
                sql.sql("DEFAULT");
            }
            separator = ",";
        }
        sql.sql(")");
    }

    /**
     * Adds an update to a statement's batch; nothing where no column is left.
     *
     * @param where the condition, such as {@code idvisit = 7}
     */
    void update(Statement statement, Columns row, SqlText where, Ids ids) throws SQLException {
        SqlText sql = new SqlText().sql("UPDATE ").sql(table);
        String separator = " SET `";
        for (String name : row.names()) {
            if (columns.containsKey(name)) {
                sql.sql(separator).sql(name).sql("` = ").value(row.get(name), ids);
                separator = ", `";
            }
        }
        if (separator.startsWith(",")) {
            statement.addBatch(sql.sql(" WHERE ").sql(where.toString()).toString());
        }
    }
}
