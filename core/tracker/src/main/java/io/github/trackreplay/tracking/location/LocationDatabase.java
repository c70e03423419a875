/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import java.util.Optional;

/** Where an address is, according to a location database. Implementations are thread-safe. */
public interface LocationDatabase {
    /**
     * Nothing where the database does not know the address, or is of a kind that Matomo does not read.
     *
     * @param address a textual IPv4 or IPv6 address
     */
    Optional<Place> find(String address);

    /**
     * Whose network an address belongs to; nothing where no database names networks, or it does not know the address.
     *
     * @param address a textual IPv4 or IPv6 address
     */
    default Optional<Network> network(String address) {
        return Optional.empty();
    }

    /**
     * A network as a database describes it.
     *
     * @param provider who connects the address to the internet; empty where that is not said
     * @param organisation whose address it is; empty where that is not said
     */
    record Network(String provider, String organisation) {}

    /** A database that knows no address. */
    static LocationDatabase none() {
        return address -> Optional.empty();
    }

    /**
     * A place as a database describes it; what it does not say is missing.
     *
     * @param country two letters, upper case; empty where missing
     * @param region ISO 3166-2 code without the country
     * @param city English name
     * @param latitude rounded to three digits
     * @param longitude rounded to three digits
     */
    record Place(
            String country,
            Optional<String> region,
            Optional<String> city,
            Optional<Double> latitude,
            Optional<Double> longitude) {}
}
