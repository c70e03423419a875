/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import java.util.List;

/** A piece of an expression. */
sealed interface Node {
    /** One byte of a set. */
    record One(ByteClass set) implements Node {}

    record Sequence(List<Node> parts) implements Node {}

    record Alternatives(List<Node> parts) implements Node {}

    /** @param max -1 when there is no limit */
    record Repeated(Node body, int min, int max, boolean greedy) implements Node {}

    /** A group that is kept, numbered from 1. */
    record Group(int number, Node body) implements Node {}

    /** What must, or must not, stand there; it consumes nothing. */
    record Look(Node body, boolean behind, boolean negated) implements Node {}

    /** What is not tried otherwise once it has matched. */
    record Atomic(Node body) implements Node {}

    record Assertion(int place) implements Node {}

    /** An expression that this engine does not match. */
    final class UnsupportedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnsupportedException(String what) {
            super(what, null, false, false);
        }
    }

    /** What a match may begin with; all where it may be empty. */
    static ByteClass first(Node node) {
        if (node instanceof One one) return one.set();
        if (node instanceof Group group) return first(group.body());
        if (node instanceof Atomic atomic) return first(atomic.body());
        if (node instanceof Repeated repeated) return repeated.min() == 0 ? ByteClass.ALL : first(repeated.body());
        if (node instanceof Alternatives alternatives) {
            return alternatives.parts().stream().map(Node::first).reduce(ByteClass.NONE, ByteClass::or);
        }
        return node instanceof Sequence sequence ? first(sequence.parts()) : ByteClass.ALL;
    }

    private static ByteClass first(List<Node> parts) {
        ByteClass set = ByteClass.NONE;
        for (Node part : parts) {
            if (part instanceof Assertion || part instanceof Look) continue;
            if (!nullable(part)) return set.or(first(part));
            if (!(part instanceof Repeated repeated) || nullable(repeated.body())) return ByteClass.ALL;
            set = set.or(first(repeated.body()));
        }
        return ByteClass.ALL;
    }

    /** Whether a match may be empty. */
    static boolean nullable(Node node) {
        if (node instanceof One) return false;
        if (node instanceof Group group) return nullable(group.body());
        if (node instanceof Atomic atomic) return nullable(atomic.body());
        if (node instanceof Repeated repeated) return repeated.min() == 0 || nullable(repeated.body());
        if (node instanceof Alternatives alternatives) {
            return alternatives.parts().stream().anyMatch(Node::nullable);
        }
        return !(node instanceof Sequence sequence) || sequence.parts().stream().allMatch(Node::nullable);
    }

    /** The number of bytes that every match has; -1 when they differ. */
    static int width(Node node) {
        if (node instanceof One) return 1;
        if (node instanceof Group group) return width(group.body());
        if (node instanceof Atomic atomic) return width(atomic.body());
        if (node instanceof Repeated repeated) {
            int width = width(repeated.body());
            return width < 0 || repeated.min() != repeated.max() ? -1 : width * repeated.min();
        }
        if (node instanceof Alternatives alternatives) {
            int[] widths = alternatives.parts().stream()
                    .mapToInt(Node::width)
                    .distinct()
                    .toArray();
            return widths.length == 1 ? widths[0] : -1;
        }
        if (!(node instanceof Sequence sequence)) return 0;
        int sum = 0;
        for (Node part : sequence.parts()) {
            int width = width(part);
            if (width < 0) return -1;
            sum += width;
        }
        return sum;
    }
}
