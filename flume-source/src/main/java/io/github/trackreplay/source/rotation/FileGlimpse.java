/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/**
 * A log file as it was known at a moment.
 *
 * @param id which one; equal for the same one only
 * @param state what has become of it
 * @param aside whether it turned up after younger ones had been read, so that it is in no chain
 * @param position up to where it has been read
 * @param observedLength the greatest length that was seen of it
 * @param provable whether the bytes before the position are known, so that they can be compared; after a restart they are not
 *     before it is read on
 * @param changedAt when it got a successor or lost its content, milliseconds since 1970-01-01 UTC; 0 if nobody saw that
 */
public record FileGlimpse(
        Object id,
        FileState state,
        boolean aside,
        long position,
        long observedLength,
        boolean provable,
        long changedAt) {
    /** How many bytes are known of it, read or not. */
    long known() {
        return Math.max(position, observedLength);
    }
}
