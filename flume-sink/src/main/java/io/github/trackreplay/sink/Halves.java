/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What is tried or stored together in two, cut as near the middle as it may be: so what is to blame is found among many, and so rows
 * become small enough. Both are views of the list and neither is empty. Immutable.
 *
 * @param <T> what is in it
 */
record Halves<T>(List<T> first, List<T> second) {
    /** A list in two; empty if it holds less than two. */
    static <T> Optional<Halves<T>> of(List<T> all) {
        return of(all, (before, behind) -> true);
    }

    /**
     * A list in two, cut only where that is allowed.
     *
     * @param mayPart whether neighbours may be parted
     * @return empty if no two may
     */
    static <T> Optional<Halves<T>> of(List<T> all, BiPredicate<T, T> mayPart) {
        int middle = all.size() / 2;
        for (int away = 0; away <= middle; away++) {
            for (int at : new int[] {middle - away, middle + away}) {
                if (at > 0 && at < all.size() && mayPart.test(all.get(at - 1), all.get(at))) {
                    return Optional.of(at(all, at));
                }
            }
        }
        return Optional.empty();
    }

    private static <T> Halves<T> at(List<T> all, int index) {
        return new Halves<>(all.subList(0, index), all.subList(index, all.size()));
    }

    /** A list in parts of which each fits, or holds one; in its order. */
    static <T> List<List<T>> parts(List<T> all, Predicate<List<T>> fits) {
        Optional<Halves<T>> halves = fits.test(all) ? Optional.empty() : of(all);
        if (halves.isEmpty()) {
            return List.of(all);
        }
        List<List<T>> parts = new ArrayList<>(parts(halves.get().first(), fits));
        parts.addAll(parts(halves.get().second(), fits));
        return parts;
    }
}
