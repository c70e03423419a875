/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * PHP's ordered array. A key is a {@link Long} or a {@link String}; a string that is an integer in its plain decimal form is
 * the integer key. A value is a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code null} (PHP's null) or
 * another array. Overwriting keeps a key's place. Not thread-safe.
 */
public final class PhpArray {
    private final Map<Object, @Nullable Object> entries;
    private boolean numbered;
    private long greatest;

    /** Nothing. */
    public PhpArray() {
        this.entries = new LinkedHashMap<>();
    }

    private PhpArray(int capacity) {
        this.entries = new LinkedHashMap<>(capacity);
    }

    /** Nothing yet, and room for so many without growing. */
    static PhpArray ofAbout(int entries) {
        return new PhpArray(entries + entries / 2);
    }

    /** The value of a key; {@code null} also where the key is missing. */
    public @Nullable Object get(String key) {
        return entries.get(key(key));
    }

    /** PHP's {@code array_key_exists}. */
    public boolean containsKey(String key) {
        return entries.containsKey(key(key));
    }

    /** PHP's {@code isset}: the key exists and its value is not null. */
    public boolean has(String key) {
        return get(key) != null;
    }

    /** Sets a value, in the key's place or at the end. */
    public void put(String key, @Nullable Object value) {
        put(key(key), value);
    }

    private void put(Object key, @Nullable Object value) {
        entries.put(key, value);
        if (key instanceof Long number && (!numbered || number > greatest)) {
            numbered = true;
            greatest = number;
        }
    }

    /** Appends a value under the number after the greatest one, 0 at first; drops it where there is no such number. */
    public void add(@Nullable Object value) {
        if (!numbered || greatest < Long.MAX_VALUE) {
            put((Object) (numbered ? greatest + 1 : 0L), value);
        }
    }

    /** Sets what another array has and this one has not: PHP's {@code +}. */
    public void putMissing(PhpArray other) {
        other.entries.forEach((key, value) -> {
            if (!entries.containsKey(key)) {
                put(key, value);
            }
        });
    }

    /** A copy that shares nested arrays, with one value set. */
    public PhpArray with(String key, @Nullable Object value) {
        PhpArray copy = new PhpArray();
        copy.putMissing(this);
        copy.put(key, value);
        return copy;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public int size() {
        return entries.size();
    }

    /** The first value in order; {@code null} when there is none: PHP's {@code reset}, whose false counts as null. */
    public @Nullable Object first() {
        Iterator<@Nullable Object> values = entries.values().iterator();
        return values.hasNext() ? values.next() : null;
    }

    /** Keys ({@link Long} or {@link String}) and values in order; a view to read. */
    public Iterable<Map.Entry<Object, @Nullable Object>> entries() {
        return entries.entrySet();
    }

    /** Values in order. */
    public Iterable<@Nullable Object> values() {
        return entries.values();
    }

    /** Keys as text and values in order; an array whose keys are 0, 1, 2 … stands as a {@link List}, another as a map. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        entries.forEach(
                (key, value) -> map.put(key.toString(), value instanceof PhpArray array ? array.toListOrMap() : value));
        return map;
    }

    private Object toListOrMap() {
        Map<String, @Nullable Object> map = toMap();
        return isList() ? new ArrayList<>(map.values()) : map;
    }

    /** PHP's {@code array_is_list}: the keys are 0, 1, 2 … in this order. */
    public boolean isList() {
        long next = 0;
        for (Object key : entries.keySet()) {
            if (!key.equals(next++)) {
                return false;
            }
        }
        return true;
    }

    /** A deep copy whose strings, values and keys, went through a function. Keys that become equal keep the last value. */
    public PhpArray mapStrings(UnaryOperator<String> mapping) {
        PhpArray copy = new PhpArray();
        entries.forEach((key, value) -> copy.put(
                key instanceof String name ? key(mapping.apply(name)) : key,
                value instanceof PhpArray array
                        ? array.mapStrings(mapping)
                        : value instanceof String string ? mapping.apply(string) : value));
        return copy;
    }

    /** A copy with each string replaced, at any depth; keys stay as they are. */
    public PhpArray mapValues(UnaryOperator<String> mapping) {
        PhpArray copy = new PhpArray();
        entries.forEach((key, value) -> copy.put(
                key,
                value instanceof PhpArray array
                        ? array.mapValues(mapping)
                        : value instanceof String string ? mapping.apply(string) : value));
        return copy;
    }

    /** A string as PHP uses it as a key. */
    static Object key(String name) {
        if (name.isEmpty() || name.length() > 20 || (name.charAt(0) != '-' && !Ascii.isDigit(name.charAt(0)))) {
            return name;
        }
        int first = name.charAt(0) == '-' ? 1 : 0;
        if (first == name.length() || (name.charAt(first) == '0' && name.length() > 1)) {
            return name;
        }
        for (int i = first; i < name.length(); i++) {
            if (!Ascii.isDigit(name.charAt(i))) {
                return name;
            }
        }
        try {
            long number = Long.parseLong(name);
            return number == Long.MIN_VALUE ? name : (Object) number;
        } catch (NumberFormatException beyondLong) {
            return name;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PhpArray array && entries.equals(array.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
