/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import io.github.trackreplay.php.Numbers;
import java.util.Locale;
import java.util.Optional;

/**
 * The location columns of a new visit; what is missing stays NULL.
 *
 * @param country {@code location_country}, lower case
 * @param region {@code location_region}
 * @param city {@code location_city}
 * @param latitude {@code location_latitude} as PHP writes the number
 * @param longitude {@code location_longitude}
 */
public record VisitLocation(
        String country,
        Optional<String> region,
        Optional<String> city,
        Optional<String> latitude,
        Optional<String> longitude) {

    static VisitLocation of(LocationDatabase.Place place) {
        return new VisitLocation(
                place.country().isEmpty() ? Countries.UNKNOWN : place.country().toLowerCase(Locale.ROOT),
                place.region(),
                place.city(),
                place.latitude().map(Numbers::format),
                place.longitude().map(Numbers::format));
    }

    static VisitLocation country(String code) {
        return new VisitLocation(code, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
