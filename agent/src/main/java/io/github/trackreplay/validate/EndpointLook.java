/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.TokenProbe;
import java.time.Instant;

/** Asks a Tracking API whether it is one and accepts the token, with requests that Matomo does not record. */
final class EndpointLook {
    private final Component sink;
    private final Findings findings;

    EndpointLook(Component sink, Findings findings) {
        this.sink = sink;
        this.findings = findings;
    }

    /**
     * Looks.
     *
     * @param endpoint name of the setting that has the address
     * @param token name of the setting that has the token
     */
    void run(ApiSettings settings, String endpoint, String token) {
        String setting = sink.prefix() + endpoint;
        String host = String.valueOf(settings.address().getHost());
        boolean local = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if ("http".equalsIgnoreCase(settings.address().getScheme()) && !local) {
            findings.warning(setting, "is not encrypted: whoever is on the way reads the token. Use https://.");
        }
        try {
            TokenProbe.Found found = TokenProbe.ask(settings, Instant.now().getEpochSecond());
            if (found instanceof TokenProbe.Good good) {
                usable(good, endpoint, sink.prefix() + token);
            } else if (found instanceof TokenProbe.Queued) {
                findings.note("sink " + sink.name() + ": the Tracking API of " + endpoint
                        + " queues what it is sent. Whether it accepts the token nobody hears.");
            } else {
                findings.hindrance(
                        setting, found instanceof TokenProbe.Bad bad ? bad.why() : ((TokenProbe.Silent) found).why());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void usable(TokenProbe.Good probed, String endpoint, String token) {
        findings.note("sink " + sink.name() + ": the Tracking API of " + endpoint + " answers and accepts the token.");
        if (!probed.superUser()) {
            findings.warning(
                    token,
                    "is no super user's, so Matomo does not say which requests of a call it refuses: every call carries one"
                            + " request, which takes longer.");
        }
    }
}
