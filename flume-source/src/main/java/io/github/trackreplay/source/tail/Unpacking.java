/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * Whether archives may be unpacked to be compared with a content, and whether that was wanted. Mutable; for one look of one thread.
 *
 * <p>While a log is copied back beside its archive, each look would unpack that anew as far as the copy goes: one that may not asks again
 * when the copy has doubled, or rests.
 */
final class Unpacking {
    private final boolean allowed;
    private boolean wanted;

    Unpacking(boolean allowed) {
        this.allowed = allowed;
    }

    /** Whether an archive may be unpacked; asking says that it is wanted. */
    boolean ask() {
        wanted = true;
        return allowed;
    }

    /** Whether anybody has asked. */
    boolean isWanted() {
        return wanted;
    }

    /** Whether anybody has asked in vain. */
    boolean isMissing() {
        return wanted && !allowed;
    }
}
