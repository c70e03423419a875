/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.TableException;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one table: many rows an {@code INSERT} and an {@code UPDATE} by number, a row an {@code UPDATE} by another
 * key, many statements a round trip where the connection has {@code rewriteBatchedStatements}. Columns that the table does not have are left out; columns that some rows
 * of an insert lack get their default there. Stateless but for the schema.
 */
final class RowWriter {
    /**
     * Characters. Keeps statements below {@link io.github.trackreplay.mysql.PacketLimit#LEAST}, but for one row that is
     * larger by itself. Larger ones are not faster, and who reads meanwhile waits for one of them.
     */
    private static final int STATEMENT_LENGTH = 128 * 1024;

    /** Rows with the same columns from which on one statement for all of them is cheaper. */
    private static final int JOINED_FROM = 4;

    private final String table;
    private final Map<String, Column> columns;
    private final int idIncrement;
    private final boolean strict;
    private final LiteralRows literals;

    RowWriter(MatomoSchema schema, String table) {
        this.table = schema.table(table);
        this.columns = schema.columns(table);
        this.idIncrement = schema.idIncrement();
        this.strict = schema.strict();
        this.literals = schema.literalRows();
    }

    /** Learns the id of the row at an index of the inserted list. */
    interface IdReceiver {
        void id(int index, long id);
    }

    /** Inserts rows whose ids the database gives. */
    void insert(SqlCalls calls, List<Columns> rows, Ids ids, IdReceiver receiver) throws SQLException {
        insert(calls, "INSERT INTO ", rows, ids, (first, count) -> {
            long id = calls.firstInsertedId();
            for (int i = 0; i < count; i++) {
                receiver.id(first + i, id + (long) i * idIncrement);
            }
        });
    }

    /** Inserts rows whose ids nobody needs. */
    void insert(SqlCalls calls, List<Columns> rows, Ids ids) throws SQLException {
        insert(calls, "INSERT INTO ", rows, ids, null);
    }

    /** Inserts rows that bring their key; a row whose key has come to exist meanwhile is left out, as Matomo does. */
    void insertIgnore(SqlCalls calls, List<Columns> rows, Ids ids) throws SQLException {
        insert(calls, "INSERT IGNORE INTO ", rows, ids, null);
    }

    private interface Inserted {
        void rows(int first, int count) throws SQLException;
    }

    private void insert(SqlCalls calls, String verb, List<Columns> rows, Ids ids, @Nullable Inserted inserted)
            throws SQLException {
        List<String> names = namesOf(rows);
        SqlText sql = head(verb, names);
        String[] absent = names.stream()
                .map(name -> absent(Objects.requireNonNull(columns.get(name), name)))
                .toArray(String[]::new);
        IdentityHashMap<Object, RowForm> forms = new IdentityHashMap<>();
        int headLength = sql.length();
        int first = 0;
        for (int i = 0; i < rows.size(); i++) {
            int before = sql.length();
            Columns next = rows.get(i);
            RowForm form = forms.computeIfAbsent(next.shape(), shape -> RowForm.of(next, names, absent));
            form.write(sql.sql(i == first ? "(" : ",("), next, ids);
            if (i > first && sql.length() > STATEMENT_LENGTH) {
                String row = sql.toString().substring(before + 1);
                execute(calls, sql.shorten(before), first, i - first, inserted);
                sql.shorten(headLength).sql(row);
                first = i;
            }
        }
        if (first < rows.size()) {
            execute(calls, sql, first, rows.size() - first, inserted);
        }
    }

    /** Rows and their ids come to be known in one turn: whoever finds the rows can tell whose they are. */
    private void execute(SqlCalls calls, SqlText sql, int first, int count, @Nullable Inserted inserted)
            throws SQLException {
        String text = sql.toString();
        calls.together(() -> {
            int written = executed(calls, text);
            if (inserted != null) {
                if (written != count) {
                    throw new SQLException(table + " took " + written + " of " + count
                            + " rows, so their ids are not known. Is there a trigger on it?");
                }
                inserted.rows(first, count);
            }
            return written;
        });
    }

    private int executed(SqlCalls calls, String sql) throws SQLException {
        try {
            return calls.update(sql);
        } catch (SQLException e) {
            throw new TableException(table, e);
        }
    }

    /** The columns that an insert names; of what is {@code NULL} in all rows, and would be so without a word, it says nothing. */
    private List<String> namesOf(List<Columns> rows) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> said = new HashSet<>();
        IdentityHashMap<Object, SaidColumns> shapes = new IdentityHashMap<>();
        for (Columns row : rows) {
            shapes.computeIfAbsent(row.shape(), shape -> {
                        names.addAll(row.names());
                        return new SaidColumns(row.size());
                    })
                    .add(row, said);
        }
        names.removeIf(name -> {
            Column column = columns.get(name);
            return column == null || (column.nullByDefault() && !said.contains(name));
        });
        if (strict) {
            columns.values().stream().filter(Column::required).map(Column::name).forEach(names::add);
        }
        return List.copyOf(names);
    }

    private SqlText head(String verb, List<String> names) {
        return new SqlText().sql(verb).sql(table).sql(" (`" + String.join("`, `", names) + "`) VALUES ");
    }

    /**
     * What stands for a value that nobody knows. A column without a default, which a later release or a plugin has brought, gets
     * what a lenient server would put there: no row fails for good because of it.
     */
    private static String absent(Column column) {
        if (column.nullByDefault()) {
            return "NULL";
        }
        if (!column.required()) {
            return "DEFAULT";
        }
        return switch (column.type()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "bit", "year" ->
                "0";
            case "date" -> "'1970-01-01'";
            case "datetime", "timestamp" -> "'1970-01-01 00:00:01'";
            case "time" -> "'00:00:00'";
            case "json" -> "'null'";
            case "enum" -> "1";
            default -> "''";
        };
    }

    /** New values of the row that a numeric key names. Of several for one row, the later ones are written later. */
    record Update(long key, Columns columns) {}

    /**
     * Updates rows by a numeric key: those that change the same columns together, in a join with their new values, which costs
     * the server a third of what as many statements cost. The few others are added to the statement's batch. Rows that do not
     * exist are passed over.
     *
     * @param key the column of the key
     */
    void update(SqlCalls calls, String key, List<Update> updates, Ids ids) throws SQLException {
        Map<List<String>, List<Update>> alike = new LinkedHashMap<>();
        IdentityHashMap<Object, List<String>> names = new IdentityHashMap<>();
        Set<Long> keys = new HashSet<>();
        for (Update update : updates) {
            List<String> changed = names.computeIfAbsent(update.columns().shape(), shape -> known(update.columns()));
            if (keys.add(update.key()) && changed.stream().allMatch(name -> joins(update, name))) {
                alike.computeIfAbsent(changed, n -> new ArrayList<>()).add(update);
            }
        }
        alike.remove(List.of());
        Set<Update> joined = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Map.Entry<List<String>, List<Update>> group : alike.entrySet()) {
            if (group.getValue().size() >= JOINED_FROM) {
                updateJoined(calls, key, group.getKey(), group.getValue(), ids);
                joined.addAll(group.getValue());
            }
        }
        for (Update update : updates) {
            if (!joined.contains(update)) {
                update(
                        calls,
                        update.columns(),
                        new SqlText().sql(key).sql(" = ").number(update.key()),
                        ids);
            }
        }
    }

    private List<String> known(Columns row) {
        return row.names().stream().filter(columns::containsKey).sorted().toList();
    }

    /** A text in hexadecimal digits has a collation of its own, which does not mix with others in one column of a union. */
    private static boolean joins(Update update, String name) {
        return !(update.columns().get(name) instanceof Value.Text text) || !SqlText.isHexadecimal(text.text());
    }

    private void updateJoined(SqlCalls calls, String key, List<String> names, List<Update> rows, Ids ids)
            throws SQLException {
        StringBuilder tail = new StringBuilder(") n STRAIGHT_JOIN " + table + " t ON t." + key + " = n.k SET ");
        for (int i = 0; i < names.size(); i++) {
            tail.append(i == 0 ? "t.`" : ", t.`")
                    .append(names.get(i))
                    .append("` = n.c")
                    .append(i);
        }
        SqlText sql = new SqlText();
        int count = 0;
        for (Update row : rows) {
            sql.sql(count == 0 ? "UPDATE (" : "").sql(literals.before(count)).number(row.key());
            sql.sql(count == 0 ? " AS k" : "");
            for (int i = 0; i < names.size(); i++) {
                sql.sql(",").value(row.columns().get(names.get(i)), ids);
                sql.sql(count == 0 ? " AS c" + i : "");
            }
            sql.sql(literals.after(count));
            if (++count == literals.most() || sql.length() > STATEMENT_LENGTH) {
                executed(calls, sql.sql(tail.toString()).toString());
                sql.shorten(0);
                count = 0;
            }
        }
        if (count > 0) {
            executed(calls, sql.sql(tail.toString()).toString());
        }
    }

    /**
     * Adds an update to a statement's batch; nothing where no column is left.
     *
     * @param where the condition, such as {@code idvisit = 7}
     */
    void update(SqlCalls calls, Columns row, SqlText where, Ids ids) throws SQLException {
        SqlText sql = new SqlText().sql("UPDATE ").sql(table);
        String separator = " SET `";
        for (String name : row.names()) {
            if (columns.containsKey(name)) {
                sql.sql(separator).sql(name).sql("` = ").value(row.get(name), ids);
                separator = ", `";
            }
        }
        if (separator.startsWith(",")) {
            calls.addBatch(sql.sql(" WHERE ").sql(where.toString()).toString());
        }
    }
}
