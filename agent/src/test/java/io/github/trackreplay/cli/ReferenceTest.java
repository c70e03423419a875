/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void theReferencePageIsWhatTheDeclarationsSay() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("docs/configuration.md; renew it with: trackreplay reference > docs/configuration.md")
                .isEqualTo(Reference.markdown());
    }

    @Test
    void thePageOfMetricsIsWhatTheDeclarationsSay() throws IOException {
        assertThat(Files.readString(Path.of("../docs/metrics.md")))
                .as("docs/metrics.md; renew it with: trackreplay reference --metrics > docs/metrics.md")
                .isEqualTo(io.github.trackreplay.metrics.AgentMetrics.page());
    }

    @Test
    void everySettingHasAMeaning() {
        assertThat(Reference.markdown()).doesNotContain("|  |\n");
    }
}
