/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import io.github.trackreplay.regex.Node.UnsupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An expression as instructions ({@link Op}). Immutable once compiled. */
final class Program {
    private static final int LONGEST = 30_000;

    private int[] code = new int[32];
    private int length;
    private int slots;
    private int rows;
    private int widestRun = 1;
    private final boolean dispatching;
    private final List<ByteClass> classes = new ArrayList<>();
    private final List<int[]> tables = new ArrayList<>();

    private Program(int groups, boolean dispatching) {
        this.slots = 2 * (groups + 1);
        this.dispatching = dispatching;
    }

    static Program of(Node node, int groups) {
        try {
            return of(node, groups, true);
        } catch (UnsupportedException tooLong) {
            return of(node, groups, false);
        }
    }

    private static Program of(Node node, int groups, boolean dispatching) {
        Program program = new Program(groups, dispatching);
        program.emit(node);
        program.add(Op.ACCEPT);
        program.code = Arrays.copyOf(program.code, program.length);
        return program;
    }

    int[] code() {
        return code;
    }

    /** Addresses by the next byte, {@link Op#DISPATCH}. */
    int[][] tables() {
        return tables.toArray(int[][]::new);
    }

    /** The positions that a match keeps: two for each group, and one for each loop whose body may be empty. */
    int slots() {
        return slots;
    }

    /** The places of the expression where a search may choose. */
    int rows() {
        return rows;
    }

    /** How many steps a place of the text may cost, roughly: a run of limited length is passed again from each place. */
    long weight() {
        return (code.length + 8L) * widestRun;
    }

    /** Four words for each class. */
    long[] classWords() {
        long[] words = new long[classes.size() * 4];
        for (int i = 0; i < classes.size(); i++) {
            ByteClass set = classes.get(i);
            words[4 * i] = set.w0();
            words[4 * i + 1] = set.w1();
            words[4 * i + 2] = set.w2();
            words[4 * i + 3] = set.w3();
        }
        return words;
    }

    private void add(int... values) {
        if (length + values.length > LONGEST) throw new UnsupportedException("an expression that is too long");
        if (length + values.length > code.length) code = Arrays.copyOf(code, 2 * code.length + values.length);
        for (int value : values) code[length++] = value;
    }

    private int classNumber(ByteClass set) {
        int known = classes.indexOf(set);
        if (known >= 0) return known;
        classes.add(set);
        return classes.size() - 1;
    }

    private void emit(Node node) {
        if (node instanceof Node.One one) {
            one(one.set());
        } else if (node instanceof Node.Sequence sequence) {
            sequence(sequence.parts());
        } else if (node instanceof Node.Alternatives alternatives) {
            alternatives(alternatives.parts());
        } else if (node instanceof Node.Repeated repeated) {
            repeated(repeated);
        } else if (node instanceof Node.Group group) {
            add(Op.SAVE, 2 * group.number());
            emit(group.body());
            add(Op.SAVE, 2 * group.number() + 1);
        } else if (node instanceof Node.Look look) {
            look(look);
        } else if (node instanceof Node.Atomic atomic) {
            body(() -> emit(atomic.body()), Op.ATOMIC);
        } else if (node instanceof Node.Assertion assertion) {
            add(Op.ASSERT, assertion.place());
        }
    }

    private void sequence(List<Node> parts) {
        int i = 0;
        while (i < parts.size()) {
            int end = i;
            while (end < parts.size()
                    && parts.get(end) instanceof Node.One one
                    && one.set().single() >= 0) end++;
            if (end - i < 2) {
                emit(parts.get(i++));
            } else {
                add(Op.BYTES, end - i);
                while (i < end) add(((Node.One) parts.get(i++)).set().single());
            }
        }
    }

    private void one(ByteClass set) {
        int single = set.single();
        if (single >= 0) add(Op.BYTE, single);
        else add(Op.SET, classNumber(set));
    }

    private void alternatives(List<Node> parts) {
        if (dispatching && parts.size() >= Dispatch.WORTH_IT) {
            dispatch(parts);
            return;
        }
        int[] jumps = new int[parts.size()];
        for (int i = 0; i < parts.size() - 1; i++) {
            int other = choice(parts.get(i));
            emit(parts.get(i));
            add(Op.JUMP, 0);
            jumps[i] = length - 1;
            code[other] = length;
        }
        emit(parts.get(parts.size() - 1));
        for (int i = 0; i < parts.size() - 1; i++) code[jumps[i]] = length;
    }

    /** Many alternatives, of which the next byte leaves few: a list of those for each byte, in their order. */
    private void dispatch(List<Node> parts) {
        tables.add(new int[0]);
        int table = tables.size() - 1;
        add(Op.DISPATCH, table);
        int[] bodies = new int[parts.size()];
        int[] jumps = new int[parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            bodies[i] = length;
            emit(parts.get(i));
            add(Op.JUMP, 0);
            jumps[i] = length - 1;
        }
        tables.set(
                table,
                Dispatch.addresses(
                        parts,
                        chosen -> chain(chosen.stream().mapToInt(i -> bodies[i]).toArray())));
        for (int jump : jumps) code[jump] = length;
    }

    /** Tries bodies one after the other; gives the address where that begins. */
    private int chain(int[] targets) {
        if (targets.length == 1) return targets[0];
        int begin = length;
        for (int i = 0; i < targets.length - 1; i++) {
            add(Op.FORK, targets[i], length + 4, rows++);
        }
        add(Op.JUMP, targets[targets.length - 1]);
        return begin;
    }

    /** Begins what may be left out, and gives where to write the address of what comes instead. */
    private int choice(Node body) {
        ByteClass first = Node.first(body);
        if (first.equals(ByteClass.ALL)) {
            add(Op.SPLIT, 0, rows++);
        } else {
            add(Op.TRY, classNumber(first), 0, rows++);
        }
        return length - 2;
    }

    private void repeated(Node.Repeated repeated) {
        Node body = repeated.body();
        int min = repeated.min();
        int max = repeated.max();
        if (body instanceof Node.One one && (max < 0 || max > 1)) {
            widestRun = Math.max(widestRun, 1 + Math.max(min, max));
            add(repeated.greedy() ? Op.RUN : Op.LAZY_RUN, classNumber(one.set()), min, max, rows++);
            return;
        }
        for (int i = 0; i < min; i++) emit(body);
        if (max < 0) {
            loop(body, repeated.greedy());
        } else if (repeated.greedy()) {
            optional(body, max - min);
        } else {
            lazilyOptional(body, max - min);
        }
    }

    private void loop(Node body, boolean greedy) {
        int start = length;
        int other = -1;
        if (greedy) other = choice(body);
        else lazySplit();
        int slot = -1;
        if (Node.nullable(body)) {
            slot = slots++;
            add(Op.SAVE, slot);
        }
        emit(body);
        int exit = -1;
        if (slot >= 0) {
            add(Op.UNLESS_MOVED, slot, 0);
            exit = length - 1;
        }
        add(Op.JUMP, start);
        if (greedy) code[other] = length;
        else code[start + 4] = length;
        if (exit >= 0) code[exit] = length;
    }

    /** Goes on behind first: the body begins right after. The address to write is two behind the beginning. */
    private void lazySplit() {
        int at = length;
        add(Op.SPLIT, at + 5, rows++, Op.JUMP, 0);
    }

    private void optional(Node body, int times) {
        int[] others = new int[times];
        for (int i = 0; i < times; i++) {
            others[i] = choice(body);
            emit(body);
        }
        for (int other : others) code[other] = length;
    }

    private void lazilyOptional(Node body, int times) {
        int[] exits = new int[times];
        for (int i = 0; i < times; i++) {
            exits[i] = length + 4;
            lazySplit();
            emit(body);
        }
        for (int exit : exits) code[exit] = length;
    }

    private void look(Node.Look look) {
        if (!look.behind()) {
            body(() -> emit(look.body()), Op.LOOK, look.negated() ? 1 : 0, -1);
            return;
        }
        List<Node> parts =
                look.body() instanceof Node.Alternatives alternatives ? alternatives.parts() : List.of(look.body());
        if (look.negated() || parts.size() == 1) {
            parts.forEach(part -> behind(part, look.negated()));
            return;
        }
        List<Node> each = new ArrayList<>();
        parts.forEach(part -> each.add(new Node.Look(part, true, false)));
        emit(new Node.Alternatives(each));
    }

    private void behind(Node part, boolean negated) {
        int width = Node.width(part);
        if (width < 0) throw new UnsupportedException("a look behind of unknown width");
        body(() -> emit(part), Op.LOOK, negated ? 1 : 0, width);
    }

    /** An instruction with a body, which ends with ACCEPT: its operands, the address behind the body, a row. */
    private void body(Runnable emit, int... instruction) {
        add(instruction);
        add(0, rows++);
        int end = length - 2;
        emit.run();
        add(Op.ACCEPT);
        code[end] = length;
    }
}
