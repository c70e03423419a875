/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Known member names with their numbers, looked up by bytes without making strings. Immutable. */
public final class JsonNames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Has each bit reach the upper half. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

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
        int slot = (int) ((hash(text, from, to) * SPREAD) >>> Integer.SIZE) & mask;
        while (table[slot] != null && !Arrays.equals(table[slot], 0, table[slot].length, text, from, to)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Of a long name its ends: it is compared anyway. */
    private static long hash(byte[] text, int from, int to) {
        long hash = (long) to - from;
        if (hash >= Long.BYTES) {
            return (hash + (long) LONGS.get(text, from)) * SPREAD + (long) LONGS.get(text, to - Long.BYTES);
        }
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }
}
