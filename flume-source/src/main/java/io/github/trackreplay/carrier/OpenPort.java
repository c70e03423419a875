/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who may send requests to a port: everybody who reaches it, where nothing asks who they are. */
public final class OpenPort {
    private static final List<String> HERE = List.of("localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1");

    private OpenPort() {}

    /**
     * What to say of a port.
     *
     * @param bind the address as it is configured
     * @param asks whether clients must show a token or a certificate
     * @param remedy the settings by which they would
     */
    public static Optional<String> warning(String bind, boolean asks, String remedy) {
        String address = bind.trim().toLowerCase(Locale.ROOT);
        return asks || HERE.contains(address) || address.matches("127(\\.\\d{1,3}){3}")
                ? Optional.empty()
                : Optional.of("everybody who reaches " + bind
                        + " may send requests, which count like the web server's own. Set " + remedy
                        + ", or let a firewall admit none but the shippers. A variable that is empty sets nothing.");
    }
}
