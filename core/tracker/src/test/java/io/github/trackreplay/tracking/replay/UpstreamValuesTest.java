/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.Value;
import io.github.trackreplay.tracking.settings.Rule;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The values of Matomo's own tests of the rules that came with 5.3 and later, given to ours. A test is named after its {@link
 * Rule}; {@link Rule#upstreamTests} names Matomo's. Others: {@link UpstreamPrivacyTest}, {@link UpstreamVisitorsTest}.
 */
class UpstreamValuesTest {
    private static final String PAGE = "url=https%3A%2F%2Fshop.example.com%2Fa";
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.7339.16 Safari/537.36";

    private static Fixture newest() {
        return new Fixture().version("5.13.0");
    }

    @Test
    void everyRuleThatNamesTestsOfMatomosHasOneOfItsName() {
        List<String> tests = Stream.of(getClass(), UpstreamPrivacyTest.class, UpstreamVisitorsTest.class)
                .flatMap(tested -> Arrays.stream(tested.getDeclaredMethods()))
                .map(method -> method.getName().toLowerCase(Locale.ROOT))
                .toList();
        for (Rule rule : Rule.values()) {
            String name = rule.name().replace("_", "").toLowerCase(Locale.ROOT);
            boolean inTables = rule == Rule.PAGE_VIEW_TIME; // its values are rows: PageTimeTest
            if (!rule.upstreamTests().isEmpty() && !inTables) {
                assertThat(tests).as(rule.name()).contains(name);
            }
            assertThat(rule.verified() == Rule.Verified.UPSTREAM_TEST
                            && rule.upstreamTests().isEmpty())
                    .as("the tests of " + rule)
                    .isFalse();
        }
    }

    private static String bot(String userAgent) {
        Fixture fixture = newest();
        fixture.play(fixture.request(0, PAGE + "&recMode=1&ua=" + encoded(userAgent)));
        return fixture.tables.botRequests.stream()
                .map(row -> row.text("bot_name") + " " + row.text("bot_type"))
                .findFirst()
                .orElse("none");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aiChatbot() {
        Map<String, String> names = Map.of(
                "ChatGPT-User/1.0",
                "ChatGPT-User",
                "chatgpt-user/1.0",
                "ChatGPT-User",
                "CHATGPT-USER/1.0",
                "ChatGPT-User",
                "Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com)",
                "ChatGPT-User",
                "MistralAI-User/2.0",
                "MistralAI-User",
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Gemini-Deep-Research; +https://gemini.google"
                        + "/overview/deep-research/) Chrome/135.0.0.0 Safari/537.36",
                "Gemini-Deep-Research",
                "Claude-User/3.0",
                "Claude-User",
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Perplexity-User/1.0;"
                        + " +https://perplexity.ai/perplexity-user)",
                "Perplexity-User");
        names.forEach((agent, name) -> assertThat(bot(agent)).as(agent).isEqualTo(name + " ai_chatbot"));
        for (String other : List.of(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36",
                "curl/7.68.0",
                "Googlebot/2.1")) {
            assertThat(bot(other)).as(other).isEqualTo("none");
        }
    }

    @Test
    void notebookLm() {
        assertThat(bot("Google-NotebookLM")).isEqualTo("Google-NotebookLM ai_chatbot");
        assertThat(bot("Google-NotebookLM/1.0")).isEqualTo("Google-NotebookLM ai_chatbot");
    }

    @Test
    void geminiNotebook() {
        assertThat(bot(
                        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36"
                                + " (compatible; Google-GeminiNotebook; +https://developers.google.com/crawling/docs/crawlers-fetchers"
                                + "/google-gemininotebook)"))
                .isEqualTo("Google-NotebookLM ai_chatbot");
    }

    @Test
    void botRequests() {
        Fixture plain = newest();
        plain.play(plain.request(0, PAGE + "&recMode=1&ua=Perplexity-User/1.0"));
        Columns row = plain.tables.botRequests.get(0);
        for (String empty : List.of("http_status_code", "response_size_bytes", "response_time_ms", "source")) {
            assertThat(row.get(empty)).as(empty).isEqualTo(Value.NULL);
        }
        Fixture fixture = newest();
        String claude = "&recMode=1&ua=Claude-User/2.0";
        fixture.play(
                fixture.request(
                        0, PAGE + "&download=https%3A%2F%2Fexample.com%2Fdocument.pdf%3Fgclid%3Dsecret" + claude),
                fixture.request(1, "url=https%3A%2F%2Fexample.com%2Fpage%3Fgclid%3Dabc%26x%3D1" + claude),
                fixture.request(2, "url=https%3A%2F%2Fexample.com%2Fpage%3Fx%3D1&_id=1234567890abcdef"));
        assertThat(fixture.tables.actions.values())
                .extracting(action -> action.name().type() + " " + action.name().name())
                .contains("3 example.com/document.pdf?gclid=secret", "1 example.com/page?x=1")
                .as("visits and bots share actions")
                .doesNotHaveDuplicates();
        assertThat(fixture.tables.botRequests).hasSize(2);
        assertThat(fixture.tables.visits).hasSize(1);
    }

    private static String agentOf(String query, Map<String, String> headers) {
        Fixture fixture = newest();
        fixture.play(fixture.request(0, PAGE + query, headers));
        return fixture.visit(1).text("ai_agent_name");
    }

    @Test
    void aiAgents() {
        record Case(String signature, String agent, String input, String name) {}
        for (Case c : List.of(
                new Case(null, "sig-agent", "sig-input", null),
                new Case("sig", null, "sig-input", null),
                new Case("sig", "sig-agent", null, null),
                new Case("sig", "sig-agent", "sig-input", null),
                new Case(
                        "Signature (value irrelevant)",
                        "\"https://chatgpt.com\"",
                        "Signature Input (value irrelevant)",
                        "ChatGPT"))) {
            Map<String, String> headers = new HashMap<>();
            StringBuilder query = new StringBuilder("&ua=mock+user+agent");
            String[] values = {c.signature, c.agent, c.input};
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null) {
                    headers.put(
                            List.of("signature", "signature-agent", "signature-input")
                                    .get(i),
                            values[i]);
                    query.append('&')
                            .append(List.of("ai_s", "ai_sa", "ai_si").get(i))
                            .append('=')
                            .append(encoded(values[i]));
                }
            }
            assertThat(agentOf("&ua=mock+user+agent", headers))
                    .as(c + " by headers")
                    .isEqualTo(c.name);
            assertThat(agentOf(query.toString(), Map.of()))
                    .as(c + " by parameters")
                    .isEqualTo(c.name);
        }
        assertThat(agentOf("&ua=" + encoded(CHROME), Map.of())).isNull();
        assertThat(agentOf("&ua=" + encoded(CHROME.replace("AppleWebKit", "NovaActing AppleWebKit")), Map.of()))
                .isNull();
        assertThat(agentOf("&ua=" + encoded(CHROME + " Agent-NovaAct/0.9"), Map.of()))
                .isEqualTo("NovaAct");
        assertVisitsChangeWithTheAgent();
    }

    private static void assertVisitsChangeWithTheAgent() {
        Fixture fixture = newest();
        String visitor = "&_id=1234567890abcdef";
        String signed = "&ai_s=value+irrelevant&ai_sa=%22https%3A%2F%2Fchatgpt.com%22&ai_si=value+irrelevant";
        int[] visits = {1, 1, 2, 2, 3, 3};
        for (int i = 0; i < visits.length; i++) {
            boolean agent = i / 2 != 1;
            fixture.play(fixture.request(180L * i, PAGE + i + visitor + (agent ? signed : "")));
            assertThat(fixture.tables.visits).as("after " + (i + 1)).hasSize(visits[i]);
            assertThat(fixture.tables.links).hasSize(i + 1);
        }
    }

    @Test
    void aiAssistants() {
        Map<String, String> names = Map.of(
                "https://chatgpt.com/", "8 ChatGPT",
                "http://chatgpt.com/i/16564-4345-5sdff-333", "8 ChatGPT",
                "https://custom.chatgpt.com/i/16564-4345-5sdff-333", "8 ChatGPT",
                "https://copilot.microsoft.com/", "8 Copilot",
                "https://chatgpt.com.custom.org/i/16564-4345-5sdff-333", "3 chatgpt.com.custom.org",
                "https://xwayn.com/", "3 xwayn.com");
        names.forEach((referrer, expected) -> {
            Fixture fixture = newest();
            fixture.play(fixture.request(0, PAGE + "&urlref=" + encoded(referrer)));
            Columns visit = fixture.visit(1);
            assertThat(visit.whole("referer_type", 0) + " " + visit.text("referer_name"))
                    .as(referrer)
                    .isEqualTo(expected);
        });
    }

    private static int failures(String idSite, String more) {
        Fixture fixture = newest();
        TrackingRequest r = fixture.request(0, "").request();
        fixture.play(fixture.located(
                with(r, "idsite=" + encoded(idSite) + "&rec=1&" + PAGE + more, Optional.empty(), Map.of())));
        return (int) fixture.tables.others.stream()
                .filter(Change.RecordFailure.class::isInstance)
                .count();
    }

    private static TrackingRequest with(
            TrackingRequest r, String query, Optional<String> body, Map<String, String> headers) {
        return new TrackingRequest(
                new TrackingRequest.Line(r.offset(), r.length()),
                r.time(),
                new TrackingRequest.Call(
                        body.isPresent() ? "POST" : "GET", r.path(), query, body, Optional.empty(), 200),
                new TrackingRequest.Client(r.sourceIp(), r.userAgent(), "", r.language(), headers));
    }

    @Test
    void failuresOfPlausibleRequests() {
        for (String unknown : List.of("4", "0", "1234")) {
            assertThat(failures(unknown, "")).as(unknown).isEqualTo(1);
        }
        for (String malformed : List.of("", "-4", "1\"; DROP TABLE", "5,6", "nan", "test5")) {
            assertThat(failures(malformed, "")).as(malformed).isZero();
        }
        String city = "&city=Berlin&token_auth=";
        assertThat(failures("1", city + "1d34ghdrg6j33uersadfg34defg342vs")).isEqualTo(1);
        for (String token : List.of(
                "abc",
                "abc2435tgadetb356z2wq3er4gbrnz367634rahne735e5wqergwert245hw45h3gq45h",
                "33dc3f!536d302$974cccb4b4d2-98f4")) {
            assertThat(failures("1", city + encoded(token))).as(token).isZero();
        }
    }

    /** What becomes of a request that claims an address, with the good token, another one or none in each place. */
    private static RequestOutcome outcome(String get, String post, String header) {
        Fixture fixture = newest();
        TrackingRequest r = fixture.request(0, "").request();
        String query = "idsite=1&rec=1&cip=192.0.2.9&" + PAGE + (get == null ? "" : "&token_auth=" + get);
        LocatedRequest request = fixture.located(with(
                r,
                query,
                Optional.ofNullable(post).map(token -> "token_auth=" + token),
                header == null ? Map.of() : Map.of("authorization", header)));
        return fixture.play(request).get(0);
    }

    private static final String OTHER = "fedcba9876543210fedcba9876543210";
    private static final String BEARER = "Bearer ";

    @Test
    void bearerToken() {
        String good = Fixture.TOKEN;
        assertThat(outcome(good, null, null)).isInstanceOf(Recorded.class);
        assertThat(outcome(null, good, null)).isInstanceOf(Recorded.class);
        assertThat(outcome(null, null, BEARER + good)).isInstanceOf(Recorded.class);
        assertThat(outcome(good, good, null)).isInstanceOf(Recorded.class);
        assertThat(outcome(good, null, BEARER + good)).isInstanceOf(Recorded.class);
        assertThat(outcome(null, good, BEARER + good)).isInstanceOf(Recorded.class);
        assertThat(outcome(good, good, BEARER + good)).isInstanceOf(Recorded.class);
        assertThat(outcome(null, null, "realm=" + good)).isInstanceOf(Refused.class);
    }

    @Test
    void conflictingTokens() {
        String good = Fixture.TOKEN;
        for (RequestOutcome outcome : List.of(
                outcome(good, OTHER, null),
                outcome(OTHER, good, null),
                outcome(OTHER, null, BEARER + good),
                outcome(null, OTHER, BEARER + good),
                outcome(OTHER, OTHER, BEARER + good))) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo("conflicting-tokens"));
        }
    }

    private static String price(String price) {
        Fixture fixture = newest();
        String items = encoded("[[\"sku\",\"name\",\"cat\"," + price + ",1]]");
        fixture.play(fixture.request(0, "idgoal=0&ec_id=o1&revenue=5&ec_items=" + items));
        Columns item = fixture.tables.items.values().iterator().next();
        return item.get("price") instanceof Value.Real real
                ? real.number().stripTrailingZeros().toPlainString()
                : String.valueOf(item.whole("price", -1));
    }

    private static String tax(String tax) {
        Fixture fixture = newest();
        fixture.play(fixture.request(0, "idgoal=0&ec_id=o1&revenue=5&ec_tx=" + tax));
        Columns order = fixture.tables.conversions.values().iterator().next();
        return order.get("revenue_tax") instanceof Value.Real real
                ? real.number().stripTrailingZeros().toPlainString()
                : order.get("revenue_tax").equals(Value.NULL) ? "none" : String.valueOf(order.whole("revenue_tax", -1));
    }

    @Test
    void moneyLimit() {
        Map<String, String> prices =
                Map.of("40", "40", "9.999", "10", "-50", "-50", "0", "0", "1000000000000", "1000000000000");
        prices.forEach((price, expected) -> assertThat(price(price)).as(price).isEqualTo(expected));
        for (String beyond : List.of("1000000000001", "-1000000000001", "\"1e308\"", "\"-1e308\"")) {
            assertThat(price(beyond)).as(beyond).isEqualTo("0");
        }
        Map<String, String> taxes =
                Map.of("25.559", "25.56", "40", "40", "-50", "-50", "1000000000000", "1000000000000");
        taxes.forEach((tax, expected) -> assertThat(tax(tax)).as(tax).isEqualTo(expected));
        String missing = tax("");
        for (String beyond : List.of("1000000000001", "-1000000000001", "1e308", "-1e308")) {
            assertThat(tax(beyond)).as(beyond).isEqualTo(missing);
        }
    }
}
