/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.util.HashMap;
import java.util.Map;

/** The ids that pending rows of a batch have got. Not thread-safe. */
final class Ids {
    private final Map<Ref.Pending, Long> ids = new HashMap<>();

    void put(Ref.Pending pending, long id) {
        ids.put(pending, id);
    }

    /** All that have been put. */
    Map<Ref.Pending, Long> all() {
        return ids;
    }

    /**
     * The id that a reference stands for.
     *
     * @throws IllegalStateException if its row has not been written
     */
    long of(Value reference) {
        if (reference instanceof Ref.Id id) {
            return id.id();
        }
        Long id = reference instanceof Ref.Pending pending ? ids.get(pending) : null;
        if (id == null) {
            throw new IllegalStateException(reference + " is used before its row is written");
        }
        return id;
    }
}
