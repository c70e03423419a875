/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RuleTableTest {
    /** With {@code -Dmatomo-versions.write} it is written instead. */
    @Test
    void theTableInTheDocumentationIsThatOfTheDeclarations() throws IOException {
        Path file = Path.of("..", "..", "docs", "matomo-versions.md");
        if (System.getProperty("matomo-versions.write") != null) {
            Files.writeString(file, RuleTable.markdown());
        }
        assertThat(file).hasContent(RuleTable.markdown());
    }

    @Test
    void releasesAreReadAsMatomoWritesThem() {
        assertThat(MatomoRelease.of("5.13.0-b2")).contains(new MatomoRelease(5, 13));
        assertThat(MatomoRelease.of("6.0.0").orElseThrow().isUnknown()).isTrue();
        assertThat(MatomoRelease.of("5.13.9").orElseThrow().isUnknown()).isFalse();
        assertThat(MatomoRelease.of("nonsense")).isEmpty();
    }
}
