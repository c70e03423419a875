/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Known member names with their numbers, looked up by bytes without making strings. Immutable. */
public final class JsonNames {
    private final byte[][] table;
    private final int[] numbers;
    private final int mask;

    /** The names get the numbers 0, 1, 2… in this order. */
    public JsonNames(List<String> names) {
        int size = Integer.highestOneBit(Math.max(1, names.size()) * 4) * 2;
        table = new byte[size][];
        numbers = new int[size];
        mask = size - 1;
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
            int slot = slot(name, 0, name.length);
            if (table[slot] != null) {
                throw new IllegalArgumentException("'" + names.get(i) + "' is named twice");
            }
            table[slot] = name;
            numbers[slot] = i;
        }
    }

    public JsonNames(String... names) {
        this(List.of(names));
    }

    /** The name's number, -1 for an unknown one. */
    public int find(byte[] text, int from, int to) {
        int slot = slot(text, from, to);
        return table[slot] == null ? -1 : numbers[slot];
    }

    private int slot(byte[] text, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = (hash ^ hash >>> 15) & mask;
        while (table[slot] != null && !Arrays.equals(table[slot], 0, table[slot].length, text, from, to)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
