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

    private final Map<Long, Tally> hours = new TreeMap<>();
    private long all;
    private long recorded;
    private long probable;

    private static final class Tally {
        private long all;
        private long recorded;
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

    private Tally hour(long time) {
        return hours.computeIfAbsent(Math.floorDiv(time, HOUR), hour -> new Tally());
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
        List<Long> run = new ArrayList<>();
        for (Map.Entry<Long, Tally> hour : hours.entrySet()) {
            if (hour.getValue().recorded > 0) {
                if (!run.isEmpty() && !continues(run, hour.getKey())) {
                    sentences.add(line(run));
                    run.clear();
                }
                run.add(hour.getKey());
            }
        }
        sentences.add(line(run));
        return sentences;
    }

    /** Hours of which everything is recorded, and those of which a part is, make one line each. */
    private boolean continues(List<Long> run, long hour) {
        long last = run.get(run.size() - 1);
        return hour == last + 1 && isWhole(last) == isWhole(hour);
    }

    private boolean isWhole(long hour) {
        return hours.get(hour).recorded == hours.get(hour).all;
    }

    private String line(List<Long> run) {
        long found = run.stream().mapToLong(hour -> hours.get(hour).recorded).sum();
        long of = run.stream().mapToLong(hour -> hours.get(hour).all).sum();
        return String.format(
                Locale.ROOT,
                "  %s to %s: %,d of %,d",
                Instant.ofEpochMilli(run.get(0) * HOUR),
                Instant.ofEpochMilli((run.get(run.size() - 1) + 1) * HOUR),
                found,
                of);
    }
}
