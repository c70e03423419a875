/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Elapsed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Turns rejects into sentences for a log that visitors cannot flood: the first of a stream and a reason at once, those of
 * the next minute counted in one more sentence. Bounded in memory. Not thread-safe.
 */
final class RejectNotices {
    static final long MINUTE_MILLIS = 60_000;
    private static final int MOST_KEYS = 500;
    private static final String NOT_KEPT =
            "NOT KEPT: what nobody vouches for has filled the sink's maxAsideBytes. Nothing of it counts as taken: if a"
                    + " frontend of yours sent it, mend the cause and read its logs again (trackreplay import). To make room:"
                    + " trackreplay rejected discard";
    private static final int MOST_DETAIL = 300;

    private final Map<Key, Notice> notices = new LinkedHashMap<>();

    private record Key(String stream, String reason, boolean kept) {}

    private static final class Notice {
        private long saidAt;
        private Optional<Rejects> unsaid = Optional.empty();
    }

    /**
     * Notes what was rejected.
     *
     * @param now milliseconds
     * @return what is to be said now
     */
    List<String> of(Collection<Rejects> rejected, long now) {
        List<String> sentences = due(now);
        for (Rejects rejects : rejected) {
            Notice known = notices.get(key(rejects));
            if (known == null) {
                known = new Notice();
                known.saidAt = now;
                notices.put(key(rejects), known);
                sentences.add(sentence(rejects, rejects.number() == 1 ? " was" : " were"));
            } else {
                known.unsaid = Optional.of(
                        known.unsaid.map(unsaid -> unsaid.plus(rejects)).orElse(rejects));
            }
        }
        return sentences;
    }

    /** What is to be said when a minute has passed since the last sentence about the same. */
    List<String> due(long now) {
        List<String> sentences = new ArrayList<>();
        for (Iterator<Notice> each = notices.values().iterator(); each.hasNext(); ) {
            Notice notice = each.next();
            if (!Elapsed.since(notice.saidAt, now, MINUTE_MILLIS)) {
                continue;
            }
            if (notice.unsaid.isEmpty()) {
                each.remove();
            } else {
                Rejects unsaid = notice.unsaid.get();
                sentences.add(sentence(unsaid, " more" + (unsaid.number() == 1 ? " was" : " were")));
                notice.unsaid = Optional.empty();
                notice.saidAt = now;
            }
        }
        return sentences;
    }

    /** A neighbour who makes up names is told of under no name. */
    private Key key(Rejects rejects) {
        Key key = new Key(rejects.stream(), rejects.reason(), rejects.kept());
        return notices.size() < MOST_KEYS || notices.containsKey(key) ? key : new Key("", "", rejects.kept());
    }

    private static String sentence(Rejects rejects, String verb) {
        boolean event = rejects.stream().isEmpty();
        String what = event ? " event" : " request or line";
        String plural = event ? " events" : " requests or lines";
        return String.format(
                Locale.ROOT,
                "%s%,d%s%s rejected (%s). %s: %s %s",
                event ? "From outside of our frontends: " : "Stream " + rejects.stream() + ": ",
                rejects.number(),
                rejects.number() == 1 ? what : plural,
                verb,
                rejects.reason(),
                rejects.number() == 1 ? "Why" : "Why the last one",
                shown(rejects.detail()),
                rejects.kept() ? kept(rejects) : NOT_KEPT);
    }

    private static String kept(Rejects rejects) {
        return "Kept; to see all: trackreplay rejected list"
                + (rejects.stream().isEmpty() ? "" : " --stream '" + rejects.stream() + "'") + " --reason "
                + rejects.reason();
    }

    /** The detail may quote what a visitor sent. */
    private static String shown(String detail) {
        String line = detail.replaceAll("\\p{Cntrl}", " ").strip();
        String cut = line.length() <= MOST_DETAIL ? line : line.substring(0, MOST_DETAIL) + "…";
        return cut.isEmpty() ? "unknown." : cut.endsWith(".") ? cut : cut + ".";
    }
}
