/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.FetchedPage;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.SettingTexts;
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
    private static final String ASIDE = TrackerPaths.OTHER_SETTING + "nobody ";

    /** So begins the name of a list that is kept elsewhere. */
    private static final String LIST = "#";

    private static final int LONGEST_LIST = 500;

    /** Settings of a sink that leave requests out. */
    record Filter(Statuses statuses, SiteFilter sites) {
        /** That of a sink without such settings. */
        static final Filter USUAL = new Filter(Statuses.DEFAULT, SiteFilter.ALL);

        /** Everything. */
        static final Filter NONE = new Filter(Statuses.ALL, SiteFilter.ALL);

        /** What the ledger keeps of it, before the paths; see {@link #longText}. */
        String words() {
            String list = sites.text();
            String word = longText().map(text -> LIST + SettingTexts.name(text)).orElse(list);
            return STATUSES + statuses.text() + " " + (list.isEmpty() ? "" : SITES + word + " ");
        }

        /** What {@link #words} only name, because it is long: it must be kept beside them. */
        Optional<String> longText() {
            return Optional.of(sites.text()).filter(text -> text.length() > LONGEST_LIST);
        }

        /** Why a request is skipped, if it is: a short code. */
        Optional<String> reason(TrackingRequest request) {
            if (!FetchedPage.is(request) && !statuses.test(request.status())) { // a page is recorded with its status
                return Optional.of(Statuses.reason(request.status()));
            }
            return sites.reason(request);
        }
    }

    static Judgement by(String headerPaths, Filter filter) {
        return new Judgement(paths(headerPaths), Optional.of(filter));
    }

    /** A text of the ledger's for what is set aside: nobody has judged it yet, so nothing of it has been left out. */
    static String aside(String headerPaths) {
        return ASIDE + by(headerPaths, Filter.NONE).text();
    }

    static boolean isAside(String text) {
        return text.startsWith(ASIDE);
    }

    /** The name of the list that a text of the ledger's does not hold itself. */
    static Optional<String> list(String text) {
        return setting(text, SITES).filter(sites -> sites.startsWith(LIST)).map(name -> name.substring(LIST.length()));
    }

    /**
     * Reads what the ledger keeps.
     *
     * @param list the one that {@link #list} names
     */
    static Judgement of(String text, Optional<String> list) {
        Optional<String> statuses = setting(text, STATUSES);
        String sites = list.or(() -> setting(text, SITES)).orElse("");
        return new Judgement(paths(text), statuses.map(s -> new Filter(Statuses.of(s), SiteFilter.of(sites))));
    }

    private Judgement(String paths, Optional<Filter> filter) {
        this(paths, TrackerPaths.of(paths), filter);
    }

    /** The paths of a header or of a text of the ledger's, without other settings. */
    static String paths(String text) {
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
        return filter.map(Filter::words).orElse("") + paths;
    }

    /** Whether a line was not skipped by these settings. Where that is not known it counts as taken. */
    boolean took(PackEntry entry) {
        if (paths.isEmpty()) {
            return true;
        }
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
