/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.privacy.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database in MaxMind's format that says whose network an address belongs to (GeoIP2 ISP, GeoLite2 ASN, DB-IP), memory-mapped.
 * Thread-safe. Reads what Matomo reads of it; of a kind that Matomo does not read, nothing. Source of the rules: {@code
 * GeoIp2/LocationProvider/GeoIp2::$dbNames} and {@code GeoIp2/Php::getLocation}.
 */
public final class MaxMindNetworks implements LocationDatabase, Closeable {
    /** The file names that Matomo looks for in {@code misc}, the first one found counts. */
    private static final List<String> FILE_NAMES = List.of(
            "GeoIP2-ISP.mmdb",
            "GeoLite2-ASN.mmdb",
            "DBIP-ISP.mmdb",
            "GeoIP2-Enterprise.mmdb",
            "DBIP-Enterprise.mmdb",
            "DBIP-ASN.mmdb");

    private static final Set<String> NUMBERED = Set.of("GeoLite2-ASN", "DBIP-ASN-Lite (compat=GeoLite2-ASN)");

    private static final Set<String> ENTERPRISE = Set.of(
            "GeoIP2-Enterprise",
            "DBIP-ISP (compat=Enterprise)",
            "DBIP-Location-ISP (compat=Enterprise)",
            "DBIP-ISP",
            "DBIP-Enterprise");

    private final Reader reader;
    private final LocationDatabase places;
    private final String type;

    private MaxMindNetworks(Reader reader, LocationDatabase places) {
        this.reader = reader;
        this.places = places;
        this.type = reader.getMetadata().databaseType();
    }

    /** The file that Matomo would use; nothing where there is none. */
    public static Optional<Path> fileOf(Path matomoHome) {
        return MaxMindFile.first(matomoHome, FILE_NAMES);
    }

    /**
     * Opens a database.
     *
     * @param places where addresses are, which another one says
     * @throws IOException where the file is no database of this format
     */
    public static MaxMindNetworks open(Path file, LocationDatabase places) throws IOException {
        return new MaxMindNetworks(new Reader(file.toFile(), new CHMCache()), places);
    }

    @Override
    public Optional<Place> find(String address) {
        return places.find(address);
    }

    @Override
    public Optional<Network> network(String address) {
        try {
            InetAddress binary = InetAddress.getByAddress(IpAddress.of(address).bytes());
            Map<?, ?> found = reader.get(binary, Map.class);
            return found == null ? Optional.empty() : network(found);
        } catch (IllegalArgumentException ipv6InIpv4Database) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the database of networks: " + e.getMessage(), e);
        }
    }

    private Optional<Network> network(Map<?, ?> found) {
        if (NUMBERED.contains(type)) {
            String organisation = text(found.get("autonomous_system_organization"));
            return Optional.of(new Network(organisation, organisation));
        }
        if (ENTERPRISE.contains(type)) {
            Map<?, ?> traits = found.get("traits") instanceof Map<?, ?> map ? map : Map.of();
            return Optional.of(new Network(text(traits.get("isp")), text(traits.get("organization"))));
        }
        return type.equals("GeoIP2-ISP")
                ? Optional.of(new Network(text(found.get("isp")), text(found.get("organization"))))
                : Optional.empty();
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
