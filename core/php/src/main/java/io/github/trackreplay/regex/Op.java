/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.regex;

/** The instructions of a {@link Program}, with their operands. */
final class Op {
    /** The expression, or the body of a look-around or atomic group, has matched. */
    static final int ACCEPT = 0;
    /** byte: consumes it. */
    static final int BYTE = 1;
    /** number, then that many bytes: consumes them. */
    static final int BYTES = 13;
    /** class: consumes one of it. */
    static final int SET = 2;
    /** class, least, most (-1: no limit), row: as many as possible, then fewer. */
    static final int RUN = 3;
    /** class, least, most (-1: no limit), row: as few as possible, then more. */
    static final int LAZY_RUN = 4;
    /** other, row: goes on, and at {@code other} when that fails. */
    static final int SPLIT = 5;
    /** class, other, row: as SPLIT, but at {@code other} at once when no byte of the class comes next. */
    static final int TRY = 6;
    /** target. */
    static final int JUMP = 7;
    /** slot: keeps the position. */
    static final int SAVE = 8;
    /** place. */
    static final int ASSERT = 9;
    /** negated, width (-1: ahead), end, row: the body follows. */
    static final int LOOK = 10;
    /** end, row: the body follows. */
    static final int ATOMIC = 11;
    /** slot, target: there when the position is that of the slot, because a loop must move. */
    static final int UNLESS_MOVED = 12;

    /** table: at the address that its entry for the next byte names, -1 for none; the last entry is that of the text's end. */
    static final int DISPATCH = 14;
    /** target, other, row: at {@code target}, and at {@code other} when that fails. */
    static final int FORK = 15;

    private Op() {}
}
