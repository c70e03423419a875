/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** States that a hundred thousand files have in common: one object each. Immutable. */
final class SharedStates {
    static final FileState BEFORE_START = new FileState.BeforeStart();
    static final FileState GROWING = new FileState.Growing();
    /** Finished, and never truncated. */
    static final FileState FINISHED = new FileState.Finished(false);

    private static final List<CarrierState.Undecided> UNDECIDED = Arrays.stream(CarrierState.Lack.values())
            .flatMap(lack -> Stream.of(new CarrierState.Undecided(lack, false), new CarrierState.Undecided(lack, true)))
            .toList();

    private SharedStates() {}

    static CarrierState.Undecided undecided(CarrierState.Lack lack, boolean packed) {
        return UNDECIDED.stream()
                .filter(one -> one.lack() == lack && one.packed() == packed)
                .findFirst()
                .orElseThrow();
    }
}
