/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the location of a new visit the way that Matomo's chosen provider does. Immutable as far as its database is.
 *
 * <p>Source of the rules: Matomo's {@code UserCountry/VisitorGeolocator::getLocation} and {@code
 * GeoIp2/LocationProvider/GeoIp2/Php::getLocation}.
 */
public final class Locator {
    private static final int CODE_BYTES = 3;
    private static final int CITY_BYTES = 255;

    /** What may be claimed of a visit that exists. */
    private record Claimed(String parameter, String column) {}

    private static final List<Claimed> CLAIMED = List.of(
            new Claimed("country", "location_country"),
            new Claimed("region", "location_region"),
            new Claimed("city", "location_city"),
            new Claimed("lat", "location_latitude"),
            new Claimed("long", "location_longitude"));

    /** Where Matomo looks for a visit's location ({@code usercountry.location_provider}). */
    public enum Provider {
        /** Nowhere. */
        DISABLED,
        /** In the browser's language. */
        LANGUAGE,
        /** In a location database, then in the browser's language. */
        DATABASE;

        /**
         * Reads the option's value; without one, or with that of a provider that is not known, what Matomo falls back to.
         *
         * @param languageAllowed {@code enable_default_location_provider}
         */
        public static Provider of(Optional<String> option, boolean languageAllowed) {
            return switch (option.orElse("")) {
                case "disabled" -> DISABLED;
                case "geoip2php" -> DATABASE;
                default -> languageAllowed ? LANGUAGE : DISABLED;
            };
        }
    }

    private final Provider provider;
    private final boolean languageAllowed;
    private final boolean guessFromLanguage;
    private final LocationDatabase database;

    /**
     * @param languageAllowed {@code enable_default_location_provider}
     * @param guessFromLanguage {@code enable_language_to_country_guess}
     */
    public Locator(Provider provider, boolean languageAllowed, boolean guessFromLanguage, LocationDatabase database) {
        this.provider = provider;
        this.languageAllowed = languageAllowed;
        this.guessFromLanguage = guessFromLanguage;
        this.database = database;
    }

    /**
     * The location of a new visit without regard to what the request itself claims.
     *
     * @param address the client's address, anonymised or not as the privacy options want
     * @param language see {@link BrowserLanguage#normalise}
     */
    public VisitLocation locate(String address, String language) {
        return switch (provider) {
            case DISABLED -> VisitLocation.country(Countries.UNKNOWN);
            case LANGUAGE -> byLanguage(language);
            case DATABASE -> database.find(address).map(VisitLocation::of).orElseGet(() -> unplaced(address, language));
        };
    }

    /** Whose network an address belongs to, where Matomo asks a database. */
    public Optional<LocationDatabase.Network> network(String address) {
        return provider == Provider.DATABASE ? database.network(address) : Optional.empty();
    }

    /** An address of which only the network is known counts as found: Matomo then does not go by the language. */
    private VisitLocation unplaced(String address, String language) {
        return database.network(address).isPresent() ? VisitLocation.country(Countries.UNKNOWN) : byLanguage(language);
    }

    private VisitLocation byLanguage(String language) {
        return VisitLocation.country(
                languageAllowed ? Countries.ofLanguage(language, guessFromLanguage) : Countries.UNKNOWN);
    }

    /** The location of a new visit with what an authenticated request claims put in its place. */
    public static VisitLocation withClaims(VisitLocation found, RequestParameters request) {
        return new VisitLocation(
                claim(request, "country", CODE_BYTES).orElse(found.country()),
                claim(request, "region", CODE_BYTES).or(found::region),
                claim(request, "city", CITY_BYTES).or(found::city),
                claim(request, "lat", Integer.MAX_VALUE).or(found::latitude),
                claim(request, "long", Integer.MAX_VALUE).or(found::longitude));
    }

    /** Columns that an authenticated request changes in a visit that exists, by name; the values are not cut. */
    public static Map<String, String> claims(RequestParameters request) {
        Map<String, String> claims = Map.of();
        for (Claimed claimed : CLAIMED) {
            Optional<String> value = claim(request, claimed.parameter, Integer.MAX_VALUE);
            if (value.isPresent()) {
                claims = claims.isEmpty() ? new LinkedHashMap<>() : claims;
                claims.put(claimed.column, value.get());
            }
        }
        return claims;
    }

    /** Whether a request claims a location; without authentication Matomo refuses such a request. */
    public static boolean hasClaims(RequestParameters request) {
        return !claims(request).isEmpty();
    }

    private static Optional<String> claim(RequestParameters request, String name, int bytes) {
        if (!request.has(name)) {
            return Optional.empty();
        }
        String value = ByteText.bytes(request.text(name, ""));
        return Ascii.isEmpty(value)
                ? Optional.empty()
                : Optional.of(ByteText.text(value.length() > bytes ? value.substring(0, bytes) : value));
    }
}
