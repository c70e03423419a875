/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Column values of one row by column name, in the order in which they were put. Who builds it may change it; who receives it
 * in a {@link Change} or from {@link Known} must not. Not thread-safe.
 *
 * <p>A visit has some seventy columns and every request of a visit copies them, so rows with the same columns share one
 * {@link ColumnNames}: a copy is one array of values.
 */
public final class Columns {
    private static final int LEAST = 8;
    private static final Value[] NOTHING = {};

    private ColumnNames names;
    private Value[] values;

    /** No column. */
    public Columns() {
        this.names = ColumnNames.NONE;
        this.values = NOTHING;
    }

    /** No column yet, and room for so many without growing. */
    public static Columns ofAbout(int columns) {
        Columns made = new Columns();
        made.values = new Value[columns];
        return made;
    }

    /** A copy that can be changed on its own. */
    public Columns(Columns other) {
        this.names = other.names;
        this.values = other.values.clone();
    }

    /** Puts a value; a later one replaces an earlier one but keeps its place. */
    public Columns put(String column, Value value) {
        int place = names.find(column);
        if (place < 0) {
            place = names.size();
            names = names.with(column);
            if (place == values.length) {
                values = Arrays.copyOf(values, Math.max(LEAST, place * 2));
            }
        }
        values[place] = Objects.requireNonNull(value, column);
        return this;
    }

    /** Puts text. */
    public Columns put(String column, String text) {
        return put(column, new Value.Text(text));
    }

    /** Puts a whole number. */
    public Columns put(String column, long number) {
        return put(column, Value.Whole.of(number));
    }

    /** Puts a number with a fraction. */
    public Columns put(String column, BigDecimal number) {
        return put(column, new Value.Real(number));
    }

    /** Puts bytes. */
    public Columns put(String column, byte[] bytes) {
        return put(column, new Value.Bytes(bytes));
    }

    /** Puts all columns of another row. */
    public Columns putAll(Columns other) {
        if (isEmpty()) {
            names = other.names;
            values = other.values.clone();
        } else {
            for (int i = 0; i < other.size(); i++) {
                put(other.names.name(i), other.values[i]);
            }
        }
        return this;
    }

    /** Takes all columns out. */
    public void clear() {
        names = ColumnNames.NONE;
        values = NOTHING;
    }

    /** Takes a column out. */
    public void remove(String column) {
        if (has(column)) {
            Columns others = new Columns();
            forEach((name, value) -> {
                if (!name.equals(column)) {
                    others.put(name, value);
                }
            });
            names = others.names;
            values = others.values;
        }
    }

    /** The value, or {@link Value#NULL} when the column is not here. */
    public Value get(String column) {
        int place = names.find(column);
        return place < 0 ? Value.NULL : values[place];
    }

    /** Whether the column is here, with whatever value. */
    public boolean has(String column) {
        return names.find(column) >= 0;
    }

    /** The text of a text column; null when it holds {@code NULL} or is not here. */
    public @Nullable String text(String column) {
        return get(column) instanceof Value.Text text ? text.text() : null;
    }

    /** The number of a whole-number column, or the given one when it holds {@code NULL} or is not here. */
    public long whole(String column, long otherwise) {
        return get(column) instanceof Value.Whole whole ? whole.number() : otherwise;
    }

    /** Whether the column is here and not {@code NULL}. */
    public boolean isSet(String column) {
        return get(column) != Value.NULL;
    }

    /** Whether there is no column. */
    public boolean isEmpty() {
        return names.size() == 0;
    }

    /** How many columns. */
    public int size() {
        return names.size();
    }

    /** The names, in order. */
    public List<String> names() {
        return names.list();
    }

    /** The same object for rows that have the same columns at the same {@link #place}s; for most of them, not for all. */
    public Object shape() {
        return names;
    }

    /** Where a column stands in rows of this {@link #shape}; negative where it is not here. */
    public int place(String column) {
        return names.find(column);
    }

    /** The value at a {@link #place}. */
    public Value at(int place) {
        return values[place];
    }

    /** Makes each value fit its column, see {@link ColumnFit#fit}. */
    void fit() {
        ColumnFit.Kind[] kinds = names.kinds();
        for (int i = 0; i < kinds.length; i++) {
            values[i] = ColumnFit.fit(kinds[i], values[i]);
        }
    }

    /** The first column whose value a strict database does not take, see {@link ColumnFit#isTaken}; nothing where it takes all. */
    Optional<String> firstNotTaken() {
        ColumnFit.Kind[] kinds = names.kinds();
        for (int i = 0; i < kinds.length; i++) {
            if (!ColumnFit.isTaken(kinds[i], values[i])) {
                return Optional.of(names.name(i));
            }
        }
        return Optional.empty();
    }

    /** Makes each value fit its column that a strict database takes. */
    void fitWhatIsTaken() {
        ColumnFit.Kind[] kinds = names.kinds();
        for (int i = 0; i < kinds.length; i++) {
            if (ColumnFit.isTaken(kinds[i], values[i])) {
                values[i] = ColumnFit.fit(kinds[i], values[i]);
            }
        }
    }

    /** Puts what a function makes of each column's name and value. */
    public void replaceAll(BiFunction<String, Value, Value> function) {
        for (int i = 0; i < size(); i++) {
            values[i] = function.apply(names.name(i), values[i]);
        }
    }

    /** Visits every column, in order. */
    public void forEach(BiConsumer<String, Value> visitor) {
        for (int i = 0; i < size(); i++) {
            visitor.accept(names.name(i), values[i]);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Columns that) || size() != that.size()) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            int place = that.names.find(names.name(i));
            if (place < 0 || !values[i].equals(that.values[place])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += names.name(i).hashCode() ^ values[i].hashCode();
        }
        return sum;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach((name, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(name)
                .append('=')
                .append(value));
        return text.append('}').toString();
    }
}
