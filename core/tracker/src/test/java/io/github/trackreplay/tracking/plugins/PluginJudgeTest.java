/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.plugins.PluginJudge.Evidence;
import io.github.trackreplay.tracking.plugins.PluginReport.Missing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginJudgeTest {
    private static PluginReport judge(Set<String> active, Map<String, List<String>> signs, String... columns) {
        return PluginJudge.judge(new Evidence(active, true, Map.of(), List.of(columns), signs, !signs.isEmpty()));
    }

    @Test
    void knownPluginsStandAsDeclaredAndStockOnesAreNotListed() {
        PluginReport report =
                judge(Set.of("CoreHome", "Goals", "Bandwidth", "CustomReports", "MediaAnalytics"), Map.of());

        assertThat(report.imitated()).containsExactly("Bandwidth");
        assertThat(report.noPart()).containsExactly("CustomReports");
        assertThat(report.missing()).extracting(Missing::name).containsExactly("MediaAnalytics");
        assertThat(report.problem().orElseThrow()).contains("MediaAnalytics (", "log_media", "not at hand");
    }

    @Test
    void aReleaseThatIsNewerThanTheImitatedOnesIsNotImitated() {
        PluginReport report = PluginJudge.judge(new Evidence(
                Set.of("Bandwidth", "MarketingCampaignsReporting"),
                true,
                Map.of("Bandwidth", "6.0.1", "MarketingCampaignsReporting", "5.9.9"),
                List.of(),
                Map.of(),
                true));

        assertThat(report.imitated()).containsExactly("MarketingCampaignsReporting");
        assertThat(report.missing())
                .singleElement()
                .satisfies(plugin -> assertThat(plugin.adds()).contains("6.0.1", "newer"));
    }

    @Test
    void anUnknownPluginTakesPartWhereItsFolderShowsIt() {
        PluginReport report = judge(
                Set.of("Own", "Idle"), Map.of("Own", List.of("column mine", "a request processor"), "Idle", List.of()));

        assertThat(report.missing()).containsExactly(new Missing("Own", "column mine, a request processor"));
        assertThat(report.noPart()).containsExactly("Idle");
        assertThat(report.doubt()).isEmpty();
        assertThat(report.limits()).isEmpty();
    }

    @Test
    void whatNeitherANameNorAFolderNorAColumnTellsIsSaidToBeUnknown() {
        PluginReport report = judge(Set.of("Own", "Idle", "CustomReports"), Map.of("Idle", List.of()));

        assertThat(report.unjudged()).containsExactly("Own");
        assertThat(report.noPart()).containsExactly("CustomReports", "Idle");
        assertThat(report.doubt().orElseThrow()).contains("take part in tracking: Own.", "matomoHome");
        assertThat(report.remarks()).isEqualTo(report.doubt());
        assertThat(report.refusal(Set.of())).isEmpty();
    }

    @Test
    void withoutAFolderColumnsThatNothingExplainsTell() {
        assertThat(judge(Set.of("Own"), Map.of()).missing()).isEmpty();
        assertThat(judge(Set.of("Own"), Map.of(), "log_visit.mine").missing())
                .singleElement()
                .satisfies(plugin -> assertThat(plugin.adds()).contains("log_visit.mine"));
        assertThat(judge(Set.of("Own"), Map.of(), "log_visit.campaign_name").missing())
                .isEmpty();
    }

    @Test
    void whatIsAllowedIsNoReasonToStop() {
        PluginReport report = judge(Set.of("MediaAnalytics", "FormAnalytics"), Map.of());

        assertThat(report.refusal(Set.of())).isPresent();
        assertThat(report.refusal(Set.of("MediaAnalytics")).orElseThrow())
                .contains("FormAnalytics")
                .doesNotContain("MediaAnalytics (");
        assertThat(report.refusal(Set.of("MediaAnalytics", "FormAnalytics"))).isEmpty();
        assertThat(report.problem()).isPresent();
    }
}
