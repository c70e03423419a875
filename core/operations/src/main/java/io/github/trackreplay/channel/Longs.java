/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import java.util.Arrays;

/** Many numbers in little memory: added first, looked up after {@link #sort}. Not thread-safe. */
final class Longs {
    private long[] numbers = new long[64];
    private int size;

    void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    long get(int index) {
        return numbers[index];
    }

    int size() {
        return size;
    }

    void sort() {
        Arrays.sort(numbers, 0, size);
    }

    boolean contains(long number) {
        return Arrays.binarySearch(numbers, 0, size, number) >= 0;
    }
}
