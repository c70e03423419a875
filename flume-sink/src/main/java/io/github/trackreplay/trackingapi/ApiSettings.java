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
 * @param token of a user with write access to the sites; a super user's where calls are to hold several requests
 * @param probeSite a site that exists, for which the token is tried
 * @param lanes most calls at a time
 * @param maxBulk most requests in a call
 * @param maxBulkBytes most bytes of requests in a call, but at least one request
 * @param connect how long a connection may take
 * @param answer how long an answer may take
 * @param gzip whether calls are packed
 * @param queued whether Matomo queues what it is sent
 * @param requestTokens tokens of others that may claim addresses and times in their logged requests
 * @param tls whom to believe
 */
public record ApiSettings(
        URI address,
        String token,
        int probeSite,
        int lanes,
        int maxBulk,
        long maxBulkBytes,
        Duration connect,
        Duration answer,
        boolean gzip,
        boolean queued,
        Set<String> requestTokens,
        boolean doNotTrack,
        boolean thirdPartyCookie,
        ClientAddress clientAddress,
        Optional<SSLContext> tls) {
    public ApiSettings {
        requestTokens = Set.copyOf(requestTokens);
    }

    /** No proxies: the address that the log shows is the client's. */
    public static ClientAddress noProxies() {
        return new ClientAddress(List.of(), List.of(), true);
    }

    @Override
    public String toString() {
        return "ApiSettings[" + address + "]"; // no token
    }
}
