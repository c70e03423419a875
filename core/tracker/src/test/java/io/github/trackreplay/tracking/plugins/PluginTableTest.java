/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PluginTableTest {
    /** With {@code -Dplugins.write} it is written instead. */
    @Test
    void theTableInTheDocumentationIsThatOfTheDeclarations() throws IOException {
        Path file = Path.of("..", "..", "docs", "plugins.md");
        if (System.getProperty("plugins.write") != null) {
            Files.writeString(file, PluginTable.markdown());
        }
        assertThat(file).hasContent(PluginTable.markdown());
    }

    @Test
    void everyImitatedPluginFillsTheColumnsThatItIsDeclaredWith() {
        for (String table : new String[] {"log_visit", "log_conversion", "log_link_visit_action"}) {
            for (String column : TrackerPlugins.columns(table)) {
                assertThat(PluginCatalog.all())
                        .filteredOn(plugin -> plugin.standing() == KnownPlugin.Standing.IMITATED)
                        .anySatisfy(plugin -> assertThat(plugin.columns()).contains(table + "." + column));
            }
        }
    }
}
