/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.php;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * PHP's ordered array. A key is a {@link Long} or a {@link String}; a string that is an integer in its plain decimal form is
 * the integer key. A value is a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code null} (PHP's null) or
 * another array. Overwriting keeps a key's place. Not thread-safe.
 *
 * <p>Thousands of requests wait with theirs in memory, most of some twenty entries: so a few entries lie in two flat arrays, and
 * only more of them have a table, in which keys that are chosen to collide are found as fast as others.
 */
public final class PhpArray {
    /** So many entries are looked through one by one. */
    private static final int FEW = 32;

    private static final int FIRST_ROOM = 4;
    private static final int NONE = -1;

    /** Key and value of each entry, one behind the other. */
    private Object[] cells;

    private int[] hashes;
    private int size;
    /** A bit of each key's hash: most keys that are asked for are not there. */
    private long present;
    /** The places of the keys, where there are many. */
    private @Nullable Places places;

    private boolean numbered;
    private long greatest;

    /** Nothing. */
    public PhpArray() {
        this(FIRST_ROOM);
    }

    private PhpArray(int room) {
        this.cells = new Object[2 * room];
        this.hashes = new int[room];
    }

    /** Nothing yet, and room for so many without growing. */
    static PhpArray ofAbout(int entries) {
        return new PhpArray(Math.max(FIRST_ROOM, entries));
    }

    private Object keyAt(int place) {
        return cells[2 * place];
    }

    private @Nullable Object valueAt(int place) {
        return cells[2 * place + 1];
    }

    /** Where a key stands; negative for nowhere. */
    private int find(Object key) {
        int hash = key.hashCode();
        if ((present & 1L << hash) == 0) {
            return NONE;
        }
        if (places != null) {
            return places.of(key);
        }
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash && keyAt(i).equals(key)) {
                return i;
            }
        }
        return NONE;
    }

    private Places table() {
        Places table = new Places();
        for (int i = 0; i < size; i++) {
            table.put(keyAt(i), i);
        }
        return table;
    }

    /** Numbers and names apart: a table tells colliding keys apart by their order, and a number has none with a name. */
    private static final class Places {
        private final Map<Long, Integer> ofNumbers = new HashMap<>();
        private final Map<String, Integer> ofNames = new HashMap<>();

        int of(Object key) {
            return key instanceof Long ? ofNumbers.getOrDefault(key, NONE) : ofNames.getOrDefault(key, NONE);
        }

        void put(Object key, int place) {
            if (key instanceof Long number) {
                ofNumbers.put(number, place);
            } else {
                ofNames.put((String) key, place);
            }
        }
    }

    private void append(Object key, @Nullable Object value) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
            cells = Arrays.copyOf(cells, 4 * size);
        }
        int hash = key.hashCode();
        cells[2 * size] = key;
        cells[2 * size + 1] = value;
        hashes[size] = hash;
        present |= 1L << hash;
        if (places != null) {
            places.put(key, size);
        }
        size++;
        if (size > FEW && places == null) {
            places = table();
        }
    }

    /** The value of a key; {@code null} also where the key is missing. */
    public @Nullable Object get(String key) {
        int place = find(key(key));
        return place < 0 ? null : valueAt(place);
    }

    /** PHP's {@code array_key_exists}. */
    public boolean containsKey(String key) {
        return find(key(key)) >= 0;
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
        int place = find(key);
        if (place >= 0) {
            cells[2 * place + 1] = value;
        } else {
            append(key, value);
        }
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
        for (int i = 0; i < other.size; i++) {
            if (find(other.keyAt(i)) < 0) {
                put(other.keyAt(i), other.valueAt(i));
            }
        }
    }

    /** A copy that shares nested arrays, with one value set. */
    public PhpArray with(String key, @Nullable Object value) {
        PhpArray copy = ofAbout(size + 1);
        copy.putMissing(this);
        copy.put(key, value);
        return copy;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** The first value in order; {@code null} when there is none: PHP's {@code reset}, whose false counts as null. */
    public @Nullable Object first() {
        return size == 0 ? null : valueAt(0);
    }

    /** Keys ({@link Long} or {@link String}) and values in order; a view to read. */
    public Iterable<Map.Entry<Object, @Nullable Object>> entries() {
        return list(place -> new AbstractMap.SimpleImmutableEntry<>(keyAt(place), valueAt(place)));
    }

    /** Values in order. */
    public Iterable<@Nullable Object> values() {
        return list(this::valueAt);
    }

    private <T extends @Nullable Object> List<T> list(IntFunction<T> element) {
        return new AbstractList<>() {
            @Override
            public T get(int place) {
                return element.apply(Objects.checkIndex(place, size));
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /** Keys as text and values in order; an array whose keys are 0, 1, 2 … stands as a {@link List}, another as a map. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object value = valueAt(i);
            map.put(keyAt(i).toString(), value instanceof PhpArray array ? array.toListOrMap() : value);
        }
        return map;
    }

    private Object toListOrMap() {
        Map<String, @Nullable Object> map = toMap();
        return isList() ? new ArrayList<>(map.values()) : map;
    }

    /** PHP's {@code array_is_list}: the keys are 0, 1, 2 … in this order. */
    public boolean isList() {
        for (int i = 0; i < size; i++) {
            if (!keyAt(i).equals((long) i)) {
                return false;
            }
        }
        return true;
    }

    /** A deep copy whose strings, values and keys, went through a function. Keys that become equal keep the last value. */
    public PhpArray mapStrings(UnaryOperator<String> mapping) {
        PhpArray copy = ofAbout(size);
        for (int i = 0; i < size; i++) {
            Object key = keyAt(i);
            Object value = valueAt(i);
            copy.put(
                    key instanceof String name ? key(mapping.apply(name)) : key,
                    value instanceof PhpArray array
                            ? array.mapStrings(mapping)
                            : value instanceof String string ? mapping.apply(string) : value);
        }
        return copy;
    }

    /** A copy with each string replaced, at any depth; keys stay as they are. */
    public PhpArray mapValues(UnaryOperator<String> mapping) {
        PhpArray copy = ofAbout(size);
        for (int i = 0; i < size; i++) {
            Object value = valueAt(i);
            copy.put(
                    keyAt(i),
                    value instanceof PhpArray array
                            ? array.mapValues(mapping)
                            : value instanceof String string ? mapping.apply(string) : value);
        }
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

    /** Whether the same keys have the same values, in whatever order. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof PhpArray array) || array.size != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            int place = array.find(keyAt(i));
            if (place < 0 || !Objects.equals(valueAt(i), array.valueAt(place))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += hashes[i] ^ Objects.hashCode(valueAt(i));
        }
        return sum;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < size; i++) {
            text.add(keyAt(i) + "=" + valueAt(i));
        }
        return text.toString();
    }
}
