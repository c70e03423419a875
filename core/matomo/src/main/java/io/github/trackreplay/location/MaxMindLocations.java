/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.privacy.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A location database in MaxMind's format (GeoIP2, GeoLite2, DB-IP), memory-mapped. Thread-safe. Reads what Matomo reads of it:
 * country, region, English city name and coordinates; of a kind that Matomo does not read, nothing.
 */
public final class MaxMindLocations implements LocationDatabase, Closeable {
    /** The file names that Matomo looks for in {@code misc}, the first one found counts. */
    public static final List<String> FILE_NAMES = List.of(
            "GeoIP2-City.mmdb",
            "DBIP-City.mmdb",
            "DBIP-City-Lite.mmdb",
            "DBIP-Country-Lite.mmdb",
            "DBIP-Country.mmdb",
            "GeoIP2-City-Africa.mmdb",
            "GeoIP2-City-Asia-Pacific.mmdb",
            "GeoIP2-City-Europe.mmdb",
            "GeoIP2-City-North-America.mmdb",
            "GeoIP2-City-South-America.mmdb",
            "GeoIP2-Enterprise.mmdb",
            "GeoIP2-Country.mmdb",
            "GeoLite2-City.mmdb",
            "GeoLite2-Country.mmdb",
            "DBIP-Enterprise.mmdb");

    private static final Set<String> COUNTRY_TYPES = Set.of(
            "GeoLite2-Country",
            "GeoIP2-Country",
            "DBIP-Country-Lite",
            "DBIP-Country",
            "DBIP-Location (compat=Country)");

    private static final Set<String> CITY_TYPES = Set.of(
            "GeoLite2-City",
            "DBIP-City-Lite",
            "DBIP-City",
            "GeoIP2-City",
            "GeoIP2-City-Africa",
            "GeoIP2-City-Asia-Pacific",
            "GeoIP2-City-Europe",
            "GeoIP2-City-North-America",
            "GeoIP2-City-South-America",
            "DBIP-Location (compat=City)",
            "GeoIP2-Enterprise",
            "DBIP-Enterprise",
            "DBIP-ISP (compat=Enterprise)",
            "DBIP-Location-ISP (compat=Enterprise)");

    private static final int COORDINATE_DIGITS = 3;

    private final Reader reader;
    private final String type;
    private final RegionNames regions;

    private MaxMindLocations(Reader reader, RegionNames regions) {
        this.reader = reader;
        this.type = reader.getMetadata().databaseType();
        this.regions = regions;
    }

    /** The database file that Matomo would use; nothing where there is none. */
    public static Optional<Path> fileOf(Path matomoHome) {
        return MaxMindFile.first(matomoHome, FILE_NAMES);
    }

    /**
     * Opens a database.
     *
     * @param matomoHome where Matomo's list of region names is read from, if it is there
     * @throws IOException where the file is no database of this format
     */
    public static MaxMindLocations open(Path file, Path matomoHome) throws IOException {
        return new MaxMindLocations(new Reader(file.toFile(), new CHMCache()), RegionNames.ofMatomo(matomoHome));
    }

    /** What the database says it is ({@code GeoLite2-City}). */
    public String type() {
        return type;
    }

    /** Whether Matomo reads databases of this kind. */
    public boolean isSupported() {
        return COUNTRY_TYPES.contains(type) || CITY_TYPES.contains(type);
    }

    @Override
    public Optional<Place> find(String address) {
        if (!isSupported()) {
            return Optional.empty();
        }
        try {
            InetAddress binary = InetAddress.getByAddress(IpAddress.of(address).bytes());
            Map<?, ?> found = reader.get(binary, Map.class);
            return found == null ? Optional.empty() : Optional.of(place(found));
        } catch (IllegalArgumentException ipv6InIpv4Database) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the location database: " + e.getMessage(), e);
        }
    }

    private Place place(Map<?, ?> found) {
        String country = upper(map(found, "country").get("iso_code"));
        if (COUNTRY_TYPES.contains(type)) {
            return new Place(country, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        Map<?, ?> location = map(found, "location");
        return new Place(
                country,
                region(found, country),
                name(map(found, "city")),
                coordinate(location.get("latitude")),
                coordinate(location.get("longitude")));
    }

    private Optional<String> region(Map<?, ?> found, String country) {
        if (!(found.get("subdivisions") instanceof List<?> subdivisions) || subdivisions.isEmpty()) {
            return Optional.empty();
        }
        int index = country.equals("GB") ? subdivisions.size() - 1 : 0;
        Map<?, ?> subdivision = subdivisions.get(index) instanceof Map<?, ?> map ? map : Map.of();
        String code = upper(subdivision.get("iso_code"));
        String bare = code.startsWith(country + '-') ? code.substring(country.length() + 1) : code;
        return Optional.of(
                bare.isEmpty() ? regions.code(country, name(subdivision).orElse("")) : bare);
    }

    private static Optional<String> name(Map<?, ?> named) {
        return Optional.ofNullable(map(named, "names").get("en")).map(Object::toString);
    }

    private static Optional<Double> coordinate(@Nullable Object value) {
        return value instanceof Number number
                ? Optional.of(new BigDecimal(number.toString())
                        .setScale(COORDINATE_DIGITS, RoundingMode.HALF_UP)
                        .doubleValue())
                : Optional.empty();
    }

    private static Map<?, ?> map(Map<?, ?> parent, String key) {
        return parent.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String upper(@Nullable Object text) {
        return text == null ? "" : text.toString().toUpperCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
