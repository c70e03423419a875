/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * By which settings lines are taken or skipped. The ledger keeps its text with the ranges that were judged so: the paths, and
 * before them a word for the statuses and one for the sites. Immutable, pure.
 *
 * @param paths of tracker calls, separated by blanks, as a pack's header carries them
 * @param declared the same, made ready
 * @param filter which requests of these paths are replayed; nothing if that is not known (an older version judged)
 */
record Judgement(String paths, TrackerPaths declared, Optional<Filter> filter) {
    private static final String STATUSES = TrackerPaths.OTHER_SETTING + "statuses=";
    private static final String SITES = TrackerPaths.OTHER_SETTING + "sites=";

    /** Settings of a sink that leave requests out. */
    record Filter(Statuses statuses, SiteFilter sites) {
        /** That of a sink without such settings. */
        static final Filter USUAL = new Filter(Statuses.DEFAULT, SiteFilter.ALL);

        /** Everything. */
        static final Filter NONE = new Filter(Statuses.ALL, SiteFilter.ALL);

        /** Why a request is skipped, if it is: a short code. */
        Optional<String> reason(TrackingRequest request) {
            if (!FetchedPage.is(request) && !statuses.test(request.status())) { // a page is recorded with its status
                return Optional.of(Statuses.reason(request.status()));
            }
            return sites.takes(request) ? Optional.empty() : Optional.of(SiteFilter.REASON);
        }
    }

    static Judgement by(String headerPaths, Filter filter) {
        return new Judgement(words(headerPaths), Optional.of(filter));
    }

    /** Reads what the ledger keeps. */
    static Judgement of(String text) {
        Optional<String> statuses = setting(text, STATUSES);
        Optional<String> sites = setting(text, SITES);
        return new Judgement(
                words(text), statuses.map(s -> new Filter(Statuses.of(s), SiteFilter.of(sites.orElse("")))));
    }

    private Judgement(String paths, Optional<Filter> filter) {
        this(paths, TrackerPaths.of(paths), filter);
    }

    private static String words(String text) {
        return Arrays.stream(text.trim().split("\\s+"))
                .filter(word -> !word.startsWith(TrackerPaths.OTHER_SETTING))
                .collect(Collectors.joining(" "));
    }

    private static Optional<String> setting(String text, String name) {
        return Arrays.stream(text.trim().split("\\s+"))
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst();
    }

    /** What the ledger keeps. */
    String text() {
        String before = filter.map(f -> STATUSES + f.statuses().text() + " "
                        + (f.sites().text().isEmpty() ? "" : SITES + f.sites().text() + " "))
                .orElse("");
        return before + paths;
    }

    /** Whether a line was not skipped by these settings. Where that is not known it counts as taken. */
    boolean took(PackEntry entry) {
        return declares(entry)
                && !(entry instanceof TrackingRequest request
                        && filter.flatMap(f -> f.reason(request)).isPresent());
    }

    /** Whether a line's path is among the declared ones. */
    boolean declares(PackEntry entry) {
        return entry instanceof TrackingRequest request
                ? declared.take(request)
                : declared.occurIn(((RejectedLine) entry).raw());
    }
}
