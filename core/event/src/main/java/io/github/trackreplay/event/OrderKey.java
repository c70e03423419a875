/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Comparator;
import java.util.Objects;

/**
 * The one order in which requests are applied: event time in whole seconds would tie, so stream, file number and offset
 * decide.
 *
 * @param time event time, milliseconds since 1970-01-01 UTC
 * @param stream the stream's name, compared by UTF-16 code units
 * @param fileNumber the file's number in the stream's chain
 * @param offset offset of the line in the file
 * @param index position in a bulk call
 */
public record OrderKey(long time, String stream, long fileNumber, long offset, int index)
        implements Comparable<OrderKey> {
    private static final Comparator<OrderKey> ORDER = Comparator.comparingLong(OrderKey::time)
            .thenComparing(OrderKey::stream)
            .thenComparingLong(OrderKey::fileNumber)
            .thenComparingLong(OrderKey::offset)
            .thenComparingInt(OrderKey::index);

    public OrderKey {
        Objects.requireNonNull(stream, "stream");
    }

    @Override
    public int compareTo(OrderKey other) {
        return ORDER.compare(this, other);
    }
}
