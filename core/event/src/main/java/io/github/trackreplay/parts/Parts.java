/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import java.util.Optional;

/**
 * Tells, line of the file by line, which belong together: from the first part of a server's line to its end, with what the
 * container said meanwhile on standard error. Lines that no container's runtime wrote stand alone. Not thread-safe.
 *
 * <p>What stands still for parts is bounded: a line of standard error is given up when one of standard output follows its parts,
 * one of standard output when too much of standard error stands between its. What comes later of a line that was given up is
 * told as such, for read by itself it is what a visitor sent.
 */
public final class Parts {
    /** Of a container's other stream so many bytes may stand among a line's parts. */
    static final int MOST_BETWEEN = 64 * 1024;

    /** And so many lines of the file. */
    static final int MOST_LINES_BETWEEN = 64;

    private static final int NONE = -1;
    private static final int ERRORS = 0b1010;

    /** What a line of the file is to those before it. */
    public enum Step {
        /** What was begun is complete with it. */
        ENDS,
        /** More belongs to it. */
        GOES_ON,
        /** What was begun was complete before it, or is given up; after {@link #close} it is to be taken again. */
        ENDS_BEFORE,
        /** A part of a line that was given up; nothing is begun. */
        GIVEN_UP
    }

    /** The stream whose line has been begun. */
    private int open = NONE;
    /** The streams, a bit for each, of whose lines that were given up parts may still come. */
    private int givenUp;
    /** Bytes of the other stream among the parts of what was begun. */
    private int between;
    /** And lines. */
    private int linesBetween;
    /** Whether the beginning of what was begun is not kept, so that nothing else can be kept with it. */
    private boolean overlong;
    /** Whether the line of the file that ends next has been told by its beginning. */
    private boolean told;

    /** The next line of the file, {@code bytes[from, to)} without its line end. */
    public Step take(byte[] bytes, int from, int to) {
        if (told) {
            told = false;
            return open == NONE ? Step.ENDS : Step.GOES_ON;
        }
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return take(Part.of(bytes, WholeLines.begin(bytes, from, end), end), to - from);
    }

    private Step take(Optional<Part> part, int length) {
        if (part.isEmpty()) {
            givenUp = open == NONE ? 0 : givenUp;
            return open == NONE ? Step.ENDS : Step.ENDS_BEFORE;
        }
        int key = part.get().key();
        boolean whole = part.get().kind() == Part.Kind.END;
        if (open == key) {
            open = whole ? NONE : key;
            return whole ? Step.ENDS : Step.GOES_ON;
        }
        return open == NONE ? begin(key, whole) : among(part.get(), whole, length);
    }

    private Step begin(int key, boolean whole) {
        if (isGivenUp(key)) {
            giveUp(key, !whole);
            return Step.GIVEN_UP;
        }
        open = whole ? NONE : key;
        between = 0;
        linesBetween = 0;
        overlong = false;
        return whole ? Step.ENDS : Step.GOES_ON;
    }

    private Step among(Part part, boolean whole, int length) {
        boolean waits = part.ofStandardError() && open == part.key() - 1;
        boolean much = between + length > MOST_BETWEEN || linesBetween == MOST_LINES_BETWEEN;
        if (!waits || overlong || much) {
            return Step.ENDS_BEFORE;
        }
        between += length;
        linesBetween++;
        giveUp(part.key(), !whole);
        return Step.GOES_ON;
    }

    /**
     * The next line of the file begins with {@code bytes[from, to)}; the rest of it is not kept. Its end is still to be taken,
     * except where it {@link Step#ENDS_BEFORE}.
     *
     * @return empty if only its end tells what it is
     */
    public Optional<Step> takeBeginning(byte[] bytes, int from, int to) {
        int begin = WholeLines.begin(bytes, from, to);
        if (to - from <= Part.LONGEST_OF_DOCKER && begin < to && bytes[begin] == '{') {
            return Optional.empty();
        }
        Optional<Part> part = Part.of(bytes, begin, to);
        boolean ofAnother = open != NONE && part.filter(p -> p.key() == open).isEmpty();
        Step step = ofAnother ? Step.ENDS_BEFORE : take(part, to - from);
        told = step != Step.ENDS_BEFORE;
        overlong |= told;
        return Optional.of(step);
    }

    /** Whether the line of the file that ends next has been told by its beginning. */
    public boolean isTold() {
        return told;
    }

    /** The beginning of what was begun is not kept. */
    public void overlong() {
        overlong = true;
    }

    /** Whether the end of a line is still to come. */
    public boolean isOpen() {
        return open != NONE;
    }

    /** How many bytes of what was begun are of the other stream. */
    public int between() {
        return open == NONE ? 0 : between;
    }

    /** What was begun ends here, whatever comes of it later. */
    public void close() {
        if (open != NONE) {
            giveUp(open, true);
        }
        open = NONE;
        between = 0;
        linesBetween = 0;
        overlong = false;
        told = false;
    }

    /** Whether anything before tells of parts that are still to come. */
    public boolean areBegun() {
        return open != NONE || givenUp != 0 || told;
    }

    /** Whether parts may come of a line that was given up. */
    public boolean hasGivenUp() {
        return givenUp != 0;
    }

    /**
     * What the lines of the file before an offset tell of those behind it, where nothing waits for a line that was begun before it.
     *
     * @param bytes those before the offset; they end with a line
     * @param beginWithLine whether they begin with one, too; otherwise their first one is not looked at
     */
    public static Parts behind(byte[] bytes, boolean beginWithLine) {
        Parts parts = new Parts();
        int from = beginWithLine ? 0 : nextLine(bytes, 0);
        for (int to = nextLine(bytes, from); from < bytes.length; to = nextLine(bytes, from)) {
            int end = bytes[to - 1] == '\n' ? to - 1 : to;
            if (parts.take(bytes, from, end) == Step.ENDS_BEFORE) {
                parts.close();
                parts.take(bytes, from, end);
            }
            from = to;
        }
        parts.close();
        return parts;
    }

    private static int nextLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }

    /** Whether the next of standard error is of a line that was given up. */
    boolean givesUpError() {
        return (givenUp & ERRORS) != 0;
    }

    private boolean isGivenUp(int key) {
        return (givenUp & (1 << key)) != 0;
    }

    private void giveUp(int key, boolean more) {
        givenUp = more ? givenUp | (1 << key) : givenUp & ~(1 << key);
    }

    public Parts copy() {
        Parts copy = new Parts();
        copy.become(this);
        return copy;
    }

    /** Tells from here on what another one does. */
    public void become(Parts other) {
        open = other.open;
        givenUp = other.givenUp;
        between = other.between;
        linesBetween = other.linesBetween;
        overlong = other.overlong;
        told = other.told;
    }
}
