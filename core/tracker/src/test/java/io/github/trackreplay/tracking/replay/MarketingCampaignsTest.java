/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.plugins.campaigns.CampaignRule;
import io.github.trackreplay.tracking.plugins.campaigns.MarketingCampaigns;
import io.github.trackreplay.tracking.settings.PrivacySettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plugin MarketingCampaignsReporting, seen in the rows. Whole logs are compared in {@code GoldenTest}. */
class MarketingCampaignsTest {
    private static final String PLUGIN = MarketingCampaigns.NAME;

    private static Fixture release(String version) {
        Fixture fixture = new Fixture().setting("version_" + PLUGIN, version);
        MarketingCampaigns.COLUMNS.forEach(
                column -> fixture.columns("log_visit." + column, "log_conversion." + column));
        return fixture;
    }

    private static LocatedRequest page(Fixture fixture, long seconds, String url, String more) {
        String encoded = URLEncoder.encode("https://shop.example.com/" + url, StandardCharsets.UTF_8);
        return fixture.request(seconds, "_id=1234567890abcdef&url=" + encoded + more);
    }

    private static Columns visit(Fixture fixture, String url) {
        assertThat(fixture.play(page(fixture, 0, url, ""))).containsExactly(new Recorded());
        return fixture.visit(1);
    }

    private static Columns conversion(Fixture fixture) {
        return fixture.tables.conversions.values().iterator().next();
    }

    @ParameterizedTest
    @CsvSource({
        "campaign_name, mtm_campaign matomo_campaign mtm_cpn pk_campaign piwik_campaign pk_cpn utm_campaign",
        "campaign_keyword, mtm_keyword matomo_kwd mtm_kwd pk_keyword piwik_kwd pk_kwd utm_term",
        "campaign_source, mtm_source pk_source utm_source",
        "campaign_medium, mtm_medium pk_medium utm_medium",
        "campaign_content, mtm_content pk_content utm_content",
        "campaign_id, mtm_cid pk_cid utm_id mtm_clid",
        "campaign_group, mtm_group pk_group",
        "campaign_placement, mtm_placement pk_placement"
    })
    void everyDefaultParameterFillsItsColumnAndTheFirstOfThemCounts(String column, String parameters) {
        String all = "";
        for (String parameter : parameters.split(" ")) {
            Columns visit = visit(release("5.0.2"), "a?" + parameter + "=spring");
            assertThat(visit.text(column)).as(parameter).isEqualTo("spring");
            assertThat(visit.whole("referer_type", 0)).isEqualTo(6);
            all = "&" + parameter + "=" + parameter + all;
        }
        assertThat(visit(release("5.0.2"), "a?" + all.substring(1)).text(column))
                .isEqualTo(parameters.split(" ")[0]);
    }

    @Test
    void theReferrerOfANewVisitIsItsCampaign() {
        Fixture fixture = release("5.0.2").goal(1, "url", "/a", "contains", false);
        Columns visit = visit(fixture, "a?mtm_campaign=Spring+Sale&mtm_kwd=Red&pk_source=News&utm_medium=0");

        assertThat(visit.text("referer_name")).isEqualTo("spring sale");
        assertThat(visit.text("referer_keyword")).isEqualTo("red");
        assertThat(visit.text("campaign_source")).isEqualTo("news");
        assertThat(visit.text("campaign_medium")).isNull();
        assertThat(visit.has("campaign_medium")).isTrue();
        assertThat(conversion(fixture).text("campaign_name")).isEqualTo("spring sale");
        assertThat(conversion(fixture).text("campaign_source")).isEqualTo("news");
    }

    @Test
    void theFragmentComesBeforeTheQueryAndAPathInItMayHaveItsOwn() {
        assertThat(visit(release("5.0.2"), "a?mtm_source=query#mtm_source=fragment")
                        .text("campaign_source"))
                .isEqualTo("fragment");
        assertThat(visit(release("5.0.2"), "a?mtm_source=query#/x?mtm_source=path")
                        .text("campaign_source"))
                .isEqualTo("path");
        assertThat(visit(release("5.0.2"), "a?mtm_source=query#top").text("campaign_source"))
                .isEqualTo("query");
    }

    @Test
    void aCampaignThatOnlyMatomoFindsIsTakenOver() {
        Fixture fixture = release("5.0.2");
        fixture.play(page(fixture, 0, "a", "&mtm_campaign=Own&mtm_kwd=word"));

        assertThat(fixture.visit(1).text("campaign_name")).isEqualTo("own");
        assertThat(fixture.visit(1).text("campaign_keyword")).isEqualTo("word");
    }

    @Test
    void anotherCampaignStartsANewVisitWhateverItsColumn() {
        Fixture fixture = release("5.0.2");
        fixture.play(
                page(fixture, 0, "a", ""),
                page(fixture, 10, "a?pk_placement=top", ""),
                page(fixture, 20, "b?pk_placement=TOP", ""),
                page(fixture, 30, "b", ""),
                page(fixture, 40, "b?pk_placement=top&pk_group=g", ""));

        assertThat(fixture.tables.visits).hasSize(3);
        assertThat(fixture.visit(2).whole("visit_total_actions", 0)).isEqualTo(3);
        assertThat(fixture.visit(3).text("campaign_group")).isEqualTo("g");
    }

    @Test
    void whereACampaignStartsNoVisitAConversionHasItAllTheSame() {
        Fixture fixture = release("5.0.2")
                .option("create_new_visit_when_campaign_changes", "0")
                .goal(1, "url", "/b", "contains", false);
        fixture.play(page(fixture, 0, "a", ""), page(fixture, 10, "b?mtm_source=late", ""));

        assertThat(fixture.tables.visits).hasSize(1);
        assertThat(fixture.visit(1).text("campaign_source")).isNull();
        assertThat(conversion(fixture).text("campaign_source")).isEqualTo("late");
    }

    @Test
    void itsParametersAreLeftOutOfUrls() {
        Fixture fixture = release("5.0.2");
        fixture.play(page(fixture, 0, "a?MTM_Placement=x&mtm_clid=y&pk_source=z&keep=1", ""));

        assertThat(fixture.tables.actions.toString()).contains("shop.example.com/a?keep=1");
    }

    /** Names of upstream's {@code ForceNewVisitTest}. */
    @Test
    void namesOfParametersInTheConfigurationReplaceItsOwn() {
        Fixture fixture = release("5.0.2")
                .configured(PLUGIN, "campaign_name", "pk_campaign, custom_name_parameter")
                .configured(PLUGIN, "campaign_keyword", "pk_keyword,custom_keyword_parameter");
        fixture.play(
                page(fixture, 0, "?pk_campaign=custom+name&pk_keyword=custom+keyword", ""),
                page(fixture, 1, "?custom_name_parameter=new+name&custom_keyword_parameter=new+keyword", ""),
                page(fixture, 2, "?mtm_campaign=mine", ""));

        assertThat(fixture.visit(1).text("campaign_name")).isEqualTo("custom name");
        assertThat(fixture.visit(2).text("campaign_name")).isEqualTo("new name");
        assertThat(fixture.visit(2).text("referer_keyword")).isEqualTo("new keyword");
        assertThat(fixture.visit(3).text("campaign_name")).isEqualTo("mine"); // Matomo's own find
    }

    @Test
    void aValueThatItsColumnDoesNotHoldRefusesTheVisitOnAStrictServerOnly() {
        String url = "a?mtm_placement=" + "y".repeat(300);
        Fixture strict = release("5.0.2").strict();
        assertThat(strict.play(page(strict, 0, url, "")).get(0))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.detail()).contains("campaign_placement"));
        assertThat(strict.tables.visits).isEmpty();

        assertThat(visit(release("5.0.2"), url).text("campaign_placement")).isEqualTo("y".repeat(100));
    }

    @Test
    void aCharacterThatIsCutInTwoRefusesTheVisitOnAStrictServer() {
        String url = "a?mtm_source=" + "y".repeat(249) + "%C3%BC";
        Fixture strict = release("5.0.2").strict();
        assertThat(strict.play(page(strict, 0, url, "")).get(0)).isInstanceOf(Refused.class);
    }

    @Test
    void aParameterThatIsAListIsRefusedAsPhpStops() {
        Fixture fixture = release("5.0.2");
        assertThat(fixture.play(page(fixture, 0, "a?mtm_source[]=x", "")).get(0))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo("array-parameter"));
    }

    @Test
    void itTakesNoPartWhereItIsNotActiveOrItsColumnsAreMissing() {
        assertThat(visit(release("5.0.2").plugins("Goals"), "a?mtm_placement=x").has("campaign_placement"))
                .isFalse();
        Fixture without = new Fixture().setting("version_" + PLUGIN, "5.0.2");
        assertThat(visit(without, "a?mtm_placement=x").has("campaign_placement"))
                .isFalse();
    }

    // What releases differ in

    @Test
    void everyRuleHasATestOfItsName() {
        List<String> tests = Arrays.stream(getClass().getDeclaredMethods())
                .map(method -> method.getName().toLowerCase(Locale.ROOT))
                .toList();
        for (CampaignRule rule : CampaignRule.values()) {
            assertThat(tests).contains(rule.name().replace("_", "").toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void siteOption() {
        for (String version : List.of("4.1.1", "4.1.2")) {
            Fixture fixture = release(version).siteOption("create_new_visit_when_campaign_changes", "0");
            fixture.play(page(fixture, 0, "a", ""), page(fixture, 10, "b?pk_group=g", ""));
            assertThat(fixture.tables.visits).hasSize(version.equals("4.1.1") ? 2 : 1);
        }
    }

    @Test
    void clickId() {
        assertThat(visit(release("4.1.3"), "a?mtm_clid=AbC").text("campaign_id"))
                .isNull();
        assertThat(visit(release("5.0.0-b1"), "a?mtm_clid=AbC").text("campaign_id"))
                .isEqualTo("AbC");
    }

    @Test
    void retainedCase() {
        assertThat(visit(release("5.0.4"), "a?mtm_source=News").text("campaign_source"))
                .isEqualTo("news");
        assertThat(visit(release("5.1.0"), "a?mtm_source=News").text("campaign_source"))
                .isEqualTo("News");
        Fixture lower = release("5.1.0").configured(PLUGIN, "doNotChangeCaseOfUtmParameters", "0");
        assertThat(visit(lower, "a?mtm_source=News").text("campaign_source")).isEqualTo("news");
    }

    @Test
    void aCampaignWithCapitalsIsCreditedInLowerCase() {
        Fixture fixture = release("5.1.0").goal(1, "url", "/a", "contains", false);
        assertThat(visit(fixture, "a?mtm_campaign=News").text("referer_name")).isEqualTo("News");
        assertThat(conversion(fixture).text("referer_name")).isEqualTo("news");
        assertThat(conversion(fixture).text("campaign_name")).isEqualTo("News");
    }

    @Test
    void assistantIsNoCampaign() {
        Columns before = visit(release("5.1.2").version("5.5.0"), "a?utm_source=chatgpt.com");
        assertThat(before.text("campaign_source")).isEqualTo("chatgpt.com");
        assertThat(before.whole("referer_type", 0)).isEqualTo(6);
        Columns since = visit(release("5.1.3").version("5.5.0"), "a?utm_source=chatgpt.com");
        assertThat(since.text("campaign_source")).isNull();
        assertThat(since.whole("referer_type", 0)).isEqualTo(8);
    }

    /** {@code testTrackingAIAssistantDoesNotForceNewVisit} and {@code testCampaignAfterAIAssistantForcesNewVisit}. */
    @Test
    void assistantStartsNoVisit() {
        for (String version : List.of("5.1.3", "5.1.4")) {
            Fixture fixture = release(version).version("5.5.0");
            fixture.play(
                    page(fixture, 0, "?utm_source=chatgpt.com", "&urlref=https%3A%2F%2Fchatgpt.com"),
                    page(fixture, 180, "?utm_source=chatgpt.com", ""));
            assertThat(fixture.tables.visits).hasSize(version.equals("5.1.3") ? 2 : 1);
            int before = fixture.tables.visits.size();
            fixture.play(page(fixture, 190, "?pk_campaign=custom+name", ""));
            assertThat(fixture.tables.visits).hasSize(before + 1);
        }
    }

    @Test
    void masked() {
        for (String version : List.of("5.1.7", "5.2.0")) {
            Fixture fixture = release(version).version("5.9.0").siteSetting(PrivacySettings.CAMPAIGNS_MASKED);
            Columns visit = visit(fixture, "a?mtm_source=secret");
            boolean masks = version.equals("5.2.0");
            assertThat(visit.text("campaign_source")).isEqualTo(masks ? "__discarded_by_policy__" : "secret");
            assertThat(visit.text("campaign_placement")).isEqualTo(masks ? "__discarded_by_policy__" : null);
        }
    }

    /** {@code testTrackingWithSameParametersDoesNotForceNewVisitWhenCampaignValuesAreMasked}. */
    @Test
    void theSameMaskedCampaignStartsNoVisit() {
        Fixture fixture = release("5.2.0").version("5.9.0").siteSetting(PrivacySettings.CAMPAIGNS_MASKED);
        fixture.play(
                page(fixture, 0, "?pk_campaign=n&pk_group=g", ""), page(fixture, 9, "b?pk_campaign=n&pk_group=g", ""));
        assertThat(fixture.tables.visits).hasSize(1);
    }

    @Test
    void attributionLast() {
        for (String version : List.of("5.2.0", "5.2.1")) {
            Fixture fixture = release(version).goal(1, "url", "/a", "contains", false);
            fixture.play(page(fixture, 0, "a", "&_rcn=Before&_rck=word"));
            boolean has = version.equals("5.2.1");
            assertThat(conversion(fixture).text("campaign_name")).isEqualTo(has ? "Before" : null);
            assertThat(conversion(fixture).text("campaign_keyword")).isEqualTo(has ? "word" : null);
        }
    }

    @Test
    void attributionFirst() {
        for (String version : List.of("5.2.1", "5.2.2")) {
            Fixture fixture = release(version).goal(1, "url", "/a", "contains", false);
            fixture.play(page(fixture, 0, "a?mtm_campaign=now&mtm_source=s", "&_rcn=before"));
            assertThat(conversion(fixture).text("campaign_name")).isEqualTo(version.equals("5.2.2") ? "before" : "now");
            assertThat(conversion(fixture).text("campaign_source")).isEqualTo("s");
        }
    }
}
