/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.util.List;

/**
 * How far a stream's event times have run backwards.
 *
 * @param fine whether its times say more than the second
 * @param worst the most in milliseconds by hours since 1970-01-01 UTC, the hours ascending
 */
public record SeenDisorder(boolean fine, List<Worst> worst) {
    /** Of a stream that has shown nothing yet. */
    public static final SeenDisorder NONE = new SeenDisorder(false, List.of());

    public SeenDisorder {
        worst = List.copyOf(worst);
    }

    /** The worst of one hour. */
    public record Worst(long hour, long millis) {}
}
