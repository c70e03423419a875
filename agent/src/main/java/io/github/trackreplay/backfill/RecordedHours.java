/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How many requests of each hour are recorded already. Not thread-safe. */
public final class RecordedHours {
    private static final long HOUR = 3_600_000;

    private final Map<Long, Hour> hours = new TreeMap<>();
    /** Most requests are of the hour of the one before. */
    private Hour latest = new Hour(Long.MIN_VALUE);

    private long all;
    private long recorded;
    private long probable;

    private static final class Hour {
        /** Hours since 1970. */
        private final long number;

        private long all;
        private long recorded;

        Hour(long number) {
            this.number = number;
        }

        boolean isWhole() {
            return recorded == all;
        }

        /** Whether one line tells of both: hours of which everything is recorded, and those of which a part is, make one each. */
        boolean goesOnFrom(Hour before) {
            return number == before.number + 1 && isWhole() == before.isWhole();
        }
    }

    void add(long time, boolean isRecorded, boolean isProbable) {
        hour(time).all++;
        all++;
        if (isRecorded) {
            recorded(time, isProbable);
        }
    }

    /** One that was added before turns out to be recorded. */
    void recorded(long time, boolean isProbable) {
        hour(time).recorded++;
        recorded++;
        probable += isProbable ? 1 : 0;
    }

    private Hour hour(long time) {
        long number = Math.floorDiv(time, HOUR);
        if (latest.number != number) {
            latest = hours.computeIfAbsent(number, Hour::new);
        }
        return latest;
    }

    /** Requests that are recorded. */
    public long recorded() {
        return recorded;
    }

    /** Those for which it is certain. */
    public long certain() {
        return recorded - probable;
    }

    /** One sentence on all, and a line for each run of hours. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(String.format(
                Locale.ROOT,
                "%,d of %,d new requests are in Matomo's tables already, recorded by Matomo itself or taken from other logs"
                        + " (joined, cut)%s:",
                recorded,
                all,
                probable == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "; of %,d that leave no page view id, that is only probable", probable)));
        List<Hour> run = new ArrayList<>();
        for (Hour hour : hours.values()) {
            if (hour.recorded > 0) {
                if (!run.isEmpty() && !hour.goesOnFrom(last(run))) {
                    sentences.add(line(run));
                    run.clear();
                }
                run.add(hour);
            }
        }
        sentences.add(line(run));
        return sentences;
    }

    private static Hour last(List<Hour> run) {
        return run.get(run.size() - 1);
    }

    private static String line(List<Hour> run) {
        long found = run.stream().mapToLong(hour -> hour.recorded).sum();
        long of = run.stream().mapToLong(hour -> hour.all).sum();
        return String.format(
                Locale.ROOT,
                "  %s to %s: %,d of %,d",
                Instant.ofEpochMilli(run.get(0).number * HOUR),
                Instant.ofEpochMilli((last(run).number + 1) * HOUR),
                found,
                of);
    }
}
