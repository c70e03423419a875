/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a format fits a log, by its first lines, and which would. Pure.
 *
 * <p>A format fits when it reads more than half of the lines; logs hold garbage. Of several that fit, the one that reads the
 * most lines is picked, then the one that says the most.
 */
public final class FormatProbe {
    private static final int SAMPLE = 100;
    private static final List<LogFormat> CANDIDATES = LogFormat.candidates();

    private FormatProbe() {}

    /**
     * What a probe found.
     *
     * @param lines lines that were looked at: all but empty ones and comments
     * @param read how many of them the format reads
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
        Optional<LogFormat> picked = choose(lines, fields);
        if (format.isAuto()) {
            int read = picked.map(p -> count(lines, p, fields)).orElse(0);
            return new Finding(lines.size(), read, picked, autoSentence(lines.size(), picked));
        }
        int read = count(lines, format, fields);
        return new Finding(lines.size(), read, picked, sentence(lines, read, format, picked));
    }

    private static String autoSentence(int lines, Optional<LogFormat> picked) {
        if (lines == 0) {
            return "The log holds no line yet; its format is picked when it does.";
        }
        return picked.map(p -> "The log's format is " + p + ".")
                .orElse(
                        "The first lines of the log are of no format that is known by name. Set format to the server's own"
                                + " LogFormat (Apache) or log_format (nginx) string.");
    }

    private static String sentence(List<byte[]> lines, int read, LogFormat format, Optional<LogFormat> picked) {
        if (lines.isEmpty()) {
            return "The log holds no line yet, so the format " + format + " could not be checked.";
        }
        if (read * 2 > lines.size()) {
            return "The format " + format + " reads " + read + " of the first " + lines.size() + " lines.";
        }
        return "The format " + format + " does not match the first lines of the log (it reads " + read + " of "
                + lines.size() + "). "
                + picked.map(p -> "Set format = " + p + ", which does.")
                        .orElse("No format known by name does: set format to the server's own LogFormat (Apache) or"
                                + " log_format (nginx) string.");
    }

    /**
     * Picks the named format of some lines.
     *
     * @param lines lines without comments
     * @param fields the log's last {@code #Fields:} line
     */
    public static Optional<LogFormat> choose(List<byte[]> lines, Optional<String> fields) {
        LogFormat best = null;
        int most = lines.size() / 2;
        for (LogFormat candidate : CANDIDATES) {
            int read = count(lines, candidate, fields);
            if (read > most) {
                most = read;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
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
            if (parser.parse(line) instanceof AccessLogEntry entry
                    && !entry.path().isEmpty()) {
                read++;
            }
        }
        return read;
    }

    private static Optional<String> fields(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(line, UTF_8))
                .filter(W3cFormat::isFields)
                .reduce((earlier, later) -> later);
    }

    private static List<byte[]> content(List<byte[]> lines) {
        List<byte[]> content = new ArrayList<>();
        for (byte[] line : lines) {
            if (Texts.end(line) > 0 && line[0] != '#') {
                content.add(line);
            }
        }
        return content;
    }
}
