/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The carriers of one stream that are open, counted among those of all streams of its source. Mutable; for one thread. */
final class OpenCarriers {
    private final OpenFiles counted;
    private final Set<Carrier> open = new LinkedHashSet<>();

    OpenCarriers(OpenFiles counted) {
        this.counted = counted;
    }

    void add(Carrier carrier) {
        if (open.add(carrier)) {
            counted.opened(open.size() == 1);
        }
    }

    void remove(Carrier carrier) {
        if (open.remove(carrier)) {
            counted.closed(open.isEmpty());
        }
    }

    /** All of them, now and later. */
    Set<Carrier> all() {
        return Collections.unmodifiableSet(open);
    }

    /** Whether one that is not read yet may wait open. */
    boolean mayWait() {
        return counted.mayWait();
    }
}
