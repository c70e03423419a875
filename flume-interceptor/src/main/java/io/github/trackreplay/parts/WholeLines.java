/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.parts;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Joins the parts of lines: each server's line becomes one line of the runtime, as it would have written it in one. Pure. */
public final class WholeLines {
    private WholeLines() {}

    /**
     * A line that was joined, or stood alone.
     *
     * @param from where its first part begins
     * @param length how many bytes its parts take, line ends included
     * @param bytes without a line end
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Line(int from, int length, byte[] bytes) {}

    /** Index of the first byte in {@code bytes[from, to)} that is not NUL, or {@code to}. */
    static int afterNuls(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] == 0) {
            i++;
        }
        return i;
    }

    /** The server's lines in lines of the file that belong together, {@code bytes[from, to)}, in the order of their beginnings. */
    public static List<Line> join(byte[] bytes, int from, int to) {
        Joining[] open = new Joining[Part.KEYS];
        List<Line> lines = new ArrayList<>();
        int at = from;
        while (at < to) {
            int next = at;
            while (next < to && bytes[next] != '\n') {
                next++;
            }
            int end = next > at && bytes[next - 1] == '\r' ? next - 1 : next;
            next = Math.min(to, next + 1);
            add(bytes, at, end, next, open, lines);
            at = next;
        }
        for (Joining joining : open) {
            if (joining != null) {
                lines.add(joining.line());
            }
        }
        lines.sort(Comparator.comparingInt(Line::from));
        return lines;
    }

    private static void add(byte[] bytes, int at, int end, int next, Joining[] open, List<Line> lines) {
        int begin = afterNuls(bytes, at, end);
        Optional<Part> part = Part.of(bytes, begin, end);
        if (part.isEmpty()) {
            lines.add(new Line(at, next - at, Arrays.copyOfRange(bytes, begin, end)));
            return;
        }
        int key = part.get().key();
        if (open[key] != null
                && open[key].last.kind() == Part.Kind.UNTERMINATED
                && part.get().kind() != Part.Kind.END) {
            lines.add(open[key].line());
            open[key] = null;
        }
        boolean goesOn = open[key] != null;
        Joining joining = goesOn ? open[key] : new Joining(bytes, begin, part.get());
        joining.add(part.get(), end, next - at);
        boolean whole = part.get().kind() == Part.Kind.END || (goesOn && part.get().kind() == Part.Kind.UNTERMINATED);
        open[key] = whole ? null : joining;
        if (whole) {
            lines.add(joining.line());
        }
    }

    /** Joins lines of a file that are not known to begin where a line begins, nor to end where one ends. */
    public static List<byte[]> of(List<byte[]> lines) {
        Parts parts = new Parts();
        List<byte[]> whole = new ArrayList<>();
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            Parts.Step step = parts.take(line, 0, line.length);
            if (step == Parts.Step.ENDS_BEFORE) {
                end(begun, whole);
                parts.close();
                step = parts.take(line, 0, line.length);
            }
            if (begun.size() == 0 && step == Parts.Step.ENDS) {
                whole.add(line);
                continue;
            }
            begun.write(line, 0, line.length);
            begun.write('\n');
            if (step == Parts.Step.ENDS) {
                end(begun, whole);
            }
        }
        end(begun, whole);
        return whole;
    }

    private static void end(ByteArrayOutputStream begun, List<byte[]> whole) {
        byte[] bytes = begun.toByteArray();
        join(bytes, 0, bytes.length).forEach(line -> whole.add(line.bytes()));
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

    /** A line whose parts come one after the other. */
    private static final class Joining {
        private final byte[] bytes;
        private final int from;
        private final boolean docker;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private Part last;
        private int lastEnd;
        private int length;

        Joining(byte[] bytes, int from, Part first) {
            this.bytes = bytes;
            this.from = from;
            this.docker = first.docker();
            this.last = first;
            text.write(bytes, from, first.textFrom() - from);
        }

        void add(Part part, int end, int taken) {
            text.write(bytes, part.textFrom(), part.textTo() - part.textFrom());
            last = part;
            lastEnd = end;
            length += taken;
        }

        Line line() {
            if (docker) {
                text.write(bytes, last.textTo(), lastEnd - last.textTo());
            }
            byte[] joined = text.toByteArray();
            if (!docker && last.kind() == Part.Kind.END) {
                joined[tag(joined)] = 'F';
            }
            return new Line(from, length, joined);
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
