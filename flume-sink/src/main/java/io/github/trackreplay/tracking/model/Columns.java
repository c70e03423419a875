/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Column values of one row by column name, in the order in which they were put. Who builds it may change it; who receives it
 * in a {@link Change} or from {@link Known} must not. Not thread-safe.
 */
public final class Columns {
    private final LinkedHashMap<String, Value> values;

    /** No column. */
    public Columns() {
        this.values = new LinkedHashMap<>();
    }

    /** A copy that can be changed on its own. */
    public Columns(Columns other) {
        this.values = new LinkedHashMap<>(other.values);
    }

    /** Puts a value; a later one replaces an earlier one but keeps its place. */
    public Columns put(String column, Value value) {
        values.put(column, value);
        return this;
    }

    /** Puts text. */
    public Columns put(String column, String text) {
        return put(column, new Value.Text(text));
    }

    /** Puts a whole number. */
    public Columns put(String column, long number) {
        return put(column, new Value.Whole(number));
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
        values.putAll(other.values);
        return this;
    }

    /** Takes all columns out. */
    public void clear() {
        values.clear();
    }

    /** Takes a column out. */
    public void remove(String column) {
        values.remove(column);
    }

    /** The value, or {@link Value#NULL} when the column is not here. */
    public Value get(String column) {
        return values.getOrDefault(column, Value.NULL);
    }

    /** Whether the column is here, with whatever value. */
    public boolean has(String column) {
        return values.containsKey(column);
    }

    /** The text of a text column; null when it holds {@code NULL} or is not here. */
    public String text(String column) {
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
        return values.isEmpty();
    }

    /** How many columns. */
    public int size() {
        return values.size();
    }

    /** The names, in order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** All values, in order; a view. */
    public Map<String, Value> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** Puts what a function makes of each column's name and value. */
    public void replaceAll(BiFunction<String, Value, Value> function) {
        values.replaceAll(function);
    }

    /** Visits every column, in order. */
    public void forEach(BiConsumer<String, Value> visitor) {
        values.forEach(visitor);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Columns that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
