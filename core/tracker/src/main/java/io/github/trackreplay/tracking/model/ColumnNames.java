/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The names of a row's columns in order, and where each stands. Rows that get the same columns in the same order share one
 * object: each remembers which names follow when one more is put. Only so many are remembered ({@value #MOST}), because
 * requests choose which optional columns there are; rows beyond have names of their own. Does not change; thread-safe.
 */
final class ColumnNames {
    private static final int MOST = 4096;
    private static final AtomicInteger remembered = new AtomicInteger();

    /** No name. */
    static final ColumnNames NONE = new ColumnNames(new String[0]);

    private final String[] names;
    private final short[] index;
    private final Map<String, ColumnNames> longer = new ConcurrentHashMap<>(2);
    private volatile @Nullable ColumnNames latest;
    private volatile ColumnFit.Kind @Nullable [] kinds;

    private ColumnNames(String[] names) {
        this.names = names;
        this.index = new short[Integer.highestOneBit(Math.max(1, names.length)) * 4];
        for (int i = 0; i < names.length; i++) {
            int slot = slot(names[i]);
            while (index[slot] != 0) {
                slot = slot + 1 & index.length - 1;
            }
            index[slot] = (short) (i + 1);
        }
    }

    private int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & index.length - 1;
    }

    int size() {
        return names.length;
    }

    String name(int place) {
        return names[place];
    }

    /** What each column holds, see {@link ColumnFit#kind}; not to be changed. */
    ColumnFit.Kind[] kinds() {
        ColumnFit.Kind[] known = kinds;
        if (known == null) {
            known = new ColumnFit.Kind[names.length];
            for (int i = 0; i < names.length; i++) {
                known[i] = ColumnFit.kind(names[i]);
            }
            kinds = known;
        }
        return known;
    }

    List<String> list() {
        return Collections.unmodifiableList(Arrays.asList(names));
    }

    /** The name's place; negative when it is not here. */
    int find(String name) {
        for (int slot = slot(name); ; slot = slot + 1 & index.length - 1) {
            int place = index[slot] - 1;
            if (place < 0 || names[place].equals(name)) {
                return place;
            }
        }
    }

    /** These names and a new one at the end. */
    ColumnNames with(String name) {
        ColumnNames next = latest;
        if (next == null || !next.names[names.length].equals(name)) {
            next = longer.get(name);
            if (next == null) {
                next = append(name);
            }
            latest = next;
        }
        return next;
    }

    private ColumnNames append(String name) {
        String[] more = Arrays.copyOf(names, names.length + 1);
        more[names.length] = name;
        ColumnNames made = new ColumnNames(more);
        if (remembered.get() < MOST) {
            ColumnNames other = longer.putIfAbsent(name, made);
            if (other != null) {
                return other;
            }
            remembered.incrementAndGet();
        }
        return made;
    }
}
