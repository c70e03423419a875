/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.match;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is true of every text that a piece of regex matches, letters in lower case.
 *
 * @param exact the match is one of these texts; null when they are too many to list
 * @param prefix the match begins with one of these texts; the empty text says nothing
 * @param required the match contains one of these texts; null when nothing is known
 * @param first the match begins with one of these bytes, unless it is empty
 * @param nullable the match may be empty
 */
record Facts(
        @Nullable List<String> exact,
        List<String> prefix,
        @Nullable List<String> required,
        ByteSet first,
        boolean nullable) {
    private static final int MAX_CROSS = 40;
    private static final int MAX_UNION = 400;
    private static final int MAX_LENGTH = 24;
    static final List<String> ANYTHING = List.of("");

    /** A piece that matches without consuming: an anchor, a look-around. */
    static final Facts EMPTY = new Facts(ANYTHING, ANYTHING, null, ByteSet.NONE, true);

    /** A piece of which nothing is known. */
    static final Facts UNKNOWN = new Facts(null, ANYTHING, null, ByteSet.ALL, true);

    static Facts literal(int c) {
        return oneOf(ByteSet.of(c));
    }

    static Facts oneOf(ByteSet set) {
        List<String> texts = texts(set, 10);
        return new Facts(texts, texts == null ? ANYTHING : texts, null, set, false);
    }

    /** One after the other. */
    static Facts sequence(List<Facts> parts) {
        Sequence sequence = new Sequence();
        parts.forEach(sequence::add);
        return sequence.facts();
    }

    /** Any one of them. */
    static Facts either(List<Facts> parts) {
        @Nullable List<String> exact = List.of();
        @Nullable List<String> prefix = List.of();
        @Nullable List<String> required = List.of();
        ByteSet first = ByteSet.NONE;
        boolean nullable = false;
        for (Facts part : parts) {
            exact = union(exact, part.exact);
            prefix = union(prefix, part.prefix);
            required = union(required, part.bestContained());
            first = first.or(part.first);
            nullable |= part.nullable;
        }
        return new Facts(exact, prefix == null ? ANYTHING : prefix, required, first, nullable);
    }

    /** Zero or more, or zero or one. */
    Facts optional(boolean atMostOnce) {
        List<String> texts = atMostOnce && exact != null ? union(exact, ANYTHING) : null;
        return new Facts(texts, texts == null ? ANYTHING : texts, null, first, true);
    }

    /** At least {@code min} (not zero) and possibly more times. */
    Facts repeated(int min, boolean exactly) {
        if (exactly && min <= 4) {
            List<Facts> copies = new ArrayList<>();
            for (int i = 0; i < min; i++) copies.add(this);
            return sequence(copies);
        }
        return new Facts(null, prefix, bestContained(), first, nullable);
    }

    /** Whether something is known of how every match begins. */
    boolean beginsKnown() {
        return !prefix.contains("");
    }

    /** The texts of which one is in every match, or null. */
    @Nullable
    List<String> bestContained() {
        if (exact == null) return required;
        return exact.contains("") ? null : exact;
    }

    private static @Nullable List<String> texts(ByteSet set, int max) {
        List<String> texts = new ArrayList<>();
        for (int c = 0; c < 256; c++) {
            if (!set.contains(c) || c != ByteSet.lower(c)) continue;
            if (texts.size() == max) return null;
            texts.add(String.valueOf((char) c));
        }
        return List.copyOf(texts);
    }

    private static @Nullable List<String> union(@Nullable List<String> a, @Nullable List<String> b) {
        if (a == null || b == null) return null;
        Set<String> all = new LinkedHashSet<>(a);
        all.addAll(b);
        return all.size() > MAX_UNION ? null : List.copyOf(all);
    }

    private static @Nullable List<String> cross(List<String> a, List<String> b) {
        if ((long) a.size() * b.size() > Math.max(MAX_CROSS, Math.max(a.size(), b.size()))) return null;
        Set<String> all = new LinkedHashSet<>();
        for (String x : a) {
            for (String y : b) {
                if (x.length() + y.length() > MAX_LENGTH && !y.isEmpty() && !x.isEmpty()) return null;
                all.add(x + y);
            }
        }
        return List.copyOf(all);
    }

    /** Collects a sequence: the run of texts that ends here, and the best texts seen before. */
    private static final class Sequence {
        private List<String> run = ANYTHING;
        private List<String> prefix = ANYTHING;
        private @Nullable List<String> best;
        private boolean exact = true;
        private ByteSet first = ByteSet.NONE;
        private boolean nullable = true;

        void add(Facts part) {
            if (nullable) first = first.or(part.first);
            nullable &= part.nullable;
            List<String> longer = cross(run, part.exact == null ? part.prefix : part.exact);
            if (longer != null && part.exact != null) {
                run = longer;
                return;
            }
            List<String> seen = longer == null ? run : longer;
            if (exact) prefix = seen;
            exact = false;
            best = Rarity.better(Rarity.better(best, seen), part.bestContained());
            run = part.exact == null ? ANYTHING : part.exact;
        }

        Facts facts() {
            if (exact) return new Facts(run, run, null, first, nullable);
            return new Facts(null, prefix, Rarity.better(best, run), first, nullable);
        }
    }
}
