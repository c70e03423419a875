/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.parts.WholeLines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a format fits a log, by its first lines, and which would. Pure.
 *
 * <p>Formats fit when they read more than half of the lines; logs hold garbage. Lines of several formats may stand in one
 * log: then the one that reads the most lines is picked, of several that read as many the one that says the most.
 */
public final class FormatProbe {
    private static final int SAMPLE = 100;
    private static final List<LogFormat> CANDIDATES = LogFormat.candidates();
    private static final String REMEDY =
            "Set format to the server's own LogFormat (Apache) or log_format (nginx) string.";

    private FormatProbe() {}

    /**
     * What a probe found.
     *
     * @param lines lines that were looked at: all but empty ones and comments
     * @param read how many of them the format reads; for {@code auto}, how many any format reads
     * @param picked the named format that reads the most lines, if any fits
     * @param sentence what to tell the administrator
     */
    public record Finding(int lines, int read, Optional<LogFormat> picked, String sentence) {
        /** Whether the log can be read in the format; also when there was nothing to look at. */
        public boolean fits() {
            return lines == 0 || read * 2 > lines;
        }
    }

    /**
     * Looks whether a format fits.
     *
     * @param firstLines the first lines of a log, without line ends; comments may be among them
     * @param format what is configured; for {@code auto}, whether any format fits
     */
    public static Finding probe(List<byte[]> firstLines, LogFormat format) {
        Optional<String> fields = fields(firstLines);
        List<byte[]> lines = content(firstLines);
        Map<LogFormat, Integer> readings = readings(lines, fields);
        int known = readings.values().stream().mapToInt(Integer::intValue).sum();
        Optional<LogFormat> picked = picked(lines, fields, readings);
        if (format.isAuto()) {
            String sentence =
                    lines.isEmpty() ? nothingToLookAt(firstLines) : autoSentence(lines, fields, picked, readings);
            return new Finding(telling(lines, fields), known, picked, sentence);
        }
        int read = count(lines, format, fields);
        return new Finding(lines.size(), read, picked, sentence(lines, fields, read, format, picked));
    }

    private static String nothingToLookAt(List<byte[]> firstLines) {
        boolean carried =
                firstLines.stream().anyMatch(line -> WholeLines.carrier(line).isPresent());
        return carried
                ? "The first lines of the log are a container's standard error or parts of longer lines; its format is picked"
                        + " when it holds a whole line of its standard output."
                : "The log holds no line yet; its format is picked when it does.";
    }

    private static Optional<LogFormat> picked(
            List<byte[]> lines, Optional<String> fields, Map<LogFormat, Integer> readings) {
        int known = readings.values().stream().mapToInt(Integer::intValue).sum();
        return readings.isEmpty() || known * 2 <= telling(lines, fields) ? Optional.empty() : most(readings);
    }

    /**
     * How many lines tell something about the format: a line whose first field, the client's address, is absent is of several
     * formats, and none reads it. Where there are no others, they are what there is.
     */
    private static int telling(List<byte[]> lines, Optional<String> fields) {
        KnownFormats known = KnownFormats.below(fields);
        int without = 0;
        for (byte[] line : lines) {
            without += Lookalike.lacksAddress(line) && known.read(line).isEmpty() ? 1 : 0;
        }
        return without == lines.size() ? without : lines.size() - without;
    }

    private static String autoSentence(
            List<byte[]> lines, Optional<String> fields, Optional<LogFormat> picked, Map<LogFormat, Integer> readings) {
        if (picked.isEmpty()) {
            return "The first lines of the log are of no format that is known by name. "
                    + Lookalike.of(lines, fields).orElse(REMEDY) + " " + firstUnreadable(lines, fields);
        }
        String others = readings.keySet().stream()
                .filter(format -> format != picked.get())
                .map(LogFormat::text)
                .collect(Collectors.joining(", "));
        return "The log's format is " + picked.get() + (others.isEmpty() ? "." : "; some lines are " + others + ".");
    }

    private static String sentence(
            List<byte[]> lines, Optional<String> fields, int read, LogFormat format, Optional<LogFormat> picked) {
        if (lines.isEmpty()) {
            return "The log holds no line yet, so the format " + format + " could not be checked.";
        }
        if (read * 2 > lines.size()) {
            return "The format " + format + " reads " + read + " of the first " + lines.size() + " lines.";
        }
        return "The format " + format + " does not match the first lines of the log (it reads " + read + " of "
                + lines.size() + "). "
                + picked.map(p -> "Set format = " + p + ", which does.")
                        .orElseGet(
                                () -> "No format known by name does. " + REMEDY + " " + firstUnreadable(lines, fields));
    }

    private static String firstUnreadable(List<byte[]> lines, Optional<String> fields) {
        KnownFormats known = KnownFormats.below(fields);
        return lines.stream()
                .filter(line -> known.read(line).isEmpty())
                .findFirst()
                .map(line -> "The first line that cannot be read: " + Excerpt.of(line)
                        + known.withoutZone(line).map(why -> " " + why.detail()).orElse(""))
                .orElse("");
    }

    /**
     * Picks the named format of some lines.
     *
     * @param lines lines without comments
     * @param fields the log's last {@code #Fields:} line
     */
    public static Optional<LogFormat> choose(List<byte[]> lines, Optional<String> fields) {
        return picked(lines, fields, readings(lines, fields));
    }

    /** How many lines each format reads, where a line counts for the first that reads the most of what is left. */
    private static Map<LogFormat, Integer> readings(List<byte[]> lines, Optional<String> fields) {
        Map<LogFormat, Integer> readings = new LinkedHashMap<>();
        List<byte[]> left = new ArrayList<>(lines);
        boolean found = true;
        while (found && !left.isEmpty()) {
            LogFormat best = null;
            int most = 0;
            for (LogFormat candidate : CANDIDATES) {
                int read = count(left, candidate, fields);
                if (read > most) {
                    most = read;
                    best = candidate;
                }
            }
            found = best != null;
            if (best != null) {
                readings.put(best, most);
                LineParser parser = best.parser(fields);
                left.removeIf(line -> reads(parser, line));
            }
        }
        return readings;
    }

    private static Optional<LogFormat> most(Map<LogFormat, Integer> readings) {
        return readings.keySet().stream().findFirst();
    }

    /**
     * The parser for some lines.
     *
     * @param firstLines the first lines of a log, without line ends; comments may be among them
     * @return empty where the format is {@code auto} and none is picked
     */
    public static Optional<LineParser> parser(List<byte[]> firstLines, LogFormat format) {
        Optional<String> fields = fields(firstLines);
        List<byte[]> sample = content(firstLines.subList(0, Math.min(SAMPLE, firstLines.size())));
        return (format.isAuto() ? choose(sample, fields) : Optional.of(format)).map(f -> f.parser(fields));
    }

    private static int count(List<byte[]> lines, LogFormat format, Optional<String> fields) {
        LineParser parser = format.parser(fields);
        int read = 0;
        for (byte[] line : lines) {
            if (reads(parser, line)) {
                read++;
            }
        }
        return read;
    }

    private static boolean reads(LineParser parser, byte[] line) {
        return parser.parse(line) instanceof AccessLogEntry entry
                && !entry.path().isEmpty();
    }

    private static Optional<String> fields(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(Texts.withoutMark(line), UTF_8))
                .filter(W3cFormat::isFields)
                .reduce((earlier, later) -> later);
    }

    /** Whole lines of access logs, as far as can be told: neither comments nor what a container says beside its log. */
    private static List<byte[]> content(List<byte[]> lines) {
        List<byte[]> content = new ArrayList<>();
        KnownFormats known = KnownFormats.below(fields(lines));
        for (byte[] marked : WholeLines.of(lines)) {
            byte[] line = Texts.withoutMark(WholeLines.withoutNuls(marked));
            boolean beside = WholeLines.isPart(line)
                    || (WholeLines.isStandardError(line) && known.read(line).isEmpty());
            if (Texts.end(line) > 0 && line[0] != '#' && !beside) {
                content.add(line);
            }
        }
        return content;
    }
}
