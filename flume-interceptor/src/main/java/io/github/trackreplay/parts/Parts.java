/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import java.util.Arrays;
import java.util.Optional;

/**
 * Tells, line of the file by line, which belong together: from the first part of a server's line to its end, with what the
 * container said meanwhile on its other stream. Lines that no container's runtime wrote stand alone. Not thread-safe.
 *
 * <p>Docker's line without a line feed that is too short for a part waits for the next one of its stream, which is its end unless
 * it has no line feed either: then somebody took the line feeds away, and each line is whole.
 */
public final class Parts {
    /** What a line of the file is to those before it. */
    public enum Step {
        /** What was begun is complete with it. */
        ENDS,
        /** More belongs to it. */
        GOES_ON,
        /** What was begun was complete before it; after {@link #close} it is to be taken again. */
        ENDS_BEFORE
    }

    private final Part.Kind[] open = new Part.Kind[Part.KEYS];
    private boolean withoutLineFeeds;

    /** The next line of the file, {@code bytes[from, to)} without its line end. */
    public Step take(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        Optional<Part> part = Part.of(bytes, WholeLines.afterNuls(bytes, from, end), end);
        if (part.isEmpty()) {
            return isOpen() ? Step.ENDS_BEFORE : Step.ENDS;
        }
        int key = part.get().key();
        Part.Kind before = open[key];
        Part.Kind kind = part.get().kind();
        if (before == Part.Kind.UNTERMINATED && kind != Part.Kind.END) {
            withoutLineFeeds |= kind == Part.Kind.UNTERMINATED;
            return Step.ENDS_BEFORE;
        }
        withoutLineFeeds &= kind != Part.Kind.END;
        boolean whole = kind == Part.Kind.END
                || (kind == Part.Kind.UNTERMINATED && (withoutLineFeeds || before == Part.Kind.PART));
        open[key] = whole ? null : kind;
        return isOpen() ? Step.GOES_ON : Step.ENDS;
    }

    /** Whether the end of a line is still to come. */
    public boolean isOpen() {
        for (Part.Kind kind : open) {
            if (kind != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether something is open, and nothing of it must have an end that is still to come. */
    public boolean mayBeWhole() {
        for (Part.Kind kind : open) {
            if (kind == Part.Kind.PART) {
                return false;
            }
        }
        return isOpen();
    }

    /** What was begun ends here. */
    public void close() {
        Arrays.fill(open, null);
    }

    public Parts copy() {
        Parts copy = new Parts();
        System.arraycopy(open, 0, copy.open, 0, open.length);
        copy.withoutLineFeeds = withoutLineFeeds;
        return copy;
    }

    /** The same log, with nothing open. */
    public Parts closed() {
        Parts copy = copy();
        copy.close();
        return copy;
    }
}
