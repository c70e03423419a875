/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.mysql.AllowedPlugins;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.tracking.plugins.PluginReport;
import io.github.trackreplay.tracking.plugins.PluginReport.Missing;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.settings.ChatbotSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What active plugins decide: before the start, and while an agent runs. */
class ActivePluginsTest {
    private static final String SEVEN =
            "MediaAnalytics FormAnalytics HeatmapSessionRecording MarketingCampaignsReporting"
                    + " Bandwidth CustomVariables Provider ReferrersManager";

    @TempDir
    Path home;

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private Instant now = Instant.parse("2026-03-03T13:00:00Z");

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void pluginsThatTakePartAndAreNotImitatedStopTheStartUnlessAllowed() throws Exception {
        activate(SEVEN);

        assertThatThrownBy(() -> check(Set.of()))
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContaining("MediaAnalytics (")
                .hasMessageContaining(
                        "plugins = allowed: FormAnalytics, HeatmapSessionRecording, MediaAnalytics, ReferrersManager")
                .hasMessageContaining("--allow-plugins")
                .hasMessageContaining("Nothing was written");
        check(AllowedPlugins.parse(
                "allowed: FormAnalytics, HeatmapSessionRecording, MediaAnalytics, ReferrersManager"));
    }

    @Test
    void theFolderOfAPluginShowsWhetherItTakesPart() throws Exception {
        plugin(
                "Own/Columns/Mine.php",
                "class Mine extends VisitDimension {"
                        + " protected $columnName = 'mine'; protected $columnType = 'INT NULL'; }");
        plugin(
                "Own/Own.php",
                "class Own extends Plugin { function registerEvents() { return array("
                        + "'Tracker.isExcludedVisit' => 'skip', 'Tracker.setTrackerCacheGeneral' => 'x'); } }");
        plugin("Own/Tracker/RequestProcessor.php", "class RequestProcessor extends Tracker\\RequestProcessor {}");
        plugin("Pages/Columns/Shown.php", "class Shown extends VisitDimension { protected $columnName = 'idvisit'; }");
        plugin("Pages/Pages.php", "/* 'Tracker.isExcludedVisit' => 'no' */ class Pages extends Plugin {}");
        plugin("Loaded/Loaded.php", "class Loaded { public function isTrackerPlugin() { return true; } }");
        plugin("Places/LocationProvider/Places.php", "class Places extends LocationProvider {}");
        activate("Own Pages Loaded Gone Goals Places");

        PluginReport report = report();

        assertThat(report.missing())
                .containsExactly(
                        new Missing("Loaded", "something that the tracker loads it for"),
                        new Missing("Own", "column mine, hook Tracker.isExcludedVisit, a request processor"),
                        new Missing("Places", "places of visitors"));
        assertThat(report.noPart()).containsExactly("Pages");
        assertThat(report.unjudged()).containsExactly("Gone");
    }

    @Test
    void withoutAConfigurationInstalledPluginsCountAndThatIsSaid() throws SQLException {
        matomo.execute("INSERT INTO matomo_option VALUES ('version_MediaAnalytics', '5.1.0', 1)");
        try (Connection connection = matomo.begin()) {
            PluginReport report = ActivePlugins.read(connection, "matomo_", MatomoHome.none())
                    .judge(MatomoSchema.read(connection, "matomo_"), MatomoHome.none());
            assertThat(report.problem().orElseThrow()).contains("MediaAnalytics", "without matomoHome");
        }
    }

    @Test
    void aPluginThatIsSwitchedOnUnderARunningAgentIsNoticedWithinAMinute() throws Exception {
        activate("Goals");
        List<String> seen = new ArrayList<>();
        try (MatomoApplier applier = new MatomoApplier(
                                MatomoHome.at(home), "matomo_", () -> now, new SecretRandomness(new byte[] {1}))
                        .acceptingPlugins(report -> seen.add(report.names()));
                Connection connection = matomo.begin()) {
            applier.apply(connection, List.of());
            activate("Goals MediaAnalytics");
            applier.apply(connection, List.of());
            now = now.plusSeconds(60);
            applier.apply(connection, List.of());
        }
        assertThat(seen).containsExactly("", "MediaAnalytics");
    }

    @Test
    void namesOfPluginsAreReadStrictly() {
        assertThat(AllowedPlugins.parse(" Allowed: A,B  C ")).containsExactly("A", "B", "C");
        assertThatThrownBy(() -> AllowedPlugins.parse("A, B")).hasMessageContaining("allowed: NAME");
        assertThatThrownBy(() -> AllowedPlugins.parse("allowed:")).hasMessageContaining("not the name");
        assertThatThrownBy(() -> AllowedPlugins.parse("allowed: A;B")).hasMessageContaining("'A;B'");
    }

    private PluginReport report() throws SQLException {
        try (Connection connection = matomo.begin()) {
            MatomoHome at = MatomoHome.at(home);
            return ActivePlugins.read(connection, "matomo_", at).judge(MatomoSchema.read(connection, "matomo_"), at);
        }
    }

    private void check(Set<String> allowed) throws SQLException {
        Matomo.Settings settings =
                new Matomo.Settings(Optional.of(home), "matomo_", Set.of(), allowed, ChatbotSites.NONE, false);
        try (Matomo written = new DirectMatomo(settings);
                Connection connection = matomo.begin()) {
            written.check(connection);
        }
    }

    private void activate(String names) throws IOException {
        StringBuilder ini = new StringBuilder(
                "[database]\n[General]\nsalt = \"pepper\"\n[Tracker]\nrecord_statistics = 0\n[Plugins]\n");
        for (String name : names.split(" ")) {
            ini.append("Plugins[] = \"").append(name).append("\"\n");
        }
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), ini);
    }

    private void plugin(String path, String code) throws IOException {
        Path file = home.resolve("plugins").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<?php\n" + code + "\n");
    }
}
