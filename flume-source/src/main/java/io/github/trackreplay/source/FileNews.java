/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the usual news of log files is said file by file: a hundred sentences in ten seconds. What comes beyond these is summed up, as at
 * a start beside a hundred thousand files. What somebody should do something about does not come here. For one thread.
 */
final class FileNews {
    private static final int MOST_SAID = 100;
    private static final long INTERVAL_MILLIS = 10_000;

    /** What may happen to a log file without anybody having to know. */
    enum Kind {
        FOUND("are new"),
        RECOGNISED("were known"),
        BEFORE_START("lie before startAt and are not read"),
        FINISHED("have been read to their ends");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final InstantSource clock;
    private final Map<Kind, Long> more = new EnumMap<>(Kind.class);
    private final Set<String> streams = new HashSet<>();
    private long begunAt = Long.MIN_VALUE / 2;
    private int said;

    FileNews(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether it is to be said of this one; otherwise it is counted for the {@linkplain #sum sum}. */
    boolean isToBeSaid(Kind kind, String stream) {
        if (more.isEmpty() && isOver()) {
            begunAt = clock.millis();
            said = 0;
        }
        if (said < MOST_SAID) {
            said++;
            return true;
        }
        more.merge(kind, 1L, Long::sum);
        streams.add(stream);
        return false;
    }

    private boolean isOver() {
        return Math.abs(clock.millis() - begunAt) >= INTERVAL_MILLIS;
    }

    /** The sentence that sums up what has not been said file by file; empty if there is nothing, or if it is not time yet. */
    Optional<String> sum() {
        return isOver() ? sumAnyway() : Optional.empty();
    }

    /** The same, also before it is time. */
    Optional<String> sumAnyway() {
        if (more.isEmpty()) {
            return Optional.empty();
        }
        String counts = more.entrySet().stream()
                .map(count -> String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey().words))
                .collect(Collectors.joining(", "));
        String sentence = String.format(
                Locale.ROOT,
                "Of further log files, too many to name each, in %,d stream%s: %s. The level DEBUG names each.",
                streams.size(),
                streams.size() == 1 ? "" : "s",
                counts);
        more.clear();
        streams.clear();
        begunAt = clock.millis();
        said = 0;
        return Optional.of(sentence);
    }
}
