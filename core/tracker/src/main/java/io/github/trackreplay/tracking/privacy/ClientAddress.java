/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.Html;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds the client's address behind proxies. Immutable. */
public final class ClientAddress {
    private final List<String> headers;
    private final Set<String> proxies;
    private final IpRanges proxyRanges;
    private final boolean readLast;

    /**
     * @param headers {@code proxy_client_headers} in PHP's form ({@code HTTP_X_FORWARDED_FOR}), the first one present counts
     * @param proxies {@code proxy_ips}: addresses and ranges of own proxies
     * @param readLast {@code proxy_ip_read_last_in_list}: the last address of a list that is no proxy counts, not the first
     */
    public ClientAddress(List<String> headers, List<String> proxies, boolean readLast) {
        this.headers = headers.stream()
                .filter(name -> name.startsWith("HTTP_"))
                .map(name -> name.substring(5).toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        this.proxies = Set.copyOf(new HashSet<>(proxies));
        this.proxyRanges = IpRanges.of(proxies);
        this.readLast = readLast;
    }

    /**
     * The client's address as text, without port; not necessarily a valid one.
     *
     * @param socket address of the connection
     * @param requestHeaders by lower-case name
     */
    public String find(String socket, Map<String, String> requestHeaders) {
        for (String name : headers) {
            String value = requestHeaders.getOrDefault(name, "");
            if (!Ascii.isEmpty(value)) {
                String address = fromList(value, socket);
                if (!address.isEmpty() && Ascii.indexOfIgnoreCase(address, "unknown") < 0) {
                    return withoutPort(address);
                }
            }
        }
        return withoutPort(socket);
    }

    private String fromList(String value, String socket) {
        if (value.indexOf(',') < 0) {
            return Ascii.trim(Html.sanitizeLine(value));
        }
        List<String> candidates = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            String address = Ascii.trim(Html.sanitizeLine(part));
            if (!Ascii.isEmpty(address) && !isProxy(address, socket)) {
                candidates.add(address);
            }
        }
        return candidates.isEmpty() ? "" : candidates.get(readLast ? candidates.size() - 1 : 0);
    }

    private boolean isProxy(String address, String socket) {
        IpAddress parsed = IpAddress.of(withoutPort(address));
        if (proxies.contains(address) || proxyRanges.contain(parsed)) {
            return true;
        }
        return !readLast
                && (address.equals(socket) || IpRanges.of(List.of(socket)).contain(parsed));
    }

    /** Takes a port, brackets and a CIDR suffix off an address: Matomo's {@code IPUtils::sanitizeIp}. */
    public static String withoutPort(String text) {
        String address = Ascii.trim(text);
        int slash = address.lastIndexOf('/');
        address = slash < 0 ? address : address.substring(0, slash);
        int colon = address.lastIndexOf(':');
        int dot = address.lastIndexOf('.');
        if (colon < 0) {
            return address;
        }
        int bracket = address.lastIndexOf(']');
        boolean single = address.indexOf(':') == colon;
        if (bracket >= 0 && address.charAt(0) == '[') {
            address = address.substring(1, bracket);
        }
        boolean port = dot < 0 ? single : colon > dot;
        return port && colon <= address.length() ? address.substring(0, colon) : address;
    }
}
