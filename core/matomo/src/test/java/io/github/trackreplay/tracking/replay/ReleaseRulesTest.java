/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.settings.LogTables;
import io.github.trackreplay.tracking.settings.Rule;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every rule that some releases of Matomo do not have, once with it and once without, seen in the rows. A test is named after its
 * {@link Rule}; sources stand there, and values of upstream's own tests where it says so.
 */
class ReleaseRulesTest {
    private static final String PAGE = "url=https%3A%2F%2Fshop.example.com%2Fa";
    private static final String CHATBOT = "&ua=Mozilla%2F5.0+AppleWebKit%2F537.36%3B+compatible%3B+ChatGPT-User%2F1.0";
    private static final Map<String, String> SIGNED = Map.of(
            "signature", "sig1=:abc=:",
            "signature-input", "sig1=(\"@authority\")",
            "signature-agent", "\"https://chatgpt.com\"");

    @TempDir
    Path home;

    private static Fixture release(String version) {
        return new Fixture().version(version);
    }

    private static String campaign(String name) {
        return "_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2F%3Futm_campaign%3D" + name;
    }

    @Test
    void everyRuleHasATestOfItsName() {
        List<String> tests = Arrays.stream(getClass().getDeclaredMethods())
                .map(method -> method.getName().toLowerCase(Locale.ROOT))
                .toList();
        for (Rule rule : Rule.values()) {
            String name = rule.name().replace("_", "").toLowerCase(Locale.ROOT);
            assertThat(tests).as(rule.name()).anyMatch(test -> test.startsWith(name));
        }
    }

    @Test
    void campaignOfRequest() {
        String request = PAGE + "&mtm_campaign=own";
        assertThat(visitOf(release("4.16.1"), request).text("referer_name")).isNull();
        assertThat(visitOf(release("5.0.0"), request).text("referer_name")).isEqualTo("own");
    }

    @Test
    void laterReferrerUrl() {
        for (String version : List.of("4.16.1", "5.0.0")) {
            Fixture fixture = release(version);
            fixture.play(fixture.page(0, "/"), fixture.page(1, "/b&urlref=https%3A%2F%2Fnews.example.org%2Fx"));
            assertThat(fixture.visit(1).text("referer_name")).isEqualTo("news.example.org");
            assertThat(fixture.visit(1).text("referer_url"))
                    .isEqualTo(version.startsWith("4") ? "" : "https://news.example.org/x");
        }
    }

    @Test
    void doNotTrackOnRequest() {
        assertThat(outcome(release("4.16.1"), PAGE, Map.of("dnt", "1"))).isEqualTo(new Excluded("do-not-track"));
        assertThat(outcome(release("5.0.0"), PAGE, Map.of("dnt", "1"))).isInstanceOf(Recorded.class);
    }

    /** Seen in the tables: the default is the reader's of the settings. */
    @Test
    void lastProxyAddress() {
        String behindProxies = "[General]\nproxy_client_headers[] = HTTP_X_FORWARDED_FOR\n";
        for (String version : List.of("4.16.1", "5.0.0")) {
            assertThat(address(version, behindProxies)).isEqualTo(version.startsWith("4") ? "203.0.0.0" : "198.51.0.0");
            assertThat(address(version, behindProxies + "proxy_ip_read_last_in_list = 0\n"))
                    .isEqualTo("203.0.0.0");
        }
    }

    private String address(String version, String ini) {
        return ReplayedRequest.of(
                version,
                home,
                ini + "[Tracker]\nrecord_statistics = 0\n",
                Map.of("x-forwarded-for", "203.0.113.7, 198.51.100.9"),
                PAGE,
                "SELECT INET_NTOA(CONV(HEX(location_ip), 16, 10)) FROM matomo_log_visit");
    }

    /** As above. */
    @Test
    void clickIds() {
        String page =
                "url=https%3A%2F%2Fshop.example.com%2Fa%3Ftwclid%3D1%26wbraid%3D2%26gbraid%3D3%26gclid%3D4%26b%3D5";
        assertThat(storedPage("4.16.1", "", page)).isEqualTo("shop.example.com/a?twclid=1&wbraid=2&gbraid=3&b=5");
        assertThat(storedPage("5.0.0", "", page)).isEqualTo("shop.example.com/a?b=5");
        assertThat(storedPage("4.16.1", "[Tracker]\nurl_query_parameter_to_exclude_from_url = \"twclid,b\"\n", page))
                .isEqualTo("shop.example.com/a?wbraid=2&gbraid=3&gclid=4");
    }

    private String storedPage(String version, String ini, String page) {
        return ReplayedRequest.of(
                version, home, ini, Map.of(), page, "SELECT name FROM matomo_log_action WHERE type = 1");
    }

    @Test
    void pageViewsBefore() {
        for (String version : List.of("4.16.1", "5.0.0")) {
            Fixture fixture = release(version);
            fixture.goal(1, "url", "thanks", "contains", false);
            fixture.play(
                    fixture.page(0, "/"),
                    fixture.page(1, "/thanks"),
                    fixture.request(2, "_id=1234567890abcdef&idgoal=0&ec_id=o1&revenue=5"));
            assertThat(fixture.tables.conversions.values())
                    .hasSize(2)
                    .allMatch(c -> c.has("pageviews_before") == version.startsWith("5"));
        }
    }

    @Test
    void normalisedLanguage() {
        assertThat(visitOf(release("5.0.2"), PAGE + "&lang=FR_ca").text("location_browser_lang"))
                .isEqualTo("xx");
        assertThat(visitOf(release("5.1.0"), PAGE + "&lang=FR_ca").text("location_browser_lang"))
                .isEqualTo("fr-ca");
    }

    @Test
    void lateResolution() {
        for (String version : List.of("5.0.2", "5.1.0")) {
            Fixture fixture = release(version);
            fixture.play(fixture.page(0, "/"), fixture.page(1, "/b&res=1280x800"));
            assertThat(fixture.visit(1).text("config_resolution"))
                    .isEqualTo(version.equals("5.1.0") ? "1280x800" : "unknown");
        }
    }

    @Test
    void decimalCommas() {
        assertThat(revenueOf(release("5.0.2"), "12,5")).isEqualByComparingTo("0");
        assertThat(revenueOf(release("5.1.0"), "12,5")).isEqualByComparingTo("12");
    }

    @Test
    void randomConfigId() {
        for (String version : List.of("5.2.0", "5.3.0")) {
            Fixture fixture = release(version).privacy("randomizeConfigId", "1");
            fixture.play(
                    fixture.request(0, "_id=1234567890abcdef&uid=anna&" + PAGE),
                    fixture.request(1, "_id=1234567890abcdef&uid=anna&" + PAGE));
            assertThat(fixture.tables.visits).hasSize(version.equals("5.3.0") ? 2 : 1);
            if (version.equals("5.3.0")) {
                assertThat(hex(fixture.visit(1), "config_id")).isNotEqualTo(hex(fixture.visit(2), "config_id"));
                assertThat(hex(fixture.visit(1), "idvisitor"))
                        .isNotEqualTo("1234567890abcdef")
                        .isNotEqualTo(hex(fixture.visit(2), "idvisitor"));
                assertThat(fixture.visit(1).text("user_id")).isEqualTo("anna");
                assertThat(fixture.visit(2).whole("visitor_count_visits", 0)).isEqualTo(1);
            }
        }
    }

    @Test
    void visitorIdInAllRows() {
        for (String version : List.of("5.3.0", "5.4.0")) {
            for (int batch : new int[] {1, 10}) {
                Fixture fixture = release(version);
                fixture.goal(1, "url", "thanks", "contains", false);
                String items = "&idgoal=0&ec_items=[[\"S\",\"N\",\"C\",1,1]]";
                fixture.play(
                        List.of(
                                fixture.request(0, "_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2Fthanks"),
                                fixture.request(1, "_id=1234567890abcdef" + items),
                                fixture.request(2, "_id=aaaaaaaaaaaaaaaa&" + PAGE),
                                fixture.request(3, "_id=bbbbbbbbbbbbbbbb&" + PAGE),
                                fixture.request(4, "_id=aaaaaaaaaaaaaaaa&" + PAGE)),
                        batch);
                String now = version.equals("5.4.0") ? "aaaaaaaaaaaaaaaa" : "1234567890abcdef";
                assertThat(fixture.tables.visits).hasSize(1);
                assertThat(hex(fixture.visit(1), "idvisitor")).isEqualTo("aaaaaaaaaaaaaaaa");
                assertThat(hex(fixture.link(1), "idvisitor")).isEqualTo(now);
                assertThat(fixture.tables.conversions.values())
                        .allMatch(c -> hex(c, "idvisitor").equals(now));
                assertThat(fixture.tables.items.values())
                        .hasSize(1)
                        .allMatch(c -> hex(c, "idvisitor").equals(now));
                assertThat(hex(fixture.link(3), "idvisitor"))
                        .isEqualTo(version.equals("5.4.0") ? "aaaaaaaaaaaaaaaa" : "bbbbbbbbbbbbbbbb");
            }
        }
    }

    @Test
    void bearerToken() {
        Map<String, String> header = Map.of("authorization", "Bearer " + Fixture.TOKEN);
        String claim = PAGE + "&cip=192.0.2.9";
        assertThat(outcome(release("5.3.0"), claim, header)).isInstanceOf(RequestOutcome.Refused.class);
        assertThat(outcome(release("5.4.0"), claim, header)).isInstanceOf(Recorded.class);
        assertThat(outcome(release("5.4.0"), claim, Map.of("authorization", "Basic " + Fixture.TOKEN)))
                .isInstanceOf(RequestOutcome.Refused.class);
    }

    /** Before 5.8 the header's goes before the URL's; the values of Matomo's own test: {@link UpstreamValuesTest}. */
    @Test
    void conflictingTokens() {
        Map<String, String> header = Map.of("authorization", "Bearer " + Fixture.TOKEN);
        String claim = PAGE + "&cip=192.0.2.9&token_auth=other";
        assertThat(outcome(release("5.7.0"), claim, header)).isInstanceOf(Recorded.class);
        assertThat(outcome(release("5.8.0"), claim, header)).isInstanceOf(RequestOutcome.Refused.class);
        assertThat(outcome(release("5.8.0"), PAGE + "&token_auth=other", header))
                .isInstanceOf(Recorded.class);
    }

    @Test
    void aiAssistants() {
        String request = PAGE + "%3Futm_campaign%3Dspring&urlref=https%3A%2F%2Fchatgpt.com%2Fc%2F1";
        assertThat(visitOf(release("5.4.0"), request).text("referer_name")).isEqualTo("spring");
        Columns visit = visitOf(release("5.5.0"), request);
        assertThat(visit.whole("referer_type", 0)).isEqualTo(8);
        assertThat(visit.text("referer_name")).isEqualTo("ChatGPT");
        assertThat(visitOf(release("5.5.0"), PAGE + "%3Futm_source%3Dchatgpt.com")
                        .whole("referer_type", 0))
                .isEqualTo(8);
        assertThat(visitOf(release("5.5.0"), PAGE + "%3Futm_source%3DChatGPT.com")
                        .whole("referer_type", 0))
                .isEqualTo(6);
    }

    @Test
    void privacyBySite() {
        for (String version : List.of("5.4.0", "5.5.0")) {
            Columns visit = visitOf(
                    release(version).privacy("ipAddressMaskLength", "2").privacy("idSite(1).ipAddressMaskLength", "1"),
                    PAGE);
            assertThat(hex(visit, "location_ip")).isEqualTo(version.equals("5.5.0") ? "c6336400" : "c6330000");
        }
    }

    @Test
    void userChangeStartsVisit() {
        for (String version : List.of("5.4.0", "5.5.0")) {
            Fixture fixture = release(version);
            fixture.play(fixture.request(0, "uid=anna&" + PAGE), fixture.request(1, "uid=bert&" + PAGE));
            fixture.play(fixture.request(2, "cid=1234567890abcdef&uid=anna&" + PAGE));
            assertThat(fixture.tables.visits).hasSize(2);
        }
        Fixture later = release("5.5.0").option("enable_userid_overwrites_visitorid", "1");
        later.play(
                later.request(0, "_id=1234567890abcdef&" + PAGE),
                later.request(1, "_id=1234567890abcdef&uid=anna&" + PAGE),
                later.request(2, "_id=1234567890abcdef&uid=bert&" + PAGE));
        assertThat(later.tables.visits).hasSize(2);
    }

    @Test
    void userIdDisabled() {
        for (String version : List.of("5.5.0", "5.6.0")) {
            Columns visit = visitOf(release(version).siteSetting("user_id_disabled"), "uid=anna&" + PAGE);
            assertThat(visit.text("user_id")).isEqualTo(version.equals("5.6.0") ? null : "anna");
        }
    }

    @Test
    void aiAgents() {
        Fixture fixture = release("5.13.0");
        fixture.play(
                fixture.request(0, "_id=1234567890abcdef&" + PAGE),
                fixture.request(1, "_id=1234567890abcdef&" + PAGE, SIGNED),
                fixture.request(2, "_id=1234567890abcdef&" + PAGE, SIGNED),
                fixture.request(3, "_id=1234567890abcdef&ua=X+agent-novaact%2F1&" + PAGE));
        assertThat(fixture.tables.visits).hasSize(3);
        assertThat(fixture.visit(1).text("ai_agent_name")).isNull();
        assertThat(fixture.visit(2).text("ai_agent_name")).isEqualTo("ChatGPT");
        assertThat(fixture.visit(3).text("ai_agent_name")).isEqualTo("NovaAct");
        Fixture before = release("5.5.0");
        before.play(
                before.request(0, "_id=1234567890abcdef&" + PAGE),
                before.request(1, "_id=1234567890abcdef&" + PAGE, SIGNED));
        assertThat(before.tables.visits).hasSize(1);
        assertThat(before.visit(1).has("ai_agent_name")).isFalse();
    }

    @Test
    void aiAgentsAreSignedByParametersBeforeHeaders() {
        String signed = "ai_s=x&ai_si=y&ai_sa=%22https%3A%2F%2Fchatgpt.com%22&" + PAGE;
        assertThat(visitOf(release("5.13.0"), signed).text("ai_agent_name")).isEqualTo("ChatGPT");
        assertThat(visitOf(release("5.13.0"), signed.replace("%22", "")).text("ai_agent_name"))
                .isNull();
        Fixture empty = release("5.13.0");
        empty.play(empty.request(0, "ai_s=&" + PAGE, SIGNED));
        assertThat(empty.visit(1).text("ai_agent_name")).isNull();
    }

    @Test
    void aiAgentsNeedTheirColumnAndAPluginThatNobodySwitchedOff() {
        Fixture noColumn = release("5.13.0").with(LogTables.Optional.BOT_REQUESTS);
        noColumn.play(noColumn.request(0, PAGE, SIGNED));
        assertThat(noColumn.visit(1).has("ai_agent_name")).isFalse();
        Fixture off = release("5.13.0").plugins("Goals").installed("Goals", "AIAgents");
        off.play(off.request(0, PAGE, SIGNED));
        assertThat(off.visit(1).has("ai_agent_name")).isFalse();
    }

    @Test
    void failuresOfPlausibleRequests() {
        assertThat(failures("5.5.0", "idsite=99x")).hasSize(1);
        assertThat(failures("5.6.0", "idsite=99x")).isEmpty();
        assertThat(failures("5.6.0", "idsite=99")).hasSize(1);
        assertThat(failures("5.5.0", "cip=192.0.2.1&token_auth=no")).hasSize(1);
        assertThat(failures("5.6.0", "cip=192.0.2.1&token_auth=no")).isEmpty();
        assertThat(failures("5.6.0", "cip=192.0.2.1&token_auth=" + "a".repeat(32)))
                .hasSize(1);
        assertThat(failures("5.6.0", "cip=192.0.2.1")).hasSize(1);
    }

    @Test
    void cnilPolicy() {
        String request = "uid=anna&_pk=1&" + PAGE + "%3Futm_campaign%3Dspring&urlref=https%3A%2F%2Fa.example%2Fb%3Fc";
        Columns before = visitOf(release("5.6.0").cnil(), request);
        assertThat(before.text("user_id")).isEqualTo("anna");
        for (Fixture fixture :
                List.of(release("5.13.0").cnil(), release("5.13.0").siteSetting("cnil_v1_policy_enabled"))) {
            fixture.privacy("ipAnonymizerEnabled", "0").privacy("ipAddressMaskLength", "1");
            Columns visit = visitOf(fixture, request);
            assertThat(visit.text("user_id")).isNull();
            assertThat(visit.text("referer_name")).isEqualTo("__discarded_by_policy__");
            assertThat(visit.text("referer_url")).isEqualTo("https://a.example/");
            assertThat(hex(visit, "location_ip")).isEqualTo("c6330000");
        }
    }

    @Test
    void maskedCampaigns() {
        for (String version : List.of("5.8.0", "5.9.0")) {
            Fixture fixture = release(version).siteSetting("campaign_parameter_values_masked");
            fixture.goal(1, "url", "thanks", "contains", false);
            fixture.play(fixture.request(0, campaign("spring")), fixture.page(1, "/thanks"));
            String name = version.equals("5.9.0") ? "__discarded_by_policy__" : "spring";
            assertThat(fixture.visit(1).whole("referer_type", 0)).isEqualTo(6);
            assertThat(fixture.visit(1).text("referer_name")).isEqualTo(name);
            assertThat(fixture.tables.conversions.values())
                    .hasSize(1)
                    .allMatch(c -> name.equals(c.text("referer_name")));
        }
    }

    @Test
    void botRequests() {
        Fixture before = release("5.6.0");
        before.play(before.request(0, PAGE + "&recMode=1"));
        assertThat(before.tables.visits).hasSize(1);
        Fixture fixture = release("5.13.0");
        List<RequestOutcome> outcomes = fixture.play(fixture.request(
                0, PAGE + "%3Fgclid%3D1&recMode=1&http_status=200&bw_bytes=9&pf_srv=-1&source=cdn" + CHATBOT));
        assertThat(outcomes.get(0)).isInstanceOf(Recorded.class);
        assertThat(fixture.tables.visits).isEmpty();
        Columns row = fixture.tables.botRequests.get(0);
        assertThat(row.text("bot_name")).isEqualTo("ChatGPT-User");
        assertThat(row.whole("http_status_code", 0)).isEqualTo(200);
        assertThat(row.whole("response_size_bytes", 0)).isEqualTo(9);
        assertThat(row.get("response_time_ms")).isEqualTo(Value.NULL);
        assertThat(row.text("source")).isEqualTo("cdn");
        assertThat(fixture.tables.actions.get(1L).name().name()).isEqualTo("shop.example.com/a");
    }

    @Test
    void botRequestsGoByTheModeAsPhpCastsIt() {
        assertThat(bots("1abc", CHATBOT)).isEqualTo("bot");
        assertThat(bots("2.9", CHATBOT)).isEqualTo("bot");
        assertThat(bots("%201", CHATBOT)).isEqualTo("bot");
        assertThat(bots("2", "")).isEqualTo("visit");
        assertThat(bots("0", CHATBOT)).isEqualTo("visit");
        assertThat(bots("", CHATBOT)).isEqualTo("visit");
        assertThat(bots("1", "")).isEqualTo("nothing");
        assertThat(bots("3", CHATBOT)).isEqualTo("nothing");
        assertThat(bots("-1", CHATBOT)).isEqualTo("nothing");
        assertThat(bots("true", CHATBOT)).isEqualTo("nothing");
        assertThat(bots("1", "&ua=Googlebot%2F2.1")).isEqualTo("nothing");
        Fixture list = release("5.13.0");
        list.play(list.request(0, PAGE + "&recMode[]=x" + CHATBOT));
        assertThat(list.tables.botRequests).hasSize(1);
    }

    @Test
    void botRequestsThatAStrictDatabaseRefusesMakeNoRow() {
        Fixture strict = release("5.13.0").strict();
        assertThat(strict.play(strict.request(0, PAGE + "&recMode=1&http_status=70000" + CHATBOT)))
                .containsExactly(new Excluded("bot-value-does-not-fit"));
        assertThat(strict.tables.botRequests).isEmpty();
        assertThat(strict.tables.actions).hasSize(1);
        Fixture lenient = release("5.13.0");
        lenient.play(lenient.request(0, PAGE + "&recMode=1&http_status=70000" + CHATBOT));
        assertThat(lenient.tables.botRequests.get(0).whole("http_status_code", 0))
                .isEqualTo(65_535);
    }

    @Test
    void aiChatbot() {
        for (String version : List.of("5.7.0", "5.8.0")) {
            Fixture fixture = release(version);
            fixture.play(fixture.request(0, PAGE + "&recMode=1" + CHATBOT));
            assertThat(fixture.tables.botRequests.get(0).text("bot_type"))
                    .isEqualTo(version.equals("5.8.0") ? "ai_chatbot" : "ai_assistant");
        }
    }

    @Test
    void notebookLm() {
        assertThat(botName("5.8.0", "Google-NotebookLM")).isNull();
        assertThat(botName("5.9.0", "Google-NotebookLM")).isEqualTo("Google-NotebookLM");
    }

    @Test
    void geminiNotebook() {
        assertThat(botName("5.12.0", "google-gemininotebook")).isNull();
        assertThat(botName("5.13.0", "google-gemininotebook")).isEqualTo("Google-NotebookLM");
    }

    @Test
    void allExcludedUserAgents() {
        for (String version : List.of("5.6.0", "5.7.0")) {
            Fixture fixture = release(version);
            fixture.userAgents = List.of("/^never$/", "/^ev.l$/");
            assertThat(fixture.play(fixture.request(0, "ua=evil&" + PAGE)).get(0))
                    .isEqualTo(version.equals("5.7.0") ? new Excluded("excluded-user-agent") : new Recorded());
        }
    }

    @Test
    void moneyLimit() {
        assertThat(revenueOf(release("5.11.0"), "1000000000001")).isNotNull();
        assertThat(revenueOf(release("5.12.0"), "1000000000001")).isNull();
        assertThat(revenueOf(release("5.12.0"), "-1e309")).isNull();
        assertThat(revenueOf(release("5.12.0"), "1000000000000.01")).isNull();
        assertThat(revenueOf(release("5.12.0"), "1000000000000")).isEqualByComparingTo("1e12");
        Fixture fixture = release("5.12.0");
        fixture.play(fixture.request(0, "idgoal=0&ec_id=a&ec_items=[[\"S\",\"N\",\"C\",1.1e12,2]]&ec_tx=2e12&ec_sh=1"));
        Columns order = fixture.tables.conversions.values().iterator().next();
        assertThat(order.has("revenue_tax")).isFalse();
        assertThat(order.has("revenue_shipping")).isTrue();
        assertThat(((Value.Real) fixture.tables.items.values().iterator().next().get("price")).number())
                .isEqualByComparingTo(BigDecimal.ZERO);
    }

    @Test
    void moneyLimitIsAskedOfAnItemsPriceBeforeItsDigitsAreCut() {
        assertThat(priceOf(release("5.11.0"), "\"1000000000000.01\"")).isEqualByComparingTo("1e12");
        assertThat(priceOf(release("5.12.0"), "\"1000000000000.01\"")).isEqualByComparingTo("0");
        assertThat(priceOf(release("5.12.0"), "\"-1000000000000.01\"")).isEqualByComparingTo("0");
        assertThat(priceOf(release("5.12.0"), "1000000000000")).isEqualByComparingTo("1e12");
    }

    private static BigDecimal priceOf(Fixture fixture, String price) {
        fixture.play(fixture.request(0, "idgoal=0&ec_id=a&revenue=1&ec_items=[[\"S\",\"N\",\"C\"," + price + ",2]]"));
        return ((Value.Real) fixture.tables.items.values().iterator().next().get("price")).number();
    }

    private static String bots(String mode, String userAgent) {
        Fixture fixture = release("5.13.0");
        fixture.play(fixture.request(0, PAGE + "&bots=1&recMode=" + mode + userAgent));
        if (!fixture.tables.botRequests.isEmpty()) {
            return "bot";
        }
        return fixture.tables.visits.isEmpty() ? "nothing" : "visit";
    }

    /** What the changes make of the rows: {@code PageTimeTest}. */
    @Test
    void pageViewTime() {
        Fixture before = release("5.13.0");
        before.play(before.request(0, PAGE + "&pv_id=abc123"));
        assertThat(before.tables.pageTimes).isEmpty();
        Fixture fixture = release("6.0.0-b2");
        fixture.play(fixture.request(0, PAGE + "&pv_id=abc123"));
        assertThat(fixture.tables.pageTimes).hasSize(2);
        Fixture without = release("6.0.0-b2").with();
        without.play(without.request(0, PAGE + "&pv_id=abc123"));
        assertThat(without.tables.pageTimes).isEmpty();
    }

    private static String botName(String version, String userAgent) {
        Fixture fixture = release(version);
        fixture.play(fixture.request(0, PAGE + "&recMode=1&ua=" + userAgent));
        return fixture.tables.botRequests.isEmpty()
                ? null
                : fixture.tables.botRequests.get(0).text("bot_name");
    }

    private static List<Change> failures(String version, String query) {
        Fixture fixture = release(version);
        fixture.play(located(fixture, query));
        return fixture.tables.others.stream()
                .filter(Change.RecordFailure.class::isInstance)
                .toList();
    }

    /** The later of two parameters of one name counts. */
    private static LocatedRequest located(Fixture fixture, String query) {
        return fixture.request(0, PAGE + "&" + query);
    }

    private static Columns visitOf(Fixture fixture, String query) {
        fixture.play(fixture.request(0, query));
        return fixture.visit(1);
    }

    private static RequestOutcome outcome(Fixture fixture, String query, Map<String, String> headers) {
        return fixture.play(fixture.request(0, query, headers)).get(0);
    }

    private static BigDecimal revenueOf(Fixture fixture, String revenue) {
        fixture.play(fixture.request(0, "idgoal=0&ec_id=o1&revenue=" + revenue));
        Columns order = fixture.tables.conversions.values().iterator().next();
        return order.get("revenue") instanceof Value.Real real ? real.number() : null;
    }

    private static String hex(Columns row, String column) {
        return row.get(column) instanceof Value.Bytes bytes ? HexFormat.of().formatHex(bytes.bytes()) : null;
    }
}
