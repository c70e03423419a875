/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.mysql.TableException;
import io.github.trackreplay.tracking.model.Collation;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Updates rows of one table by key, many in a statement: a join with their new values costs the server a third of what as many
 * statements cost. Rows go together whatever whole-number columns each of them changes, for a bit of a number says which those
 * are; their other columns must be the same. Rows that do not exist are passed over. Stateless but for the schema.
 */
final class RowUpdates {
    /** Characters, see {@link RowWriter}. */
    private static final int STATEMENT_LENGTH = 128 * 1024;

    /** Alike rows from which on one statement for all of them is cheaper. */
    private static final int JOINED_FROM = 4;

    /** Columns of which a signed number can say whether each is changed. */
    private static final int MOST_BITS = 62;

    private final String table;
    private final Map<String, Column> columns;
    private final Set<String> optional;
    private final LiteralRows literals;

    /**
     * The columns of a table's key.
     *
     * @param numbers whole numbers
     * @param text a text besides; empty where there is none
     */
    record KeyColumns(List<String> numbers, String text) {
        KeyColumns(String number) {
            this(List.of(number), "");
        }
    }

    /** Values of the key's columns. */
    record Key(List<Long> numbers, String text) {
        Key(long number) {
            this(List.of(number), "");
        }

        /** What is the same to the database. */
        private Key collated() {
            return text.isEmpty() ? this : new Key(numbers, Collation.key(text));
        }
    }

    /**
     * New values of a row.
     *
     * @param key before
     */
    record Update(Key key, Columns columns) {}

    /** What rows of one statement have in common: the key's text, and their columns but for those that each may change or not. */
    private record Form(String text, List<String> names) {}

    RowUpdates(String table, Map<String, Column> columns, LiteralRows literals) {
        this.table = table;
        this.columns = columns;
        this.literals = literals;
        Set<String> whole = new HashSet<>();
        columns.values().stream().filter(RowUpdates::isWhole).map(Column::name).forEach(whole::add);
        this.optional = whole.size() <= MOST_BITS ? whole : Set.of();
    }

    private static boolean isWhole(Column column) {
        return switch (column.type()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> true;
            default -> false;
        };
    }

    /** Writes updates that may be joined, and adds the others to the statement's batch, in their order. */
    void write(SqlCalls calls, KeyColumns key, List<Update> updates, Ids ids) throws SQLException {
        Set<Update> joined = Collections.newSetFromMap(new IdentityHashMap<>());
        if (isAnyOrder(key, updates, ids)) {
            for (Map.Entry<Form, List<Update>> alike : alike(updates).entrySet()) {
                if (alike.getValue().size() >= JOINED_FROM) {
                    join(calls, key, alike.getKey(), alike.getValue(), ids);
                    joined.addAll(alike.getValue());
                }
            }
        }
        for (Update update : updates) {
            if (!joined.contains(update)) {
                add(calls, update.columns(), where(key, update.key()), ids);
            }
        }
    }

    /** Whether no row takes a key that another one has had before. */
    private static boolean isAnyOrder(KeyColumns key, List<Update> updates, Ids ids) {
        Set<Key> before = new HashSet<>();
        updates.forEach(update -> before.add(update.key().collated()));
        for (Update update : updates) {
            Key own = update.key().collated();
            Key after = after(key, update, ids).collated();
            if (!after.equals(own) && before.contains(after)) {
                return false;
            }
        }
        return true;
    }

    private static Key after(KeyColumns key, Update update, Ids ids) {
        List<Long> numbers = new ArrayList<>(key.numbers().size());
        for (int i = 0; i < key.numbers().size(); i++) {
            Value now = update.columns().get(key.numbers().get(i));
            numbers.add(number(now, update.key().numbers().get(i), ids));
        }
        String text = key.text().isEmpty() ? null : update.columns().text(key.text());
        return new Key(numbers, text == null ? update.key().text() : text);
    }

    private static long number(Value now, long before, Ids ids) {
        if (now instanceof Ref ref) {
            return ids.of(ref);
        }
        return now instanceof Value.Whole whole ? whole.number() : before;
    }

    /** Of several updates of a row all but the first are left out, for they come later. */
    private Map<Form, List<Update>> alike(List<Update> updates) {
        Map<Form, List<Update>> alike = new LinkedHashMap<>();
        IdentityHashMap<Object, List<String>> names = new IdentityHashMap<>();
        Set<Key> keys = new HashSet<>();
        for (Update update : updates) {
            Columns row = update.columns();
            List<String> fixed = names.computeIfAbsent(row.shape(), shape -> fixed(row));
            if (keys.add(update.key())
                    && changesAny(row)
                    && row.names().stream().allMatch(name -> joins(row, name))) {
                alike.computeIfAbsent(new Form(update.key().text(), fixed), form -> new ArrayList<>())
                        .add(update);
            }
        }
        return alike;
    }

    private List<String> fixed(Columns row) {
        return row.names().stream()
                .filter(name -> columns.containsKey(name) && !optional.contains(name))
                .sorted()
                .toList();
    }

    private boolean changesAny(Columns row) {
        return row.names().stream().anyMatch(columns::containsKey);
    }

    /**
     * A text in hexadecimal digits has a collation of its own, which does not mix with others in one column of a union; and what is no
     * whole number, with numbers of a column of them.
     */
    private boolean joins(Columns row, String name) {
        Value value = row.get(name);
        if (optional.contains(name)) {
            return value == Value.NULL || value instanceof Value.Whole || value instanceof Ref;
        }
        return !(value instanceof Value.Text text) || !SqlText.isHexadecimal(text.text());
    }

    private void join(SqlCalls calls, KeyColumns key, Form form, List<Update> rows, Ids ids) throws SQLException {
        List<String> always = new ArrayList<>(form.names());
        Set<String> sometimes = new TreeSet<>();
        Set<Object> shapes = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Update row : rows) {
            if (shapes.add(row.columns().shape())) {
                row.columns().names().stream().filter(optional::contains).forEach(sometimes::add);
            }
        }
        sometimes.removeIf(name -> {
            boolean inAll = rows.stream().allMatch(row -> row.columns().has(name));
            if (inAll) {
                always.add(name);
            }
            return inAll;
        });
        new Join(key, form, always, List.copyOf(sometimes)).write(calls, rows, ids);
    }

    /** A statement's columns: those that all of its rows change, and those that each may. */
    private final class Join {
        private final KeyColumns key;
        private final List<String> always;
        private final List<String> sometimes;
        private final String tail;

        Join(KeyColumns key, Form form, List<String> always, List<String> sometimes) {
            this.key = key;
            this.always = always;
            this.sometimes = sometimes;
            this.tail = tail(form);
        }

        private String tail(Form form) {
            SqlText sql = new SqlText().sql(") n STRAIGHT_JOIN " + table + " t ON ");
            String and = "";
            for (int i = 0; i < key.numbers().size(); i++) {
                sql.sql(and + "t." + key.numbers().get(i) + " = n.k" + i);
                and = " AND ";
            }
            if (!key.text().isEmpty()) {
                sql.sql(and + "t." + key.text() + " = ").text(form.text());
            }
            String separator = " SET t.`";
            for (int i = 0; i < always.size(); i++) {
                sql.sql(separator + always.get(i) + "` = n.c" + i);
                separator = ", t.`";
            }
            for (int i = 0; i < sometimes.size(); i++) {
                String name = sometimes.get(i);
                sql.sql(separator + name + "` = IF(n.m & " + (1L << i) + ", n.s" + i + ", t.`" + name + "`)");
                separator = ", t.`";
            }
            return sql.toString();
        }

        void write(SqlCalls calls, List<Update> rows, Ids ids) throws SQLException {
            SqlText sql = new SqlText();
            int count = 0;
            for (Update row : rows) {
                sql.sql(count == 0 ? "UPDATE (" : "").sql(literals.before(count));
                add(sql, row, count == 0, ids);
                sql.sql(literals.after(count));
                if (++count == literals.most() || sql.length() > STATEMENT_LENGTH) {
                    execute(calls, sql.sql(tail).toString());
                    sql.shorten(0);
                    count = 0;
                }
            }
            if (count > 0) {
                execute(calls, sql.sql(tail).toString());
            }
        }

        /** @param named whether the literals are to be given names */
        private void add(SqlText sql, Update row, boolean named, Ids ids) {
            List<Long> numbers = row.key().numbers();
            for (int i = 0; i < numbers.size(); i++) {
                sql.sql(i == 0 ? "" : ",").number(numbers.get(i)).sql(named ? " AS k" + i : "");
            }
            for (int i = 0; i < always.size(); i++) {
                sql.sql(",").value(row.columns().get(always.get(i)), ids).sql(named ? " AS c" + i : "");
            }
            long changed = 0;
            for (int i = 0; i < sometimes.size(); i++) {
                boolean has = row.columns().has(sometimes.get(i));
                changed |= has ? 1L << i : 0;
                sql.sql(",");
                (has ? sql.value(row.columns().get(sometimes.get(i)), ids) : sql.number(0))
                        .sql(named ? " AS s" + i : "");
            }
            if (!sometimes.isEmpty()) {
                sql.sql(",").number(changed).sql(named ? " AS m" : "");
            }
        }
    }

    private void execute(SqlCalls calls, String sql) throws SQLException {
        try {
            calls.update(sql);
        } catch (SQLException e) {
            throw new TableException(table, e);
        }
    }

    private static SqlText where(KeyColumns columns, Key key) {
        SqlText where = new SqlText();
        String and = "";
        for (int i = 0; i < columns.numbers().size(); i++) {
            where.sql(and + columns.numbers().get(i) + " = ")
                    .number(key.numbers().get(i));
            and = " AND ";
        }
        return columns.text().isEmpty()
                ? where
                : where.sql(and + columns.text() + " = ").text(key.text());
    }

    /**
     * Adds an update to a statement's batch; nothing where no column is left.
     *
     * @param where the condition, such as {@code idvisit = 7}
     */
    void add(SqlCalls calls, Columns row, SqlText where, Ids ids) throws SQLException {
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
