/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the headers of a pack from outside may say. The codec reads whatever has the right form; what passes here can be
 * stored, compared and counted with anywhere without an overflow, a cut text or two names that a database takes for one.
 * Whoever takes packs from a network asks before anything else. Pure.
 */
public final class HeaderGrammar {
    /** Most bytes of a log file, 2^53: far above any, and far below what a sum can overflow with. */
    public static final long MOST_BYTES = 1L << 53;

    /** Most files of a stream. */
    public static final long MOST_FILES = 1_000_000_000_000L;

    /** The longest disorder, 400 days in milliseconds. */
    public static final long MOST_DISORDER = 400L * 86_400_000;

    /**
     * The longest disorder that a log may show while it is followed, milliseconds: 30 s and a quarter of it. What an administrator sets, and what a
     * reader finds at its start, may be longer.
     */
    public static final long MOST_SHOWN_DISORDER = 37_500;

    /** Most proofs of a pack: ten times as many as any of ours has, which are a thousand ends of lines and some dozens of blocks. */
    public static final int MOST_PROOFS = 10_000;

    private static final long YEAR_10000 = 253_402_300_800_000L;
    private static final int LONGEST_HOST = 190;
    private static final int LONGEST_PATHS = 4000;
    private static final int LONGEST_PATH = 4000;
    private static final Pattern READER = Pattern.compile("[0-9a-f]{0,16}");

    private HeaderGrammar() {}

    /** @throws MalformedEventException with a sentence if the header says what no log of ours can say */
    public static void check(PackHeader header) throws MalformedEventException {
        Optional<String> problem = problem(header);
        if (problem.isPresent()) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.HEADERS,
                    "The event's headers cannot be true: " + problem.get() + ".");
        }
    }

    /** A file's path as a header may name it: what cannot be seen is escaped, of one that is too long the end is kept. */
    public static String path(String path) {
        StringBuilder text = new StringBuilder();
        path.codePoints()
                .forEach(c -> text.append(
                        StreamName.cannotBeSeen(c) ? String.format("\\u{%x}", c) : new String(Character.toChars(c))));
        int from = Math.max(0, text.length() - LONGEST_PATH);
        return text.substring(from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    private static Optional<String> problem(PackHeader h) {
        String stream = h.file().stream();
        return StreamName.problem(stream)
                .map(why -> "the stream's name '" + StreamName.shown(stream) + "' " + why)
                .or(() -> outside("the file's number", h.file().number(), 1, MOST_FILES))
                .or(() -> h.file()
                        .previous()
                        .flatMap(p -> outside("the previous file's length", p.length(), 0, MOST_BYTES)))
                .or(() -> outside("the range's end", h.end(), 0, MOST_BYTES))
                .or(() -> outside("the bytes before the start", h.beforeStart(), 0, h.length()))
                .or(() -> outside("the lost bytes", h.lost(), 0, h.length()))
                .or(() -> outside("the number of proofs", h.proofs().size(), 0, MOST_PROOFS))
                .or(() -> times(h))
                .or(() -> text("host", h.host(), LONGEST_HOST))
                .or(() -> text("paths", h.trackerPaths(), LONGEST_PATHS))
                .or(() -> text("path", h.path(), LONGEST_PATH))
                .or(() -> reader(h.reader()));
    }

    private static Optional<String> times(PackHeader h) {
        return outside("the time of reading", h.readTime(), 0, YEAR_10000)
                .or(() -> outside("the disorder", h.disorder(), 0, MOST_DISORDER))
                .or(() -> h.watermark().isPresent() && h.watermark().getAsLong() != Long.MAX_VALUE
                        ? outside("the watermark", h.watermark().getAsLong(), -YEAR_10000, YEAR_10000)
                        : Optional.empty())
                .or(() -> h.unknownLoss()
                        .flatMap(l -> outside("the possible loss's begin", l.from(), -YEAR_10000, YEAR_10000)))
                .or(() -> h.unknownLoss()
                        .flatMap(l -> outside("the possible loss's end", l.to(), -YEAR_10000, YEAR_10000)));
    }

    private static Optional<String> reader(String reader) {
        return READER.matcher(reader).matches()
                ? Optional.empty()
                : Optional.of(
                        "the reader is '" + StreamName.shown(reader) + "', and must be hexadecimal digits, at most 16");
    }

    private static Optional<String> outside(String what, long value, long least, long most) {
        return value < least || value > most
                ? Optional.of(what + " is " + value + ", and must be from " + least + " to " + most)
                : Optional.empty();
    }

    private static Optional<String> text(String what, String value, int most) {
        if (value.length() > most) {
            return Optional.of("the text of " + what + " has " + value.length() + " characters, more than " + most);
        }
        return value.codePoints().anyMatch(StreamName::cannotBeSeen)
                ? Optional.of("the text of " + what + " holds characters that cannot be seen: '"
                        + StreamName.shown(value) + "'")
                : Optional.empty();
    }
}
