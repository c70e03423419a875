/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.tracking.model.ActionName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ids under which names of actions have been found in {@code log_action}, the latest used, also by earlier transactions. Since then a
 * row may have been deleted, and after {@code TRUNCATE} its id be another name's: whoever takes an id from here looks whether its row
 * is still there, which costs the server less than half of what finding a name costs. Lives as long as a connection. Thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0055-actions-are-remembered.md}.
 */
final class RememberedActions {
    /** Of the heap. */
    private static final int SHARE = 64;

    /** About what an entry takes besides its name, in bytes. */
    private static final int OF_ENTRY = 160;

    private final Map<ActionName, Long> ids = new LinkedHashMap<>(16, 0.75f, true);
    private final long most;
    private long size;

    RememberedActions() {
        this(Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** @param most bytes that it may take */
    RememberedActions(long most) {
        this.most = most;
    }

    /** The id under which a name was found; null where that is not known. */
    synchronized @Nullable Long find(ActionName name) {
        return ids.get(name);
    }

    /** A name was found under an id. */
    synchronized void put(ActionName name, long id) {
        if (ids.put(name, id) == null) {
            size += size(name);
        }
        var oldest = ids.entrySet().iterator();
        while (size > most) {
            size -= size(oldest.next().getKey());
            oldest.remove();
        }
    }

    /** A name is no longer found under its id. */
    synchronized void forget(ActionName name) {
        if (ids.remove(name) != null) {
            size -= size(name);
        }
    }

    private static long size(ActionName name) {
        return OF_ENTRY + 2L * name.name().length();
    }
}
