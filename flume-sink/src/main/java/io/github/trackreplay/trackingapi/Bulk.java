/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.api.ApiRequest;
import java.util.List;

/** Requests that one call carries, in their order. */
record Bulk(List<Part> parts) {
    /**
     * One of them.
     *
     * @param at its index among the requests that are applied together
     * @param tries how often it was sent without an answer before
     */
    record Part(int at, LocatedRequest located, RequestName name, ApiRequest.Call call, int tries) {}

    List<RequestName> names() {
        return parts.stream().map(Part::name).toList();
    }

    List<String> texts() {
        return parts.stream().map(part -> part.call().text()).toList();
    }

    long bytes() {
        return parts.stream()
                .mapToLong(part -> part.call().text().length() + 3L)
                .sum();
    }

    boolean allHaveAgents() {
        return parts.stream().allMatch(part -> part.call().hasUserAgent());
    }

    long firstTime() {
        return parts.get(0).located().request().time();
    }

    long lastTime() {
        return parts.get(parts.size() - 1).located().request().time();
    }

    /** The same, sent without an answer once more. */
    Bulk triedOnce() {
        return new Bulk(parts.stream()
                .map(part -> new Part(part.at(), part.located(), part.name(), part.call(), part.tries() + 1))
                .toList());
    }

    /** Whether it is one request that was alone in a call before, without an answer. */
    boolean failedAlone(int most) {
        return parts.size() == 1 && parts.get(0).tries() > triesTogether(most);
    }

    /**
     * Whether it is one request that had all the attempts it is given.
     *
     * @param most requests in a call
     */
    boolean isTriedAlone(int most) {
        return parts.size() == 1 && parts.get(0).tries() >= triesTogether(most) + SentBook.MOST_TRIES_ALONE;
    }

    Bulk part(int from, int to) {
        return new Bulk(List.copyOf(parts.subList(from, to)));
    }

    /**
     * Where the next call of a lane ends. What was sent without an answer before goes in ever smaller calls, in the end by itself, so that
     * one request that breaks the server is found.
     *
     * @param from where it begins
     */
    static int end(List<Part> lane, int from, int most, long mostBytes) {
        int limit = most;
        long bytes = 0;
        int to = from;
        while (to < lane.size()) {
            Part part = lane.get(to);
            int own = limit(most, part.tries());
            limit = Math.min(limit, own);
            bytes += part.call().text().length() + 3L;
            if (to > from && (to - from >= limit || bytes > mostBytes)) {
                break;
            }
            to++;
        }
        return to;
    }

    /** How often a request can have been in calls with others. */
    static int triesTogether(int most) {
        int tries = 0;
        while (limit(most, tries) > 1) {
            tries++;
        }
        return tries;
    }

    static int limit(int most, int tries) {
        return Math.max(1, tries >= 16 ? 1 : most >> (2 * tries));
    }
}
