/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code validate}, {@code import} and {@code status} say on databases of several releases of Matomo, and with plugins. */
class ReleasesCommandTest {
    private static final String AGENT = """
            a.sources = log
            a.channels = file
            a.sinks = matomo
            a.sources.log.type = io.github.trackreplay.source.AccessLogSource
            a.sources.log.channels = file
            a.sources.log.stream = web1
            a.sources.log.files = DIR/access.log*
            a.sources.log.startAt = beginning
            a.sources.log.positions = DIR/positions
            a.sources.log.interceptors = request
            a.sources.log.interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
            a.sources.log.interceptors.request.format = combined
            a.channels.file.type = file
            a.channels.file.checkpointDir = DIR/checkpoint
            a.channels.file.dataDirs = DIR/data
            a.sinks.matomo.type = io.github.trackreplay.sink.MySqlSink
            a.sinks.matomo.channel = file
            a.sinks.matomo.url = URL
            a.sinks.matomo.user = USER
            a.sinks.matomo.password = PASSWORD
            a.sinks.matomo.createTables = true
            a.sinks.matomo.commitFile = DIR/commit
            a.sinks.matomo.matomoHome = DIR/matomo
            """;

    @TempDir
    Path directory;

    private final CommandFixture fixture = new CommandFixture();

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(directory.resolve("access.log"), CommandFixture.calls(0, 3));
        plugins();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void matomo4() throws Exception {
        release("4.16.1");
        assertThat(validate("")).doesNotContain("newer than", "not supported").contains("can be used");
        assertThat(importLog()).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).doesNotContain("newer than");
        assertThat(status()).doesNotContain("newer than", "not supported");
        assertThat(fixture.pageViews()).isEqualTo(3);
    }

    @Test
    void matomo513() throws Exception {
        release("5.13.0");
        assertThat(validate("")).doesNotContain("newer than", "not supported").contains("log_bot_request");
        assertThat(importLog()).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).doesNotContain("newer than");
        assertThat(status()).doesNotContain("newer than", "not supported");
        assertThat(fixture.pageViews()).isEqualTo(3);
    }

    @Test
    void matomo6() throws Exception {
        release("6.0.0");
        String newer = "Matomo 6.0.0 is newer than 5.13, the newest whose tracker was compared with ours or read.";
        assertThat(validate(""))
                .contains(newer, "may differ", "Set newerMatomo = allowed")
                .doesNotContain("can be used");
        assertThat(importLog()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains(newer, "--newer-matomo", "Nothing was written");
        assertThat(fixture.pageViews()).isZero();

        assertThat(validate("a.sinks.matomo.newerMatomo = allowed\n")).contains(newer);
        assertThat(importLog("--newer-matomo")).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(3);
        assertThat(status()).contains(newer);
        fixture.run("status", "--json", "--matomo-home", home());
        assertThat(fixture.output()).contains("\"release\": \"Matomo 6.0.0 is newer");
    }

    @Test
    void matomo7() throws Exception {
        release("7.0.0");
        String unsupported = "Matomo '7.0.0' (option version_core) is not supported";
        assertThat(validate("a.sinks.matomo.newerMatomo = allowed\n"))
                .contains("a.sinks.matomo.newerMatomo: " + unsupported)
                .doesNotContain("can be used", "Nothing was written");
        assertThat(importLog("--newer-matomo")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains(unsupported, "Supported are Matomo 4 to 5.13", "Nothing was written");
        assertThat(fixture.pageViews()).isZero();
        release("5.2.0");
        fixture.run("schema");
        release("7.0.0");
        assertThat(status()).contains(unsupported);
    }

    @Test
    void sevenPluginsThatTakePart() throws Exception {
        List<String> imitated = List.of("MarketingCampaignsReporting", "Bandwidth", "TrackingSpamPrevention");
        List<String> missing = List.of("AbTesting", "FormAnalytics", "HeatmapSessionRecording", "MediaAnalytics");
        plugins(
                "Goals",
                "MarketingCampaignsReporting",
                "Bandwidth",
                "TrackingSpamPrevention",
                "AbTesting",
                "FormAnalytics",
                "HeatmapSessionRecording",
                "MediaAnalytics");
        Files.writeString(
                directory.resolve("access.log"),
                CommandFixture.calls(0, 3)
                        + plugin(3, "ma_id=a1&ca=1")
                        + plugin(4, "fa_vid=b2&ca=1")
                        + plugin(5, "hsr_vid=c3&ca=1")
                        + CommandFixture.calls(6, 8));
        String remedy = "plugins = allowed: " + String.join(", ", missing);

        assertThat(validate("")).contains(remedy).doesNotContain("can be used");
        assertThat(importLog()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(fixture.output()).contains(remedy, "--allow-plugins", "Nothing was written");
        missing.forEach(name -> assertThat(fixture.output()).contains(name + " ("));
        imitated.forEach(name -> assertThat(fixture.output()).doesNotContain(name + " ("));
        assertThat(fixture.pageViews()).isZero();

        assertThat(importLog("--allow-plugins", String.join(",", missing))).isEqualTo(ExitCode.OK);
        assertThat(fixture.pageViews()).isEqualTo(5);
        assertThat(fixture.output())
                .contains("plugin:MediaAnalytics 1", "plugin:FormAnalytics 1", "plugin:HeatmapSessionRecording 1");
        assertThat(status()).contains("3 set aside for plugins", "take part in tracking and are not imitated");
        assertThat(fixture.unaccounted()).isZero();
        assertThat(fixture.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected"))
                .isEqualTo(3);
    }

    @Test
    void aPluginThatNobodyKnowsIsNamedAndItsRequestsAreKept() throws Exception {
        plugins("Goals", "OwnThing");
        Files.writeString(
                directory.resolve("access.log"),
                CommandFixture.calls(0, 2) + plugin(2, "own=1&ca=1") + CommandFixture.calls(3, 4));
        String unknown = "nobody can say whether they take part in tracking: OwnThing.";

        assertThat(validate("")).contains(unknown);
        assertThat(importLog()).isEqualTo(ExitCode.OK);
        assertThat(fixture.output()).contains("plugin:OwnThing 1");
        assertThat(validate("")).contains(unknown, "can be used");
        assertThat(status()).contains(unknown, "1 set aside for plugins");
        assertThat(fixture.pageViews()).isEqualTo(3);
        assertThat(fixture.unaccounted()).isZero();

        Files.createDirectories(directory.resolve("matomo/plugins/OwnThing"));
        Files.writeString(
                directory.resolve("matomo/plugins/OwnThing/OwnThing.php"), "<?php class OwnThing extends Plugin {}");
        assertThat(status()).doesNotContain("OwnThing.");
    }

    private static String plugin(int second, String parameters) {
        return CommandFixture.call(second, "/matomo.php").replace(" HTTP/1.1", "&" + parameters + " HTTP/1.1");
    }

    private String validate(String more) throws IOException {
        Path file = directory.resolve("agent.conf");
        Files.writeString(
                file,
                AGENT.replace("DIR", directory.toString())
                                .replace("URL", fixture.database.url())
                                .replace("USER", fixture.database.user())
                                .replace("PASSWORD", fixture.database.password())
                        + more);
        fixture.runAsTyped("validate", "-f", file.toString());
        return fixture.output();
    }

    private int importLog(String... more) {
        String[] arguments = {
            "--matomo-home",
            home(),
            "--stream",
            "web1",
            "--create-tables",
            directory.resolve("access.log").toString()
        };
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return fixture.importLog(all);
    }

    private String status() {
        fixture.run("status", "--matomo-home", home());
        return fixture.output();
    }

    private String home() {
        return directory.resolve("matomo").toString();
    }

    private void release(String version) {
        fixture.database.execute(
                "UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
    }

    private void plugins(String... names) throws IOException {
        StringBuilder ini =
                new StringBuilder("[database]\n[Tracker]\nrecord_statistics = 0\n[General]\nsalt = \"pepper\"\n");
        ini.append(names.length == 0 ? "" : "[Plugins]\n");
        for (String name : names) {
            ini.append("Plugins[] = \"").append(name).append("\"\n");
        }
        Files.createDirectories(directory.resolve("matomo/config"));
        Files.writeString(directory.resolve("matomo/config/config.ini.php"), ini);
    }
}
