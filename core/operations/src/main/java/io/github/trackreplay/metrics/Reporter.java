/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import java.util.Optional;

/** Somebody who measures. Both methods are called by the endpoint's threads, so they must be quick and thread-safe. */
public interface Reporter {
    /** Adds the present values. */
    void report(Samples samples);

    /** Why the component cannot do its work at present, a sentence; empty when it can. */
    default Optional<String> trouble() {
        return Optional.empty();
    }
}
