/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a {@link PipelineLog}'s pack stood, as whoever carried them says: lines without a request as well, so that the
 * ledger sees what is missing. Immutable.
 *
 * @param runs in the order in which they came; one that begins before the end of the one before is a new generation of its file,
 *     or was sent again
 * @param all whether every line that may hold a request has its place among them
 */
public record Places(List<Run> runs, boolean all) {
    /** Nobody says where anything stood. */
    public static final Places UNKNOWN = new Places(List.of(), false);

    /** Most runs of a pack, against hostile ones. */
    public static final int MOST_RUNS = 2_000;

    /** Fewer bytes hold no line with a tracker's path and a time: a hole that is smaller is a line's end or a blank line. */
    public static final int SHORTER_THAN_A_REQUEST = 16;

    private static final int LONGEST_CONTAINER = 200;
    private static final long LAST_TIME = 253_402_300_800_000L;
    private static final String ALL = "all";
    private static final String SOME = "some";

    /** In what a run stood. */
    public enum In {
        /** Bytes of a file. */
        FILE("f"),
        /** Messages of a topic's partition. */
        TOPIC("t");

        private final String code;

        In(String code) {
            this.code = code;
        }
    }

    /**
     * Neighbouring lines or messages.
     *
     * @param container the file, or topic and partition; printable ASCII without blanks
     * @param start of the first one
     * @param end behind the last one
     * @param oldest least event time of their requests, {@link Long#MAX_VALUE} if they have none
     * @param newest greatest one, {@link Long#MIN_VALUE} if they have none
     */
    public record Run(In in, String container, long start, long end, long oldest, long newest) {
        public Run {
            Objects.requireNonNull(in, "in");
            boolean timed = newest != Long.MIN_VALUE;
            if (start < 0
                    || end <= start
                    || end > HeaderGrammar.MOST_BYTES
                    || !isName(container)
                    || (timed && (oldest > newest || oldest < -LAST_TIME || newest > LAST_TIME))) {
                throw new IllegalArgumentException("'" + container + "' from " + start + " to " + end + " is no place");
            }
        }

        /** A container's name as it may stand here: itself, or the hash of one that is long or has other characters. */
        public static String name(String container) {
            return isName(container) ? container : "sha256:" + sha256(container);
        }

        private static boolean isName(String text) {
            if (text.isEmpty() || text.length() > LONGEST_CONTAINER) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) { // for each line that comes: no stream
                if (text.charAt(i) < '!' || text.charAt(i) > '~') {
                    return false;
                }
            }
            return true;
        }

        private static String sha256(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /** One whose requests are not known. */
        public static Run of(In in, String container, long start, long end) {
            return new Run(in, container, start, end, Long.MAX_VALUE, Long.MIN_VALUE);
        }

        /** Whether a request is among its lines. */
        public boolean hasRequests() {
            return newest != Long.MIN_VALUE;
        }

        /** The same with these times as well. */
        public Run timed(long from, long to) {
            return new Run(in, container, start, end, Math.min(oldest, from), Math.max(newest, to));
        }

        /** Whether the other one stands in the same and goes on where this one ends. */
        boolean goesOnWith(Run next) {
            long hole = next.start - end;
            return in == next.in
                    && container.equals(next.container)
                    && next.start >= start
                    && hole < (in == In.FILE ? SHORTER_THAN_A_REQUEST : 1);
        }

        private Run and(Run next) {
            return new Run(in, container, start, Math.max(end, next.end), oldest, newest)
                    .timed(next.oldest, next.newest);
        }
    }

    /** The same with runs before its own that hold no request. */
    public Places after(List<Run> without) {
        List<Run> both = new ArrayList<>(without);
        both.addAll(runs);
        return both.size() > MOST_RUNS ? this : new Places(both, all);
    }

    public Places {
        runs = List.copyOf(runs);
        if (runs.size() > MOST_RUNS) {
            throw new IllegalArgumentException("a pack has at most " + MOST_RUNS + " places");
        }
    }

    /** Of lines in their order: neighbours become one run. What is beyond {@link #MOST_RUNS} has no place. */
    public static Places of(List<Run> lines, boolean all) {
        List<Run> runs = new ArrayList<>();
        boolean complete = all;
        for (Run line : lines) {
            Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.goesOnWith(line)) {
                runs.set(runs.size() - 1, last.and(line));
            } else if (runs.size() < MOST_RUNS) {
                runs.add(line);
            } else {
                complete = false;
            }
        }
        return new Places(runs, complete);
    }

    /** As it stands in an event's header: {@code all f/var/log/a.log:0+120@1000~20 =:500+30}. */
    String text() {
        StringBuilder text = new StringBuilder(all ? ALL : SOME);
        Run before = null;
        for (Run run : runs) {
            boolean same = before != null && before.in == run.in && before.container.equals(run.container);
            text.append(' ').append(same ? "=" : run.in.code + run.container);
            text.append(':').append(run.start).append('+').append(run.end - run.start);
            if (run.hasRequests()) {
                text.append('@').append(run.oldest).append('~').append(run.newest - run.oldest);
            }
            before = run;
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if it is no such text */
    static Places read(String text) {
        String[] words = text.split(" ", MOST_RUNS + 2);
        if (!words[0].equals(ALL) && !words[0].equals(SOME)) {
            throw new IllegalArgumentException("'" + words[0] + "' is no beginning of places");
        }
        List<Run> runs = new ArrayList<>(words.length - 1);
        for (int i = 1; i < words.length; i++) {
            runs.add(run(words[i], runs.isEmpty() ? null : runs.get(runs.size() - 1)));
        }
        return new Places(runs, words[0].equals(ALL));
    }

    private static Run run(String word, @Nullable Run before) {
        int colon = word.lastIndexOf(':');
        String name = colon < 1 ? "" : word.substring(0, colon);
        Run same = name.equals("=") ? before : null;
        if (same == null && name.length() < 2) {
            throw new IllegalArgumentException("'" + word + "' is no place");
        }
        In in = same != null ? same.in : in(name.charAt(0));
        String container = same != null ? same.container : name.substring(1);
        String[] numbers = word.substring(colon + 1).split("[+@~]", -1);
        if (numbers.length != 2 && numbers.length != 4) {
            throw new IllegalArgumentException("'" + word + "' is no place");
        }
        long start = Long.parseLong(numbers[0]); // whatever overflows ends before it begins, which no run does
        Run run = Run.of(in, container, start, start + Long.parseLong(numbers[1]));
        if (numbers.length == 2) {
            return run;
        }
        long oldest = Long.parseLong(numbers[2]);
        long newest = oldest + Long.parseLong(numbers[3]);
        if (newest < oldest) {
            throw new IllegalArgumentException("'" + word + "' ends before it begins");
        }
        return run.timed(oldest, newest);
    }

    private static In in(char code) {
        return switch (code) {
            case 'f' -> In.FILE;
            case 't' -> In.TOPIC;
            default -> throw new IllegalArgumentException("'" + code + "' is nothing in which a line stands");
        };
    }
}
