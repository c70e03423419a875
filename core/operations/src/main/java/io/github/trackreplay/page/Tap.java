/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The requests that have passed last, with what became of them: at most {@link #MOST}, each of bounded length, for whoever
 * watches. The others are numbered all the same, so that a watcher sees how many went by unseen. Thread-safe.
 */
public final class Tap {
    static final int MOST = 1_000;
    private static final int MOST_TEXT = 500;

    private final Deque<Passed> passed = new ArrayDeque<>();
    private long last;

    /**
     * A request that has passed.
     *
     * @param number counted from 1 in the order of passing
     * @param time event time in milliseconds since 1970-01-01 UTC; 0 if it has none
     * @param outcome recorded, excluded, skipped, rejected
     * @param reason a short code; empty if there is none
     * @param what the request in short, as a visitor sent it: not to be believed
     */
    public record Passed(long number, long time, String stream, String outcome, String reason, String what) {}

    /** Adds what was committed, in its order; {@code unseen} more had gone before them. */
    public synchronized void add(long unseen, List<Passed> committed) {
        last += unseen;
        for (Passed p : committed) {
            last++;
            passed.addLast(new Passed(last, p.time(), cut(p.stream()), p.outcome(), cut(p.reason()), cut(p.what())));
            if (passed.size() > MOST) {
                passed.removeFirst();
            }
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }

    /**
     * What has passed after a number.
     *
     * @param after a number that was given before; negative: only so many of the last
     * @param stream only of this one; empty: of all
     */
    public synchronized byte[] since(long after, String stream) {
        long from = after < 0 ? last + after : after > last ? 0 : after; // a process that has begun anew counts anew
        List<Passed> shown = new ArrayList<>();
        for (Passed p : passed) {
            if (p.number() > from && (stream.isEmpty() || p.stream().equals(stream))) {
                shown.add(p);
            }
        }
        long oldest = passed.isEmpty() ? last + 1 : passed.getFirst().number();
        Document json = new Document();
        json.object(() -> {
            json.field("last").number(last);
            json.field("unseen").number(after < 0 ? 0 : Math.max(0, oldest - 1 - from));
            json.field("requests").array(shown, p -> write(json, p));
        });
        return json.bytes();
    }

    private static void write(Document json, Passed p) {
        json.object(() -> {
            json.field("number").number(p.number());
            json.field("time").number(p.time());
            json.field("stream").text(p.stream());
            json.field("outcome").text(p.outcome());
            json.field("reason").text(p.reason());
            json.field("what").text(p.what());
        });
    }
}
