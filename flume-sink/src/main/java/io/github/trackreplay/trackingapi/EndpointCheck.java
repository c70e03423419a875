/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.util.Objects;

/** Tries an endpoint and its token with requests that Matomo does not record, for who wants to know before anything is sent. */
public final class EndpointCheck {
    private EndpointCheck() {}

    /** What was found. */
    public sealed interface Finding {}

    /** @param manyInACall whether calls may carry several requests, since the token is a super user's */
    public record Usable(boolean manyInACall) implements Finding {}

    /** @param why what an administrator has to do, sentences */
    public record Unusable(String why) implements Finding {
        public Unusable {
            Objects.requireNonNull(why, "why");
        }
    }

    /** @param why it cannot be told now, a sentence */
    public record Away(String why) implements Finding {
        public Away {
            Objects.requireNonNull(why, "why");
        }
    }

    /** @param now seconds since 1970-01-01 UTC */
    public static Finding of(ApiSettings settings, long now) throws InterruptedException {
        Endpoint endpoint = new Endpoint(Endpoint.Settings.of(settings));
        TokenProbe.Found found = new TokenProbe(endpoint, settings.token(), settings.probeSite()).ask(now);
        if (found instanceof TokenProbe.Good good) {
            return new Usable(good.superUser());
        }
        return found instanceof TokenProbe.Bad bad
                ? new Unusable(bad.why())
                : new Away(((TokenProbe.Silent) found).why());
    }
}
