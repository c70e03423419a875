/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.Lead;
import io.github.trackreplay.tracking.parameters.PlainCall;
import java.util.Optional;
import java.util.function.Function;

/** What tells whether it pays to work out what a request would have left in Matomo's tables. */
sealed interface Clue {
    Clue NOTHING = new Nothing();

    /** What was worked out on the way; nothing where nothing was. */
    Optional<Lead> lead();

    /**
     * All that it can leave is a row of its own.
     *
     * @param idSite of that row
     * @param time of that row, seconds since 1970-01-01 UTC
     * @param idPageview of that row, not empty
     */
    record OfPageView(int idSite, long time, String idPageview, Optional<Lead> lead) implements Clue {}

    /** It may leave something else. */
    record OfOther(Optional<Lead> lead) implements Clue {}

    /** It would leave nothing, or nothing that is there. */
    record Nothing() implements Clue {
        @Override
        public Optional<Lead> lead() {
            return Optional.empty();
        }
    }

    /**
     * The clue of a request.
     *
     * @param ends tells of what a request says plainly whether it may have been recorded at all
     * @param work takes a request apart; it is not asked where the request says plainly to which page view it belongs, or when it came
     */
    static Clue of(LocatedRequest located, RecordedEnds ends, Function<LocatedRequest, Optional<Lead>> work) {
        Optional<PlainCall> plain = PlainCall.of(located.request());
        if (plain.isPresent()) {
            PlainCall call = plain.get();
            long time = Math.floorDiv(located.request().time(), 1000L);
            if (!ends.mayHave(call, time)) {
                return NOTHING;
            }
            if (!call.idPageview().isEmpty()) {
                return new OfPageView(call.idSite(), time, call.idPageview(), Optional.empty());
            }
        }
        return work.apply(located).map(Clue::of).orElse(NOTHING);
    }

    private static Clue of(Lead lead) {
        return lead.isOfPageView()
                ? new OfPageView(lead.idSite(), lead.time(), lead.idPageview(), Optional.of(lead))
                : new OfOther(Optional.of(lead));
    }
}
