/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a content was cut, filtered or joined from log files that are there as well: a sample of those of its lines that may be calls of the
 * tracker is looked for in those whose times reach beyond theirs. A server writes each line once, so what stands in two files counts twice.
 *
 * <p>Limits: of an archive the first 256 KiB are sampled; of archives 32 MiB are unpacked at most to be searched, of a thousand log files the
 * youngest are searched, and of what is not in the order of its times nothing is found. Stateless but for that; for one look of one thread.
 */
final class SharedLines {
    private static final int SAMPLES = 12;
    private static final int CHUNK = 64 * 1024;
    private static final int FIRST_OF_ARCHIVE = 256 * 1024;
    private static final int MOST_FILES = 1_000;
    private static final long MOST_UNPACKED = 32L << 20;
    private static final long MOST_SCANNED = 4L << 20;
    /** Lines are out of order by that much, at least. */
    private static final long LEAST_SLACK_MILLIS = 5_000;
    /** Times are looked for in one of so many lines. */
    private static final int TIMED = 32;

    private final EventTimeFinder times;
    private final PathSearch calls;
    private final long slack;
    private long unpacked;

    /** A line that has a time, milliseconds since 1970-01-01 UTC. */
    private static final class Line {
        final byte[] bytes;
        final long time;

        Line(byte[] bytes, long time) {
            this.bytes = bytes;
            this.time = time;
        }
    }

    /**
     * That lines are shared.
     *
     * @param with a log file that has some of them
     * @param first the least time of a sampled line, milliseconds since 1970-01-01 UTC
     * @param last the greatest
     */
    record Found(TrackedFile with, long first, long last) {}

    /** @param disorder how far times may run backwards in a log, milliseconds */
    SharedLines(TailReaderConfig config, long disorder) {
        this.calls = new PathSearch(config.settings().trackerPaths());
        this.times = config.times();
        this.slack = Math.max(LEAST_SLACK_MILLIS, disorder);
    }

    /**
     * Whether at least half of the sampled lines of a content stand in log files.
     *
     * @param files the log files, by ascending number
     */
    Optional<Found> of(Content content, List<TrackedFile> files) throws IOException {
        List<Line> sample = sample(content);
        if (sample.isEmpty()) {
            return Optional.empty();
        }
        long first = sample.stream().mapToLong(line -> line.time).min().getAsLong();
        long last = sample.stream().mapToLong(line -> line.time).max().getAsLong();
        List<Line> missing = new ArrayList<>(sample);
        Optional<TrackedFile> with = Optional.empty();
        int least = Math.max(0, files.size() - MOST_FILES);
        for (int i = files.size() - 1; i >= least && 2 * missing.size() > sample.size(); i--) {
            int before = missing.size();
            strike(missing, files.get(i));
            with = missing.size() < before ? Optional.of(files.get(i)) : with;
        }
        boolean half = 2 * missing.size() <= sample.size();
        return half ? with.map(file -> new Found(file, first, last)) : Optional.empty();
    }

    private List<Line> sample(Content content) throws IOException {
        List<Line> sample = new ArrayList<>();
        if (content.sequential()) {
            byte[] bytes = new byte[FIRST_OF_ARCHIVE];
            int n = content.read(0, bytes, 0, bytes.length);
            for (int i = 0; i < SAMPLES; i++) {
                add(sample, bytes, (int) ((long) n * i / SAMPLES), n, i == 0);
            }
            return sample;
        }
        byte[] bytes = new byte[CHUNK];
        long length = content.length();
        for (int i = 0; i < SAMPLES; i++) {
            int n = content.read(length / SAMPLES * i, bytes, 0, bytes.length);
            add(sample, bytes, 0, n, i == 0);
        }
        return sample;
    }

    /** Adds the first whole line in {@code bytes[from, to)} that may be a call and has a time, unless it is there already. */
    private void add(List<Line> sample, byte[] bytes, int from, int to, boolean atLineStart) {
        firstTimed(bytes, atLineStart ? from : Bytes.lineFeed(bytes, from, to) + 1, to, true)
                .filter(line -> sample.stream().noneMatch(known -> Arrays.equals(known.bytes, line.bytes)))
                .ifPresent(sample::add);
    }

    private Optional<Line> firstTimed(byte[] bytes, int from, int to, boolean call) {
        int line = from;
        int lineFeed;
        while ((lineFeed = Bytes.lineFeed(bytes, line, to)) >= 0) {
            boolean asked = !call || calls.in(bytes, line, lineFeed);
            OptionalLong time = asked ? time(bytes, line, lineFeed) : OptionalLong.empty();
            if (time.isPresent()) {
                return Optional.of(new Line(Arrays.copyOfRange(bytes, line, lineFeed), time.getAsLong()));
            }
            line = lineFeed + 1;
        }
        return Optional.empty();
    }

    private OptionalLong time(byte[] bytes, int from, int to) {
        return from < to && bytes[from] != '#' ? times.find(bytes, from, to) : OptionalLong.empty();
    }

    /** Removes those that a log file has. */
    private void strike(List<Line> missing, TrackedFile file) throws IOException {
        for (Carrier carrier : file.carriers()) {
            if (missing.isEmpty() || !carrier.listed() || (carrier.isPacked() && unpacked >= MOST_UNPACKED)) {
                continue;
            }
            Optional<Content> reopened = carrier.reopened();
            if (reopened.isPresent()) {
                try (Content content = reopened.get()) {
                    if (content.sequential()) {
                        strikeUnpacked(missing, content);
                    } else {
                        strikePlain(missing, content);
                    }
                }
            }
        }
    }

    private void strikeUnpacked(List<Line> missing, Content content) throws IOException {
        OptionalLong first = FirstTime.of(content, times);
        unpacked += CHUNK;
        long last = missing.stream().mapToLong(line -> line.time).max().orElse(Long.MIN_VALUE);
        if (first.isPresent() && first.getAsLong() <= last) {
            unpacked += scan(missing, content, 0, last + slack, MOST_UNPACKED - unpacked);
        }
    }

    private void strikePlain(List<Line> missing, Content content) throws IOException {
        OptionalLong first = FirstTime.of(content, times);
        OptionalLong last = lastTime(content);
        if (first.isEmpty() || last.isEmpty()) {
            return;
        }
        for (Line line : List.copyOf(missing)) {
            // what is cut out of a log ends before that does; what follows it may begin in its last seconds
            if (first.getAsLong() <= line.time + slack && line.time + slack < last.getAsLong()) {
                List<Line> one = new ArrayList<>(List.of(line));
                scan(one, content, placeBefore(content, line.time - slack), line.time + slack, MOST_SCANNED);
                if (one.isEmpty()) {
                    missing.remove(line);
                }
            }
        }
    }

    private OptionalLong lastTime(Content content) throws IOException {
        byte[] bytes = new byte[(int) Math.min(CHUNK, content.length())];
        int n = content.read(content.length() - bytes.length, bytes, 0, bytes.length);
        int end = n;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end == 0 ? OptionalLong.empty() : LastTimes.least(content, content.length() - n + end, times);
    }

    /** An offset before which no line has a time as late as a given one, as far as the content is in order. */
    private long placeBefore(Content content, long time) throws IOException {
        byte[] bytes = new byte[CHUNK];
        long low = 0;
        long high = content.length();
        while (high - low > CHUNK) {
            long middle = low + (high - low) / 2;
            int n = content.read(middle, bytes, 0, bytes.length);
            Optional<Line> there = firstTimed(bytes, Bytes.lineFeed(bytes, 0, n) + 1, n, false);
            if (there.isPresent() && there.get().time < time) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Removes those that stand behind an offset, before a line that is later than a time; returns how many bytes were looked at. */
    private long scan(List<Line> missing, Content content, long from, long until, long most) throws IOException {
        byte[] bytes = new byte[2 * CHUNK];
        int kept = 0;
        long scanned = 0;
        int lines = 0;
        boolean whole = from == 0;
        while (scanned < most && !missing.isEmpty()) {
            int n = content.read(from + scanned, bytes, kept, bytes.length - kept);
            if (n <= 0) {
                return scanned;
            }
            scanned += n;
            int end = kept + n;
            int line = 0;
            int lineFeed;
            while ((lineFeed = Bytes.lineFeed(bytes, line, end)) >= 0) {
                if (whole) {
                    strikeLine(missing, bytes, line, lineFeed);
                    if (++lines % TIMED == 0 && time(bytes, line, lineFeed).orElse(until) > until) {
                        return scanned;
                    }
                }
                whole = true;
                line = lineFeed + 1;
            }
            kept = end - line;
            if (kept == bytes.length) {
                kept = 0; // a line that is longer than any sampled one
                whole = false;
            } else {
                System.arraycopy(bytes, line, bytes, 0, kept);
            }
        }
        return scanned;
    }

    private static void strikeLine(Collection<Line> missing, byte[] bytes, int from, int to) {
        missing.removeIf(line ->
                line.bytes.length == to - from && Arrays.equals(line.bytes, 0, line.bytes.length, bytes, from, to));
    }
}
