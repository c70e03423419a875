/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.List;

/**
 * How a client's address is found behind proxies: section {@code [General]}.
 *
 * @param clientHeaders {@code proxy_client_headers}, lower-case header names without {@code HTTP_}, with hyphens
 * @param proxyIps {@code proxy_ips}: addresses and ranges that are proxies themselves
 * @param readLast {@code proxy_ip_read_last_in_list}: whether the last address of a list counts, not the first
 */
public record ProxySettings(List<String> clientHeaders, List<String> proxyIps, boolean readLast) {
    public ProxySettings {
        clientHeaders = List.copyOf(clientHeaders);
        proxyIps = List.copyOf(proxyIps);
    }

    /** Matomo's defaults: no proxies. */
    public static ProxySettings defaults() {
        return new ProxySettings(List.of(), List.of(), true);
    }
}
