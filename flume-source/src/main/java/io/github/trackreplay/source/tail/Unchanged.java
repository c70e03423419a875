/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was found out and holds as long as nothing changes. Mutable; for one thread.
 *
 * <p>Why so: {@code docs/decisions/0029-what-rests-costs-little.md}.
 */
final class Unchanged<T> {
    private Optional<T> known = Optional.empty();
    private long asOf;

    /**
     * What is known.
     *
     * @param changes how many changes there have been; it is found out anew where that is another number than the last time
     */
    T get(long changes, Supplier<T> find) {
        if (known.isPresent() && asOf == changes) {
            return known.get();
        }
        T found = find.get();
        known = Optional.of(found);
        asOf = changes;
        return found;
    }

    /** It may hold no more. */
    void forget() {
        known = Optional.empty();
    }
}
