/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import java.util.Objects;
import java.util.Set;

/** What an answer of the Tracking API says about the requests of a bulk call. */
public sealed interface Verdict {
    /**
     * Every request has been dealt with.
     *
     * @param invalid indexes of those that Matomo refuses; the others are counted, or left out for a reason of Matomo's
     */
    record Tracked(Set<Integer> invalid) implements Verdict {
        public Tracked {
            invalid = Set.copyOf(invalid);
        }
    }

    /**
     * Nothing was counted; the same call may succeed later.
     *
     * @param why a sentence
     */
    record NotNow(String why) implements Verdict {
        public NotNow {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Nothing was counted, and something in the call is to blame: smaller ones show what.
     *
     * @param tooLarge whether it is the call's size
     * @param why a sentence
     */
    record Divide(boolean tooLarge, String why) implements Verdict {
        public Divide {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Nobody knows what was counted.
     *
     * @param most so many of the call's first requests may have been; the others have not
     * @param why a sentence
     */
    record Unknown(int most, String why) implements Verdict {
        public Unknown {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Matomo itself met an error: with one of the requests, or with whatever comes. Where a harmless call goes through, it was one of
     * the requests.
     *
     * @param most so many of the call's first requests may have been counted all the same; the others have not
     * @param why a sentence
     */
    record Failed(int most, String why) implements Verdict {
        public Failed {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * So many were refused and the others counted, but which is not said: the token is no super user's, or not valid at all,
     * which makes every request with an address invalid.
     *
     * @param invalid how many were refused
     */
    record Unnamed(int invalid) implements Verdict {}

    /**
     * Nothing was counted, and nothing will be before an administrator acts.
     *
     * @param why what is wrong and what to do, sentences
     */
    record Refuses(String why) implements Verdict {
        public Refuses {
            Objects.requireNonNull(why, "why");
        }
    }
}
