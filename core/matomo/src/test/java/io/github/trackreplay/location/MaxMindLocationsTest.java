/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.tracking.location.LocationDatabase.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses MaxMind's published test database (CC BY-SA 3.0). */
class MaxMindLocationsTest {
    @TempDir
    private Path home;

    private Path file;

    @BeforeEach
    void installDatabase() throws IOException {
        file = Files.createDirectories(home.resolve("misc")).resolve("GeoIP2-City.mmdb");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("GeoIP2-City.mmdb"))) {
            Files.copy(in, file);
        }
    }

    @Test
    void anAddressHasAPlace() throws IOException {
        try (MaxMindLocations locations = MaxMindLocations.open(file, home)) {
            assertThat(locations.isSupported()).isTrue();
            assertThat(locations.find("2001:980:91c0::5"))
                    .contains(new Place(
                            "NL", Optional.of("NH"), Optional.of("Amstelveen"), Optional.of(52.5), Optional.of(5.75)));
            assertThat(locations.find("::5064:2c05")).isPresent();
            assertThat(locations.find("10.1.2.3")).isEmpty();
            assertThat(locations.find("nonsense")).isEmpty();
        }
    }

    @Test
    void theFirstKnownFileNameCounts() throws IOException {
        Files.createFile(home.resolve("misc/DBIP-City.mmdb"));
        assertThat(MaxMindLocations.fileOf(home)).contains(file);

        Files.delete(file);
        assertThat(MaxMindLocations.fileOf(home)).contains(home.resolve("misc/DBIP-City.mmdb"));
        assertThat(MaxMindLocations.fileOf(home.resolve("elsewhere"))).isEmpty();
    }

    @Test
    void aBrokenFileIsAnError() throws IOException {
        Path broken = Files.writeString(home.resolve("broken.mmdb"), "no database");
        assertThatThrownBy(() -> MaxMindLocations.open(broken, home)).isInstanceOf(IOException.class);
    }

    @Test
    void regionsAreFoundByName() {
        RegionNames regions = RegionNames.of("""
                <?php
                // comment
                return array (
                  'FR' => array (
                    'IDF' => array ('name' => 'Île-de-France', 'altNames' => array (0 => 'Paris\\'s region'), 'current' => true),
                    'X' => ['name' => 'Second'],
                  ),
                );
                """);

        assertThat(regions.code("FR", "ile-de-france")).isEqualTo("IDF");
        assertThat(regions.code("FR", "Paris's region")).isEqualTo("IDF");
        assertThat(regions.code("FR", "Elsewhere")).isEmpty();
        assertThat(regions.code("DE", "Second")).isEmpty();
        assertThat(RegionNames.of("nonsense").code("FR", "Second")).isEmpty();
    }
}
