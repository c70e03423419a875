/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Pack;

/** Looks at the packs of an import beside their being replayed. */
@FunctionalInterface
public interface PackLook {
    /** Looks at the next one, in the order of reading. */
    void read(Pack pack) throws InterruptedException;
}
