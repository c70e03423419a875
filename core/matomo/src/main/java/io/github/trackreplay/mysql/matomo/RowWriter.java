/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.TableException;
import io.github.trackreplay.mysql.UsedUpIdsException;
import io.github.trackreplay.tracking.model.Columns;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one table: many rows an {@code INSERT} and an {@code UPDATE} by key, a row an {@code UPDATE} by another
 * condition, many statements a round trip where the connection has {@code rewriteBatchedStatements}. Columns that the table does not have are left out; columns that some rows
 * of an insert lack get their default there. Stateless but for the schema.
 */
final class RowWriter {
    /**
     * Characters. Keeps statements below {@link io.github.trackreplay.mysql.PacketLimit#LEAST}, but for one row that is
     * larger by itself. Larger ones are not faster, and who reads meanwhile waits for one of them.
     */
    private static final int STATEMENT_LENGTH = 128 * 1024;

    private static final String INSERT = "INSERT INTO ";

    private final String table;
    private final Map<String, Column> columns;
    private final int idIncrement;
    private final boolean strict;
    private final RowUpdates updates;
    private final Optional<BigInteger> greatestId;

    RowWriter(MatomoSchema schema, String table) {
        this.table = schema.table(table);
        this.columns = schema.columns(table);
        this.idIncrement = schema.idIncrement();
        this.strict = schema.strict();
        this.updates = new RowUpdates(this.table, columns, schema.literalRows());
        this.greatestId = columns.values().stream()
                .filter(Column::autoIncrement)
                .findFirst()
                .flatMap(Column::greatest);
    }

    /** Learns the id of the row at an index of the inserted list. */
    interface IdReceiver {
        void id(int index, long id) throws SQLException;
    }

    /** Inserts rows whose ids the database gives. */
    void insert(SqlCalls calls, List<Columns> rows, Ids ids, IdReceiver receiver) throws SQLException {
        insert(calls, INSERT, rows, ids, (first, count) -> {
            long id = calls.firstInsertedId();
            for (int i = 0; i < count; i++) {
                receiver.id(first + i, id + (long) i * idIncrement);
            }
        });
    }

    /** Inserts rows whose ids the database gives and nobody needs. */
    void insert(SqlCalls calls, List<Columns> rows, Ids ids) throws SQLException {
        insert(calls, INSERT, rows, ids, null);
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
            RowForm form = forms.get(next.shape());
            if (form == null) {
                form = RowForm.of(next, names, absent);
                forms.put(next.shape(), form);
            }
            form.write(sql.sql(i == first ? "(" : ",("), next, ids);
            if (i > first && sql.length() > STATEMENT_LENGTH) {
                String row = sql.from(before + 1);
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
            Optional<UsedUpIdsException> usedUp =
                    sql.startsWith(INSERT) ? UsedUpIdsException.of(table, greatestId, e) : Optional.empty();
            throw usedUp.isPresent() ? usedUp.get() : new TableException(table, e);
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

    /**
     * Updates rows by key, see {@link RowUpdates#write}.
     *
     * @param key the columns of the key
     */
    void update(SqlCalls calls, RowUpdates.KeyColumns key, List<RowUpdates.Update> rows, Ids ids) throws SQLException {
        updates.write(calls, key, rows, ids);
    }

    /**
     * Adds an update to a statement's batch; nothing where no column is left.
     *
     * @param where the condition, such as {@code idvisit = 7}
     */
    void update(SqlCalls calls, Columns row, SqlText where, Ids ids) throws SQLException {
        updates.add(calls, row, where, ids);
    }
}
