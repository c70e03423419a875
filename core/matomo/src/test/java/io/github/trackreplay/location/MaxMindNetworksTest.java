/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.location.LocationDatabase.Network;
import io.github.trackreplay.tracking.location.LocationDatabase.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaxMindNetworksTest {
    @TempDir
    private Path home;

    private Optional<Network> network(String type, Map<String, ?> value) throws IOException {
        Path file = new NetworkFile(type)
                .with("192.0.2.1", value)
                .with("192.0.2.2", Map.of())
                .to(home.resolve("misc/GeoIP2-ISP.mmdb"));
        try (MaxMindNetworks networks = MaxMindNetworks.open(file, LocationDatabase.none())) {
            assertThat(networks.network("192.0.2.3")).isEmpty();
            assertThat(networks.network("2001:db8::1")).isEmpty();
            assertThat(networks.network("nonsense")).isEmpty();
            return networks.network("192.0.2.1");
        }
    }

    @Test
    void aNetworkHasAProviderAndAnOrganisation() throws IOException {
        assertThat(network("GeoIP2-ISP", Map.of("isp", "Telekom", "organization", "A Shop")))
                .contains(new Network("Telekom", "A Shop"));
        assertThat(network("GeoIP2-ISP", Map.of("isp", "Telekom"))).contains(new Network("Telekom", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GeoLite2-ASN", "DBIP-ASN-Lite (compat=GeoLite2-ASN)"})
    void aDatabaseOfNumberedNetworksNamesOneForBoth(String type) throws IOException {
        assertThat(network(type, Map.of("autonomous_system_organization", "An organisation of some length, Inc.")))
                .contains(new Network("An organisation of some length, Inc.", "An organisation of some length, Inc."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GeoIP2-Enterprise", "DBIP-ISP (compat=Enterprise)", "DBIP-Location-ISP (compat=Enterprise)"})
    void oneForEnterprisesHasItAmongItsTraits(String type) throws IOException {
        assertThat(network(type, Map.of("traits", Map.of("isp", "Telekom", "organization", "A Shop"))))
                .contains(new Network("Telekom", "A Shop"));
        assertThat(network(type, Map.of())).contains(new Network("", ""));
    }

    @Test
    void ofAKindThatMatomoDoesNotReadThereIsNothing() throws IOException {
        assertThat(network("GeoIP2-Domain", Map.of("isp", "Telekom"))).isEmpty();
    }

    @Test
    void theFirstKnownFileNameCountsAndPlacesAreSaidByAnother() throws IOException {
        assertThat(MaxMindNetworks.fileOf(home)).isEmpty();
        Path misc = Files.createDirectories(home.resolve("misc"));
        Path numbered = new NetworkFile("GeoLite2-ASN").to(misc.resolve("GeoLite2-ASN.mmdb"));
        Files.createFile(misc.resolve("DBIP-ASN.mmdb"));
        assertThat(MaxMindNetworks.fileOf(home)).contains(numbered);

        Place place = new Place("NL", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        try (MaxMindNetworks networks = MaxMindNetworks.open(numbered, address -> Optional.of(place))) {
            assertThat(networks.find("192.0.2.1")).contains(place);
            assertThat(networks.network("192.0.2.1")).isEmpty();
        }
        assertThatThrownBy(() -> MaxMindNetworks.open(misc.resolve("DBIP-ASN.mmdb"), LocationDatabase.none()))
                .isInstanceOf(IOException.class);
    }
}
