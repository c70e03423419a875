/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.privacy.ClientAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How the Tracking API is called.
 *
 * @param address of {@code matomo.php}, with what must stand in its query
 * @param access who calls, and whom the caller believes
 * @param calls what a call holds
 * @param timeouts how long is waited for the server
 * @param visitors what is made of the logged requests before they are sent
 * @param queued whether Matomo queues what it is sent
 */
public record ApiSettings(
        URI address, Access access, Calls calls, Timeouts timeouts, Visitors visitors, boolean queued) {
    /**
     * Who calls.
     *
     * @param token of a user with write access to the sites; a super user's where calls are to hold several requests
     * @param probeSite a site that exists, for which the token is tried
     * @param tls whom to believe
     */
    public record Access(String token, int probeSite, Optional<SSLContext> tls) {
        @Override
        public String toString() {
            return "Access[" + probeSite + "]"; // no token
        }
    }

    /**
     * What a call holds.
     *
     * @param lanes most calls at a time
     * @param maxBulk most requests in a call
     * @param maxBulkBytes most bytes of requests in a call, but at least one request
     * @param gzip whether calls are packed
     */
    public record Calls(int lanes, int maxBulk, long maxBulkBytes, boolean gzip) {}

    /**
     * How long is waited for the server.
     *
     * @param connect how long a connection may take
     * @param answer how long an answer may take
     */
    public record Timeouts(Duration connect, Duration answer) {}

    /**
     * What is made of the logged requests, as the tracker would that they were sent to.
     *
     * @param requestTokens tokens of others that may claim addresses and times in their logged requests
     * @param doNotTrack whether a browser that asks not to be tracked is not
     * @param thirdPartyCookie whether visitors are known by it
     * @param clientAddress which address is a visitor's
     */
    public record Visitors(
            Set<String> requestTokens, boolean doNotTrack, boolean thirdPartyCookie, ClientAddress clientAddress) {
        /** As the requests say, without tokens of others and without proxies: the address that the log shows is the client's. */
        public static final Visitors AS_LOGGED =
                new Visitors(Set.of(), false, false, new ClientAddress(List.of(), List.of(), true));

        public Visitors {
            requestTokens = Set.copyOf(requestTokens);
        }

        @Override
        public String toString() {
            return "Visitors[" + requestTokens.size() + " tokens, doNotTrack=" + doNotTrack + ", thirdPartyCookie="
                    + thirdPartyCookie + "]"; // no token itself
        }
    }

    @Override
    public String toString() {
        return "ApiSettings[" + address + "]"; // no token
    }
}
