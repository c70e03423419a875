/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {
    @TempDir
    Path library;

    private Path regexes;

    @BeforeEach
    void twoFilesAreEnough() throws IOException {
        regexes = Files.createDirectories(library.resolve("regexes/client")).getParent();
        Files.writeString(regexes.resolve("oss.yml"), "# only a comment\n");
        Files.writeString(regexes.resolve("client/browsers.yml"), "- regex: 'a'\n  name: yes\n  version:\n");
    }

    @Test
    void everyValueIsAStringAndALeftOutOneIsEmpty() throws IOException {
        Definitions definitions = Definitions.load(DefinitionFiles.in(regexes));
        assertThat(definitions.list("client/browsers.yml"))
                .containsExactly(Map.of("regex", "a", "name", "yes", "version", ""));
        assertThat(definitions.list("oss.yml")).isEmpty();
        assertThat(definitions.map("device/mobiles.yml")).isEmpty();
    }

    @Test
    void aLargeFileIsReadInPiecesWithoutLosingAnEntry() throws IOException {
        StringBuilder yaml = new StringBuilder();
        int entries = 20_000;
        for (int i = 0; i < entries; i++) {
            yaml.append("# entry\nBrand ")
                    .append(i)
                    .append(":\n  regex: 'b")
                    .append(i)
                    .append("'\n  device: 'tv'\n\n");
        }
        Path device = Files.createDirectories(regexes.resolve("device"));
        Files.writeString(device.resolve("mobiles.yml"), yaml);
        Map<String, Object> map = Definitions.load(DefinitionFiles.in(regexes)).map("device/mobiles.yml");
        assertThat(map).hasSize(entries);
        assertThat(map.keySet()).startsWith("Brand 0", "Brand 1").endsWith("Brand " + (entries - 1));
    }

    @Test
    void aBrokenFileIsNamed() throws IOException {
        Files.writeString(regexes.resolve("bots.yml"), "- regex: 'a\n");
        Definitions definitions = Definitions.load(DefinitionFiles.in(regexes));
        assertThatThrownBy(() -> definitions.list("bots.yml")).hasMessageContaining("bots.yml");
    }

    @Test
    void theReleaseIsReadBesideTheFiles() throws IOException {
        Files.writeString(library.resolve("DeviceDetector.php"), "public const VERSION = '6.3.2';");
        assertThat(Definitions.load(DefinitionFiles.in(regexes)).release()).isEqualTo(new LibraryRelease(6, 3, 2));
    }

    @Test
    void unknownFilesCountAsTheNewest() throws IOException {
        assertThat(Definitions.load(DefinitionFiles.in(regexes)).release()).isEqualTo(LibraryRelease.NEWEST);
        Files.writeString(library.resolve("DeviceDetector.php"), "public const VERSION = '6.5.1';");
        assertThat(Definitions.load(DefinitionFiles.in(regexes)).release()).isEqualTo(LibraryRelease.NEWEST);
    }

    @Test
    void codesAreThoseOfTheRelease() {
        assertThat(Codes.of(new LibraryRelease(6, 4, 1)).byKey("browser"))
                .containsEntry("RA", "Arc")
                .doesNotContainKey("XC");
        assertThat(Codes.of(new LibraryRelease(6, 5, 1)).byKey("browser"))
                .containsEntry("RA", "Arc Search")
                .containsKey("XC");
        assertThat(Codes.of(new LibraryRelease(6, 4, 1)).byKey("os")).hasSize(182);
        assertThat(Codes.of(LibraryRelease.NEWEST).byKey("os")).hasSize(210);
    }

    @Test
    void aMissingTableIsAnError() {
        assertThatThrownBy(() -> Codes.of(LibraryRelease.NEWEST).table("colours"))
                .hasMessageContaining("colours");
    }
}
