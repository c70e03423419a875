/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.OptionalLong;

/** Finds the event time in a line whose format need not be known. */
@FunctionalInterface
public interface EventTimeFinder {
    /**
     * The event time of the line {@code bytes[from, to)} in milliseconds since 1970-01-01 UTC, if one is recognised. Never
     * throws on what a line holds.
     */
    OptionalLong find(byte[] bytes, int from, int to);
}
