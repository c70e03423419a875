/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import java.util.Optional;

/** Names of addresses, as the domain name system has them now. Implementations are thread-safe and answer within seconds. */
public interface HostNames {
    /**
     * The name of an address; nothing where it has none, or nobody answered in time.
     *
     * @param address a textual IPv4 or IPv6 address
     */
    Optional<String> find(String address);
}
