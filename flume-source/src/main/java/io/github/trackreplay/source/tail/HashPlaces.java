/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds elements by a hash that each of them gives: one stands in the first free place at or behind that of its hash. Where there is one for
 * each of a hundred thousand files it takes 8 bytes or so of each, a tenth of what a map takes. Mutable; for one thread.
 */
final class HashPlaces<T> {
    private static final int LEAST_PLACES = 8;
    /** 2^32 by the golden ratio: numbers that follow each other, as of files do, come to stand far from each other. */
    private static final int SPREAD = 0x9E3779B9;

    private final ToIntFunction<T> hash;
    private @Nullable Object[] places = new Object[LEAST_PLACES];
    private int count;

    /** @param hash always the same of an element */
    HashPlaces(ToIntFunction<T> hash) {
        this.hash = hash;
    }

    void add(T element) {
        if (2 * (count + 1) > places.length) {
            grow();
        }
        put(element);
        count++;
    }

    private void grow() {
        @Nullable Object[] before = places;
        int free = 0;
        while (before[free] != null) {
            free++;
        }
        places = new Object[2 * before.length];
        for (int i = 1; i < before.length; i++) { // from a free place on, so that those of one hash keep their order
            Object element = before[(free + i) & (before.length - 1)];
            if (element != null) {
                put(cast(element));
            }
        }
    }

    private void put(T element) {
        int place = first(hash.applyAsInt(element));
        while (places[place] != null) {
            place = after(place);
        }
        places[place] = element;
    }

    private int first(int hashed) {
        return (hashed * SPREAD) >>> Integer.numberOfLeadingZeros(places.length - 1);
    }

    private int after(int place) {
        return (place + 1) & (places.length - 1);
    }

    void remove(T element) {
        int place = first(hash.applyAsInt(element));
        while (places[place] != null && places[place] != element) {
            place = after(place);
        }
        if (places[place] != null) {
            places[place] = null;
            count--;
            closeUp(after(place));
        }
    }

    /** What stands behind a place that has become free may belong there. */
    private void closeUp(int from) {
        List<T> behind = new ArrayList<>();
        int place = from;
        for (Object element = places[place]; element != null; element = places[place]) {
            behind.add(cast(element));
            places[place] = null;
            place = after(place);
        }
        behind.forEach(this::put);
    }

    /** All that may have a hash, and perhaps others, in the order in which they were added. */
    List<T> near(int hashed) {
        List<T> near = new ArrayList<>();
        int place = first(hashed);
        for (Object element = places[place]; element != null; element = places[place]) {
            near.add(cast(element));
            place = after(place);
        }
        return near;
    }

    @SuppressWarnings("unchecked") // only elements are put in
    private T cast(Object element) {
        return (T) element;
    }
}
