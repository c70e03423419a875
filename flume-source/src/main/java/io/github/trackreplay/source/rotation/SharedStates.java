/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.List;

/** States that a hundred thousand files have in common: one object each. Immutable. */
final class SharedStates {
    static final FileState BEFORE_START = new FileState.BeforeStart();
    static final FileState GROWING = new FileState.Growing();
    /** Finished, and never truncated. */
    static final FileState FINISHED = new FileState.Finished(false);

    private static final List<CarrierState> ARCHIVES = List.of(
            new CarrierState.Archive(false, false),
            new CarrierState.Archive(false, true),
            new CarrierState.Archive(true, false),
            new CarrierState.Archive(true, true));

    private SharedStates() {}

    static CarrierState archive(boolean proven, boolean complete) {
        return ARCHIVES.get((proven ? 2 : 0) + (complete ? 1 : 0));
    }
}
