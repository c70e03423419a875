/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.settings.PrivacySettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** As {@link UpstreamValuesTest}, of privacy options and of what is left out. */
class UpstreamPrivacyTest {
    private static final String PAGE = "url=https%3A%2F%2Fshop.example.com%2Fa";

    private static Fixture newest() {
        return new Fixture().version("5.13.0");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Counts after both of Matomo's settings of its test: without and with the rule's option, for all sites or one. */
    @Test
    void randomConfigId() {
        assertCounts(newest(), 4, 14, 1, 1);
        assertCounts(newest().privacy("randomizeConfigId", "1"), 17, 14, 2, 3);
        assertCounts(newest().privacy("idSite(1).randomizeConfigId", "1"), 17, 14, 2, 3);
        assertCounts(newest().privacy("idSite(2).randomizeConfigId", "1"), 4, 14, 1, 1);
    }

    private static void assertCounts(Fixture fixture, int visits, int links, int users, int visitors) {
        List<LocatedRequest> requests = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            requests.add(fixture.request(60L * i, "_id=000000000000000a&" + PAGE));
        }
        for (int i = 1; i <= 3; i++) {
            String visitor = "_id=00000000000000b" + i + "&" + PAGE;
            requests.add(fixture.request(3600 + 60L * i, visitor));
            requests.add(fixture.request(3601 + 60L * i, visitor + "&link=https%3A%2F%2Fexample.com%2F" + i + "1"));
            requests.add(fixture.request(3602 + 60L * i, visitor + "&link=https%3A%2F%2Fexample.com%2F" + i + "2"));
        }
        for (int i = 1; i <= 2; i++) {
            requests.add(fixture.request(7200 + 60L * i, "_id=000000000000000c&uid=foobar&" + PAGE));
        }
        requests.add(fixture.request(10_800, "_id=000000000000000d&" + PAGE));
        for (int i = 1; i <= 3; i++) {
            String order = "&idgoal=0&ec_st=7&ec_tx=2&ec_sh=1&ec_dt=0&ec_id=o" + i + "&revenue=" + 10 * i;
            requests.add(fixture.request(10_800 + i, "_id=000000000000000d&" + PAGE + order));
        }
        fixture.now = Fixture.NOON + 4 * 3600;
        fixture.play(requests, 5);
        assertThat(fixture.tables.visits).hasSize(visits);
        assertThat(fixture.tables.links).hasSize(links);
        assertThat(fixture.tables.visits.values().stream().map(visit -> visit.text("user_id")))
                .filteredOn(Objects::nonNull)
                .hasSize(users);
        assertThat(fixture.tables.conversions).hasSize(3);
        assertThat(fixture.tables.conversions.values().stream()
                        .map(row -> row.get("idvisitor"))
                        .distinct())
                .hasSize(visitors);
    }

    @Test
    void privacyBySite() {
        Fixture none = newest();
        assertThat(privacy(none).addresses().ipMaskLength()).isEqualTo(2);
        assertThat(privacy(none).anonymizeReferrer()).isEmpty();
        assertThat(privacy(none).ids().randomizeConfigId()).isFalse();
        assertThat(privacy(newest().privacy("ipAddressMaskLength", "232"))
                        .addresses()
                        .ipMaskLength())
                .isEqualTo(232);
        assertThat(privacy(newest().privacy("idSite(1).ipAddressMaskLength", "345"))
                        .addresses()
                        .ipMaskLength())
                .isEqualTo(345);
        Fixture mask = newest().privacy("ipAddressMaskLength", "3");
        assertThat(privacy(mask).addresses().ipMaskLength()).isEqualTo(3);
        assertThat(privacy(mask.privacy("idSite(1).ipAddressMaskLength", "1"))
                        .addresses()
                        .ipMaskLength())
                .isEqualTo(1);
        Fixture referrer = newest().privacy("anonymizeReferrer", "exclude_path");
        assertThat(privacy(referrer).anonymizeReferrer()).isEqualTo("exclude_path");
        assertThat(privacy(referrer.privacy("idSite(1).anonymizeReferrer", "exclude_query"))
                        .anonymizeReferrer())
                .isEqualTo("exclude_query");
        assertThat(privacy(newest().privacy("ipAnonymizerEnabled", "0"))
                        .addresses()
                        .anonymizeIp())
                .isFalse();
        assertThat(privacy(newest().privacy("randomizeConfigId", "1")).ids().randomizeConfigId())
                .isTrue();
    }

    private static PrivacySettings privacy(Fixture fixture) {
        return fixture.settings().privacy(1);
    }

    @Test
    void cnilPolicy() {
        PrivacySettings all = newest().cnil().settings().privacy();
        assertThat(all.addresses().anonymizeIp()).isTrue();
        assertThat(all.addresses().ipMaskLength()).isEqualTo(2);
        assertThat(all.anonymizeReferrer()).isEqualTo("exclude_path");
        for (String site : List.of("", "idSite(1).")) {
            assertThat(privacy(newest().cnil().privacy(site + "ipAnonymizerEnabled", "0"))
                            .addresses()
                            .anonymizeIp())
                    .isTrue();
            Map.of("1", 2, "3", 3)
                    .forEach((set, expected) -> assertThat(
                                    privacy(newest().cnil().privacy(site + "ipAddressMaskLength", set))
                                            .addresses()
                                            .ipMaskLength())
                            .isEqualTo(expected));
            Map.of("exclude_query", "exclude_path", "exclude_all", "exclude_all")
                    .forEach((set, expected) -> assertThat(
                                    privacy(newest().cnil().privacy(site + "anonymizeReferrer", set))
                                            .anonymizeReferrer())
                            .isEqualTo(expected));
        }
    }

    private static RequestOutcome ofUserAgent(String excluded, String userAgent) {
        Fixture fixture = newest();
        fixture.userAgents = List.of(excluded.split(","));
        return fixture.play(fixture.request(0, PAGE + "&bots=1&ua=" + encoded(userAgent)))
                .get(0);
    }

    @Test
    void allExcludedUserAgents() {
        String slurp = "Mozilla/5.0 (compatible; Yahoo! Slurp/3.0; http://help.yahoo.com/help/us/ysearch/slurp)";
        Map<String, List<String>> out = Map.of(
                "mozilla", List.of("this has mozilla in it"),
                "cHrOmE,notinthere,&^%", List.of("chrome is here", "CHROME is here", "12&^%345"),
                "/bot|spider|crawl|scanner/i",
                        List.of(
                                "Mozilla/5.0 (compatible; SISTRIX Crawler; http://crawler.sistrix.net/)",
                                "Googlebot/2.1 (+http://www.google.com/bot.html)",
                                "Mozilla/5.0 (compatible; adscanner/)",
                                "Baiduspider+(+http://www.baidu.com/search/spider.htm)"),
                "/google|yahoo/",
                        List.of("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", slurp),
                "/doesnotmatch/,/TargetBot/i",
                        List.of("Mozilla/5.0 (compatible; TargetBot/1.0; +http://example.org/bot)"));
        out.forEach((excluded, agents) -> agents.forEach(agent -> assertThat(ofUserAgent(excluded, agent))
                .as(agent)
                .isEqualTo(new RequestOutcome.Excluded("excluded-user-agent"))));
        Map<String, List<String>> in = Map.of(
                "mozilla", List.of("this doesn't", "partial presence: mozi"),
                "cHrOmE,notinthere,&^%", List.of("sfasdf"),
                "/bot|spider|crawl|scanner/i",
                        List.of(
                                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                                        + " Chrome/79.0.3945.88 Safari/537.36",
                                "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko"),
                "/google|yahoo/", List.of("Googlebot-Image/1.0", "Yahoo! Slurp China"),
                "/doesnotmatch/,/TargetBot/i",
                        List.of("Mozilla/5.0 (compatible; OtherBot/1.0; +http://example.org/bot)"),
                "/Mozilla/5.0/i)",
                        List.of(
                                slurp,
                                "Wget/1.13.4 (linux-gnu)",
                                "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"));
        in.forEach((excluded, agents) -> agents.forEach(
                agent -> assertThat(ofUserAgent(excluded, agent)).as(agent).isEqualTo(new Recorded())));
    }

    @Test
    void maskedCampaigns() {
        for (Fixture masked : List.of(
                newest().siteSetting("campaign_parameter_values_masked"),
                newest().siteSetting("cnil_v1_policy_enabled"))) {
            Columns visit = campaign(masked);
            assertThat(visit.text("referer_name")).isEqualTo("__discarded_by_policy__");
            assertThat(visit.text("referer_keyword")).isEqualTo("__discarded_by_policy__");
        }
        Columns plain = campaign(newest());
        assertThat(plain.text("referer_name")).isEqualTo("spring sale");
        assertThat(plain.text("referer_keyword")).isEqualTo("running shoes");
    }

    /** A visit of two pages, a minute apart, of which the first one names a campaign. */
    private static Columns campaign(Fixture fixture) {
        String landing = "https://shop.example.com/landing?pk_campaign=spring+sale&pk_kwd=running+shoes";
        fixture.play(
                fixture.request(0, "_id=1234567890abcdef&url=" + encoded(landing)),
                fixture.request(60, "_id=1234567890abcdef&url=" + encoded("https://shop.example.com/basket")));
        assertThat(fixture.tables.visits).hasSize(1);
        return fixture.visit(1);
    }
}
