/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds which of many literals occur in a subject, in one pass.
 *
 * <p>Every literal is entered under one of its pieces of up to four bytes, the rarest. A pass over the subject looks every
 * piece up and compares the literals found there in full. That does what an Aho–Corasick automaton does, at the size of the
 * literals instead of a state table.
 */
final class LiteralIndex {
    private static final int LONGEST_KEY = 4;

    /** A hit without a fixed start: the branch must be tried at every start. */
    static final int ANYWHERE = 0xffff_ffff;

    private final Table[] tables = new Table[LONGEST_KEY + 1];

    private LiteralIndex() {}

    /** A literal of a branch; {@code prefix}: the match begins with it. */
    private static final class Entry {
        private final byte[] literal;
        private final int keyOffset;
        private final int branch;
        private final boolean prefix;

        Entry(byte[] literal, int keyOffset, int branch, boolean prefix) {
            this.literal = literal;
            this.keyOffset = keyOffset;
            this.branch = branch;
            this.prefix = prefix;
        }
    }

    static LiteralIndex of(List<Branch> branches) {
        List<List<Entry>> byLength = new ArrayList<>();
        for (int i = 0; i <= LONGEST_KEY; i++) byLength.add(new ArrayList<>());
        for (int b = 0; b < branches.size(); b++) {
            Branch branch = branches.get(b);
            for (String literal : branch.literals) {
                int offset = branch.prefixed ? 0 : keyOffset(literal);
                byte[] bytes = literal.getBytes(StandardCharsets.ISO_8859_1);
                byLength.get(Math.min(bytes.length, LONGEST_KEY)).add(new Entry(bytes, offset, b, branch.prefixed));
            }
        }
        LiteralIndex index = new LiteralIndex();
        for (int length = 1; length <= LONGEST_KEY; length++) {
            if (!byLength.get(length).isEmpty()) index.tables[length] = new Table(length, byLength.get(length));
        }
        return index;
    }

    private static int keyOffset(String literal) {
        for (int i = 0; i + LONGEST_KEY <= literal.length(); i++) {
            if (!Rarity.isUsual(literal.substring(i, i + LONGEST_KEY))) return i;
        }
        return 0;
    }

    /** Adds {@code branch << 32 | start} for each literal found. */
    void find(Subject subject, Hits hits) {
        byte[] lower = subject.lower();
        for (int length = 1; length <= LONGEST_KEY; length++) {
            Table table = tables[length];
            if (table == null) continue;
            for (int at = 0; at + length <= lower.length; at++) {
                table.find(subject, lower, at, hits);
            }
        }
    }

    private static int key(byte[] bytes, int from, int length) {
        int key = 0;
        for (int i = from; i < from + length; i++) key = (key << 8) | (bytes[i] & 0xff);
        return key;
    }

    /** The literals with keys of one length; open addressing, one slot for each key, its entries in a row. */
    private static final class Table {
        private final int length;
        private final int mask;
        private final int[] keys;
        private final Entry[][] slots;

        Table(int length, List<Entry> entries) {
            this.length = length;
            int size = Integer.highestOneBit(Math.max(8, entries.size() * 2)) << 1;
            mask = size - 1;
            keys = new int[size];
            slots = new Entry[size][];
            entries.forEach(this::add);
        }

        private void add(Entry entry) {
            int slot = slot(key(entry.literal, entry.keyOffset, length));
            Entry[] old = slots[slot];
            Entry[] row = old == null ? new Entry[1] : Arrays.copyOf(old, old.length + 1);
            row[row.length - 1] = entry;
            slots[slot] = row;
            keys[slot] = key(entry.literal, entry.keyOffset, length);
        }

        private int slot(int key) {
            int slot = ((key * 0x9E3779B1) >>> 7) & mask;
            while (slots[slot] != null && keys[slot] != key) slot = (slot + 1) & mask;
            return slot;
        }

        void find(Subject subject, byte[] lower, int at, Hits hits) {
            Entry[] row = slots[slot(key(lower, at, length))];
            if (row == null) return;
            for (Entry entry : row) {
                int from = at - entry.keyOffset;
                int to = from + entry.literal.length;
                if (from < 0 || to > lower.length || (entry.prefix && !subject.isAnyStart(from))) continue;
                if (Arrays.equals(lower, from, to, entry.literal, 0, entry.literal.length)) {
                    hits.add(entry.branch, entry.prefix ? from : ANYWHERE);
                }
            }
        }
    }
}
