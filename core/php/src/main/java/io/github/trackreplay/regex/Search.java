/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

import java.util.Arrays;

/**
 * One expression in one text: tries it at places, and knows the groups of what it found last. What did not lead to a match at
 * one place is remembered for the others, so all tries together are linear in the length of the text. Not thread-safe.
 */
public final class Search {
    /** Steps after which it pays to remember. */
    private static final int MANY = 2_000;
    /** Only look-arounds that match again and again get here; PCRE gives up as well, at its limit of steps. */
    private static final long STEPS_PER_PLACE = 4;

    private static final int LARGEST_MEMORY_BITS = 1 << 28;
    private static final int FRAME = 4;
    private static final long[] NO_MEMORY = {};
    private static final int[] NO_FRAMES = {};

    /** Kinds of frames; a lower number is the address of a lazy run that may take one more. */
    private static final int AGAIN = -1;

    private static final int FEWER = -2;
    private static final int RESTORE = -3;
    private static final int FAILED = -4;
    /** As FEWER, of a run that remembers: its place in the code, where it stands now, where it stands at least. */
    private static final int FEWER_REMEMBERED = -5;

    private final int[] code;
    private final long[] classes;
    private final int[][] tables;
    private final byte[] text;
    private final int rows;
    private final ByteClass first;
    private final boolean anyFirst;
    private final boolean atTextStart;
    private final int many;
    private final long mostSteps;
    private final int[] slots;
    private int[] frames = NO_FRAMES;
    private int depth;
    /** Empty before it pays to remember. */
    private long[] memory = NO_MEMORY;

    private long steps;
    private int end;

    Search(LinearRegex regex, byte[] text) {
        this(regex, text, MANY);
    }

    Search(LinearRegex regex, byte[] text, long mostSteps) {
        this(regex, text, MANY, mostSteps);
    }

    /** @param many steps after which it remembers; the largest number for never, and then nothing limits the steps */
    Search(LinearRegex regex, byte[] text, int many) {
        this(regex, text, many, Long.MAX_VALUE);
    }

    private Search(LinearRegex regex, byte[] text, int many, long mostSteps) {
        this.code = regex.code();
        this.classes = regex.classes();
        this.tables = regex.tables();
        this.text = text;
        this.rows = regex.rows();
        this.first = regex.first();
        this.anyFirst = first.equals(ByteClass.ALL);
        this.atTextStart = regex.atTextStart();
        this.slots = new int[regex.slots()];
        this.many = many;
        long ordinary = MANY + STEPS_PER_PLACE * regex.weight() * (text.length + 8L);
        this.mostSteps = many == Integer.MAX_VALUE ? mostSteps : Math.min(mostSteps, ordinary);
    }

    /** Whether the expression matches with its first byte at {@code start}. */
    public boolean matchesAt(int start) {
        if (atTextStart && start > 0) return false;
        if (!anyFirst && (start == text.length || !first.contains(text[start] & 0xff))) return false;
        Arrays.fill(slots, -1);
        depth = 0;
        if (!run(0, start)) return false;
        slots[0] = start;
        slots[1] = end;
        return true;
    }

    /** Whether the expression matches anywhere from {@code from} on: the first such place counts. */
    public boolean find(int from) {
        for (int start = from; start <= text.length; start++) {
            if (matchesAt(start)) return true;
            if (atTextStart) return false;
        }
        return false;
    }

    /** Where a group of the last match begins, 0 being the whole; -1 when it took no part. */
    public int start(int group) {
        return slots[2 * group + 1] < 0 ? -1 : slots[2 * group];
    }

    /** Where a group of the last match ends. */
    public int end(int group) {
        return slots[2 * group + 1];
    }

    /** Instructions executed so far. */
    public long steps() {
        return steps;
    }

    /** Runs from an address until ACCEPT, with {@link #end} then; leaves its frames behind only when it succeeds. */
    private boolean run(int from, int position) {
        int base = depth;
        int pc = from;
        int at = position;
        while (true) {
            if (++steps > mostSteps) {
                depth = base;
                return false;
            }
            boolean goesOn = true;
            switch (code[pc]) {
                case Op.ACCEPT -> {
                    end = at;
                    return true;
                }
                case Op.BYTE -> {
                    if (at < text.length && (text[at] & 0xff) == code[pc + 1]) {
                        at++;
                        pc += 2;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.BYTES -> {
                    int count = code[pc + 1];
                    if (areNext(pc + 2, count, at)) {
                        at += count;
                        pc += 2 + count;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.SET -> {
                    if (isNext(code[pc + 1], at)) {
                        at++;
                        pc += 2;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.RUN -> {
                    int taken = remembers() ? remembered(pc, at) : taken(pc, at);
                    if (taken >= 0) {
                        at += taken;
                        pc += 5;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.LAZY_RUN -> {
                    int taken = lazilyTaken(pc, at);
                    if (taken >= 0) {
                        at += taken;
                        pc += 5;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.TRY -> {
                    if (!isNext(code[pc + 1], at)) {
                        pc = code[pc + 2];
                    } else if (enters(code[pc + 3], at)) {
                        push(AGAIN, code[pc + 2], at, 0);
                        pc += 4;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.SPLIT -> {
                    if (enters(code[pc + 2], at)) {
                        push(AGAIN, code[pc + 1], at, 0);
                        pc += 3;
                    } else {
                        goesOn = false;
                    }
                }
                case Op.DISPATCH -> {
                    pc = tables[code[pc + 1]][at < text.length ? text[at] & 0xff : 256];
                    goesOn = pc >= 0;
                }
                case Op.FORK -> {
                    if (enters(code[pc + 3], at)) {
                        push(AGAIN, code[pc + 2], at, 0);
                        pc = code[pc + 1];
                    } else {
                        goesOn = false;
                    }
                }
                case Op.JUMP -> pc = code[pc + 1];
                case Op.SAVE -> {
                    push(RESTORE, code[pc + 1], slots[code[pc + 1]], 0);
                    slots[code[pc + 1]] = at;
                    pc += 2;
                }
                case Op.ASSERT -> {
                    goesOn = stands(code[pc + 1], at);
                    pc += 2;
                }
                case Op.LOOK -> {
                    goesOn = enters(code[pc + 4], at) && looks(pc, at);
                    pc = code[pc + 3];
                }
                case Op.ATOMIC -> {
                    goesOn = enters(code[pc + 2], at) && inside(pc + 3, at);
                    at = end;
                    pc = code[pc + 1];
                }
                default -> pc = slots[code[pc + 1]] == at ? code[pc + 2] : pc + 3;
            }
            if (!goesOn) {
                pc = back(base);
                if (pc < 0) return false;
                at = end;
            }
        }
    }

    /** Takes frames back until one says where to go on, with {@link #end} as the position there; -1 when none does. */
    private int back(int base) {
        while (depth > base) {
            steps++;
            depth -= FRAME;
            int kind = frames[depth];
            int a = frames[depth + 1];
            int b = frames[depth + 2];
            switch (kind) {
                case AGAIN -> {
                    end = b;
                    return a;
                }
                case FEWER -> {
                    if (b > frames[depth + 3]) {
                        frames[depth + 2] = b - 1;
                        depth += FRAME;
                    }
                    end = b;
                    return a;
                }
                case FEWER_REMEMBERED -> {
                    remember(code[a + 4], b);
                    if (b > frames[depth + 3]) {
                        frames[depth + 2] = b - 1;
                        depth += FRAME;
                        end = b - 1;
                        return a + 5;
                    }
                }
                case RESTORE -> slots[a] = b;
                case FAILED -> remember(a, b);
                default -> {
                    if (takesOneMore(kind, a, b)) {
                        end = a + 1;
                        return kind + 5;
                    }
                }
            }
        }
        return -1;
    }

    /** How many a greedy run takes first; -1 when too few are there. */
    private int taken(int pc, int at) {
        int set = code[pc + 1];
        int min = code[pc + 2];
        int max = code[pc + 3];
        int limit = max < 0 ? text.length : (int) Math.min(text.length, (long) at + max);
        int last = at;
        while (last < limit && isIn(set, text[last])) last++;
        steps += last - at;
        if (last - at < min) return -1;
        if (last - at > min) push(FEWER, pc + 5, last - 1, at + min);
        return last - at;
    }

    /**
     * The same with a memory: where the run may stop is a choice at each of its bytes, so that no byte is passed twice by runs
     * that begin at different places. From a place that is known to fail nothing that takes more can succeed either.
     */
    private int remembered(int pc, int at) {
        int set = code[pc + 1];
        int row = code[pc + 4];
        if (code[pc + 3] >= 0) return enters(row, at) ? taken(pc, at) : -1;
        int least = at + code[pc + 2];
        int last = at;
        while (last < least) {
            if (!isNext(set, last++)) return -1;
        }
        while (last < text.length && isIn(set, text[last]) && !isFailure(row, last)) last++;
        steps += last - at;
        if (isFailure(row, last) && --last < least) return -1;
        push(FEWER_REMEMBERED, pc, last, least);
        return last - at;
    }

    private int lazilyTaken(int pc, int at) {
        int min = code[pc + 2];
        boolean limited = code[pc + 3] >= 0;
        if (limited && !enters(code[pc + 4], at)) return -1;
        for (int i = 0; i < min; i++) {
            if (!isNext(code[pc + 1], at + i)) return -1;
        }
        steps += min;
        if (!limited && !enters(code[pc + 4], at + min)) return -1;
        push(pc, at + min, min, 0);
        return min;
    }

    /** Lets a lazy run that stopped at a place take the byte there; its frame for one more then lies ready. */
    private boolean takesOneMore(int pc, int at, int taken) {
        int max = code[pc + 3];
        if ((max >= 0 && taken >= max) || !isNext(code[pc + 1], at)) return false;
        if (max < 0 && !enters(code[pc + 4], at + 1)) return false;
        push(pc, at + 1, max < 0 ? taken : taken + 1, 0);
        return true;
    }

    private boolean looks(int pc, int at) {
        boolean negated = code[pc + 1] == 1;
        int width = code[pc + 2];
        int from = width < 0 ? at : at - width;
        boolean found = from >= 0 && inside(pc + 5, from);
        return found != negated;
    }

    /** Runs a body and gives its choices up; the groups that it kept stay, until what lies before it is tried otherwise. */
    private boolean inside(int pc, int at) {
        int base = depth;
        int[] before = slots.clone();
        if (!run(pc, at)) return false;
        depth = base;
        for (int i = 0; i < before.length; i++) {
            if (slots[i] != before[i]) push(RESTORE, i, before[i], 0);
        }
        return true;
    }

    /** Whether a place of the expression is worth trying here; then its failure will be remembered. */
    private boolean enters(int row, int at) {
        if (!remembers()) return true;
        if (isFailure(row, at)) return false;
        push(FAILED, row, at, 0);
        return true;
    }

    /** Whether failures are remembered: from the time on when it pays, unless there were too many places for it. */
    private boolean remembers() {
        if (memory.length > 0) return true;
        if (steps < many) return false;
        long bits = (long) rows * (text.length + 1);
        if (bits > LARGEST_MEMORY_BITS) return false;
        memory = new long[(int) ((bits + 63) >> 6)];
        return true;
    }

    private boolean isFailure(int row, int at) {
        long bit = (long) row * (text.length + 1) + at;
        return ((memory[(int) (bit >> 6)] >>> (bit & 63)) & 1) != 0;
    }

    private void remember(int row, int at) {
        long bit = (long) row * (text.length + 1) + at;
        memory[(int) (bit >> 6)] |= 1L << (bit & 63);
    }

    private boolean areNext(int pc, int count, int at) {
        if (at + count > text.length) return false;
        for (int i = 0; i < count; i++) {
            if ((text[at + i] & 0xff) != code[pc + i]) return false;
        }
        return true;
    }

    private boolean isNext(int set, int at) {
        return at < text.length && isIn(set, text[at]);
    }

    private boolean isIn(int set, byte value) {
        int v = value & 0xff;
        return ((classes[4 * set + (v >> 6)] >>> (v & 63)) & 1) != 0;
    }

    private boolean stands(int place, int at) {
        return switch (place) {
            case Place.TEXT_START -> at == 0;
            case Place.TEXT_END -> at == text.length;
            case Place.TEXT_END_OR_LAST_LINE_FEED -> at == text.length || (at == text.length - 1 && text[at] == '\n');
            case Place.LINE_START -> at == 0 || (at < text.length && text[at - 1] == '\n');
            case Place.LINE_END -> at == text.length || text[at] == '\n';
            case Place.WORD_BOUNDARY -> isWord(at - 1) != isWord(at);
            default -> isWord(at - 1) == isWord(at);
        };
    }

    private boolean isWord(int at) {
        return at >= 0 && at < text.length && Classes.WORD.contains(text[at] & 0xff);
    }

    private void push(int kind, int a, int b, int c) {
        if (depth == frames.length) frames = Arrays.copyOf(frames, 2 * depth + 8 * FRAME);
        frames[depth] = kind;
        frames[depth + 1] = a;
        frames[depth + 2] = b;
        frames[depth + 3] = c;
        depth += FRAME;
    }
}
