/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say and do where plugins take part in tracking that are not imitated. */
class PluginsCommandTest {
    @TempDir
    Path directory;

    private final CommandFixture fixture = new CommandFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void requestsForPluginsStopTheImportOrAreSetAsideAndComeBack() throws IOException {
        String home = home("Goals", "MediaAnalytics", "FormAnalytics", "HeatmapSessionRecording", "Bandwidth");
        Path log = directory.resolve("access.log");
        Files.writeString(
                log,
                CommandFixture.calls(0, 40)
                        + plugin(40, "ma_id=a1")
                        + plugin(41, "fa_vid=b2")
                        + plugin(42, "hsr_vid=c3")
                        + CommandFixture.calls(43, 45));

        assertThat(importLog(home, log)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output())
                .contains(
                        "MediaAnalytics (", "plugins = allowed: FormAnalytics, HeatmapSessionRecording, MediaAnalytics")
                .doesNotContain("Bandwidth (");
        assertThat(fixture.pageViews()).isZero();

        assertThat(importLog(home, log, "--allow-plugins", "MediaAnalytics,FormAnalytics,HeatmapSessionRecording"))
                .isEqualTo(ExitCode.OK);
        assertThat(fixture.output())
                .contains("plugin:MediaAnalytics 1", "plugin:FormAnalytics 1", "plugin:HeatmapSessionRecording 1")
                .doesNotContain("3 rejected");
        assertThat(fixture.pageViews()).isEqualTo(42);

        fixture.run("status", "--matomo-home", home);
        assertThat(fixture.output())
                .contains(
                        "3 set aside for plugins",
                        "plugin:MediaAnalytics 1",
                        "take part in tracking and are not imitated");

        fixture.run("status", "--json", "--matomo-home", home);
        assertThat(fixture.output()).contains("\"plugins\": \"Active plugins of Matomo", "\"release\": null");

        String without = home("Goals", "Bandwidth");
        fixture.run("rejected", "replay", "--matomo-home", without, "--reason", "plugin:MediaAnalytics");
        assertThat(fixture.output()).contains("1 applied");
        assertThat(fixture.pageViews()).isEqualTo(43);
        fixture.run("status", "--matomo-home", without);
        assertThat(fixture.output()).contains("2 set aside for plugins").doesNotContain("take part in tracking");
    }

    @Test
    void aNameThatIsNoneIsAMistakeInTheCommand() throws IOException {
        Path log = Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, 2));
        assertThat(importLog(home("Goals"), log, "--allow-plugins", "a b;c")).isEqualTo(ExitCode.USAGE);
        assertThat(fixture.output()).contains("--allow-plugins", "not the name of a plugin");
    }

    private int importLog(String home, Path log, String... more) {
        String[] arguments = new String[more.length + 6];
        System.arraycopy(
                new String[] {"--matomo-home", home, "--stream", "web1", "--create-tables", log.toString()},
                0,
                arguments,
                0,
                6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return fixture.importLog(arguments);
    }

    private static String plugin(int second, String parameters) {
        return CommandFixture.call(second, "/matomo.php").replace(" HTTP/1.1", "&" + parameters + " HTTP/1.1");
    }

    private String home(String... plugins) throws IOException {
        Path home = Files.createTempDirectory(directory, "matomo");
        StringBuilder ini = new StringBuilder(
                "[database]\n[General]\nsalt = \"pepper\"\n[Tracker]\nrecord_statistics = 0\n[Plugins]\n");
        for (String plugin : plugins) {
            ini.append("Plugins[] = \"").append(plugin).append("\"\n");
        }
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), ini);
        return home.toString();
    }
}
