/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Joins the parts of lines: each server's line becomes one line of the runtime, as it would have written it in one. Pure. */
public final class WholeLines {
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private WholeLines() {}

    /**
     * A line that was joined, or stood alone.
     *
     * @param from where its first part begins
     * @param length how many bytes there are up to behind its last part, with what stands between
     * @param own how many of these are its own
     * @param bytes without a line end
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Line(int from, int length, int own, byte[] bytes) {}

    /** Index of the first byte in {@code bytes[from, to)} that is not NUL, or {@code to}. */
    static int afterNuls(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] == 0) {
            i++;
        }
        return i;
    }

    /**
     * Index of the first byte in {@code bytes[from, to)} of the line itself, or {@code to}: behind NUL bytes, and behind the
     * byte order mark that Windows programs put before a file's first line.
     */
    public static int begin(byte[] bytes, int from, int to) {
        int i = afterNuls(bytes, from, to);
        boolean marked = i + 3 <= to && Arrays.equals(bytes, i, i + 3, MARK, 0, 3);
        return marked ? afterNuls(bytes, i + 3, to) : i;
    }

    /**
     * The server's lines in lines of the file that belong together, {@code bytes[from, to)}, in the order of their beginnings.
     *
     * @param before what was told of the lines before them
     */
    public static List<Line> join(byte[] bytes, int from, int to, Parts before) {
        Group group = new Group(bytes, before.givesUpError());
        for (int at = from; at < to; ) {
            int lineFeed = at;
            while (lineFeed < to && bytes[lineFeed] != '\n') {
                lineFeed++;
            }
            int next = Math.min(to, lineFeed + 1);
            int end = lineFeed > at && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
            group.add(begin(bytes, at, end), end, next);
            at = next;
        }
        return group.lines();
    }

    /** Joins lines of a file that are not known to begin where a line begins, nor to end where one ends. */
    public static List<byte[]> of(List<byte[]> lines) {
        Parts parts = new Parts();
        Parts before = parts.copy();
        List<byte[]> whole = new ArrayList<>();
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            Parts.Step step = parts.take(line, 0, line.length);
            if (step == Parts.Step.ENDS_BEFORE) {
                end(begun, before, whole);
                parts.close();
                before = parts.copy();
                step = parts.take(line, 0, line.length);
            }
            if (step == Parts.Step.GOES_ON || begun.size() > 0) {
                begun.write(line, 0, line.length);
                begun.write('\n');
            } else if (step == Parts.Step.ENDS) {
                whole.add(line);
            }
            if (step != Parts.Step.GOES_ON) {
                end(begun, before, whole);
                before = parts.copy();
            }
        }
        end(begun, before, whole);
        return whole;
    }

    private static void end(ByteArrayOutputStream begun, Parts before, List<byte[]> whole) {
        byte[] bytes = begun.toByteArray();
        join(bytes, 0, bytes.length, before).forEach(line -> whole.add(line.bytes()));
        begun.reset();
    }

    /** Whether a line, joined as far as could be, still lacks its end. */
    public static boolean isPart(byte[] line) {
        return Part.of(line, 0, line.length)
                .filter(part -> part.kind() == Part.Kind.PART)
                .isPresent();
    }

    /** The line without the NUL bytes that it begins with: what a log's writer leaves that goes on behind its emptied log. */
    public static byte[] withoutNuls(byte[] line) {
        int from = afterNuls(line, 0, line.length);
        return from == 0 ? line : Arrays.copyOfRange(line, from, line.length);
    }

    /** The name of the format of whoever carried the line; empty where it is no container's runtime. */
    public static Optional<String> carrier(byte[] line) {
        return Part.of(line, 0, line.length).map(part -> part.docker() ? "docker_json" : "cri");
    }

    /** Whether a container said it on standard error, where servers write no access log. */
    public static boolean isStandardError(byte[] line) {
        return Part.of(line, 0, line.length).filter(Part::ofStandardError).isPresent();
    }

    /** Lines of the file that belong together: the parts of one line, and among them what stands on standard error. */
    private static final class Group {
        private final byte[] bytes;
        private final List<Line> lines = new ArrayList<>();
        private @Nullable Joining own;
        private @Nullable Joining error;
        /** Whether the next of standard error is of a line of which the beginning was given up. */
        private boolean givenUp;

        Group(byte[] bytes, boolean givenUp) {
            this.bytes = bytes;
            this.givenUp = givenUp;
        }

        void add(int begin, int end, int next) {
            Optional<Part> part = Part.of(bytes, begin, end);
            if (part.isEmpty()) {
                lines.add(new Line(begin, next - begin, next - begin, Arrays.copyOfRange(bytes, begin, end)));
            } else if (own == null || own.first.key() == part.get().key()) {
                own = own == null ? new Joining(bytes, begin, part.get()) : own;
                own.add(part.get(), begin, end, next);
            } else {
                addError(part.get(), begin, end, next);
            }
        }

        private void addError(Part part, int begin, int end, int next) {
            boolean whole = part.kind() == Part.Kind.END;
            if (givenUp) {
                givenUp = !whole;
                return;
            }
            error = error == null ? new Joining(bytes, begin, part) : error;
            error.add(part, begin, end, next);
            if (whole) {
                lines.add(error.line());
                error = null;
            }
        }

        /** A line of standard error that does not end among the parts is given up. */
        List<Line> lines() {
            if (own != null) {
                lines.add(own.line());
            }
            lines.sort(Comparator.comparingInt(Line::from));
            return lines;
        }
    }

    /** A line whose parts come one after the other. */
    private static final class Joining {
        private final byte[] bytes;
        private final int from;
        private final Part first;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private Part last;
        private int lastEnd;
        private int next;
        private int length;

        Joining(byte[] bytes, int from, Part first) {
            this.bytes = bytes;
            this.from = from;
            this.first = first;
            this.last = first;
            text.write(bytes, from, first.textFrom() - from);
            if (!first.docker() && bytes[first.textFrom() - 1] != ' ') {
                text.write(' '); // its text is empty
            }
        }

        void add(Part part, int begin, int end, int behind) {
            text.write(bytes, part.textFrom(), part.textTo() - part.textFrom());
            last = part;
            lastEnd = end;
            length += behind - begin;
            next = behind;
        }

        Line line() {
            if (first.docker()) {
                text.write(bytes, last.textTo(), lastEnd - last.textTo());
            }
            byte[] joined = text.toByteArray();
            if (!first.docker() && last.kind() == Part.Kind.END) {
                joined[tag(joined)] = 'F';
            }
            return new Line(from, next - from, length, joined);
        }

        /** Where the mark of the container runtime interface stands: behind the second blank. */
        private static int tag(byte[] line) {
            int blanks = 0;
            int at = 0;
            while (blanks < 2) {
                blanks += line[at++] == ' ' ? 1 : 0;
            }
            return at;
        }
    }
}
