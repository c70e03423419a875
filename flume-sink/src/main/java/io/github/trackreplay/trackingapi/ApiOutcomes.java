/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;

/** Why requests are kept as rejected that the Tracking API does not count. */
final class ApiOutcomes {
    private ApiOutcomes() {}

    /** Matomo calls it invalid, and does not say why. */
    static RequestOutcome invalid() {
        return new RequestOutcome.Refused(
                "refused-by-matomo",
                "Matomo's Tracking API calls the request invalid: its site does not exist or the token has no write access to"
                        + " it, its cid has not 16 characters, or its time is older than the raw data that Matomo keeps."
                        + " Matomo's own list of tracking failures may say more.");
    }

    /** Something between us and Matomo, or Matomo itself, refuses the call of this request alone, while others are answered. */
    static RequestOutcome refused(String why) {
        return new RequestOutcome.Refused("refused-by-endpoint", "Alone in its call, the request is refused. " + why);
    }

    static RequestOutcome tooLarge(String why) {
        return new RequestOutcome.Refused("too-large-for-endpoint", why + " The request is alone in its call.");
    }

    /** Matomo itself meets an error with this request alone, each time, while others are counted. */
    static RequestOutcome fails(String why) {
        return new RequestOutcome.Refused(
                "breaks-endpoint",
                "Alone in its call, Matomo meets an error with the request each time, while it counts others. " + why
                        + " Matomo's own log says more. Parts of it may have been counted; see the table trackreplay_sending.");
    }

    static RequestOutcome breaks(int tries) {
        return new RequestOutcome.Refused(
                "breaks-endpoint",
                "The request was sent " + tries
                        + " times, in the end alone, and never answered, while the server answers"
                        + " others. It may have been counted; see the table trackreplay_sending.");
    }
}
