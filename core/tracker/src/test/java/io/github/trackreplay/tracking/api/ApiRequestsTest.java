/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.php.QueryString;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.privacy.ClientAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ApiRequestsTest {
    private static final long TIME = 1_700_000_000_123L;
    private static final ApiRules RULES = rules(false, Optional.empty());

    private static ApiRules rules(boolean doNotTrack, Optional<String> cookie) {
        return new ApiRules(
                "good"::equals,
                new ClientAddress(List.of("HTTP_X_FORWARDED_FOR"), List.of("10.0.0.1"), true),
                doNotTrack,
                "matomo_ignore",
                cookie);
    }

    private static TrackingRequest request(String query) {
        return request(query, "", Map.of());
    }

    private static TrackingRequest request(String query, String body, Map<String, String> headers) {
        Map<String, String> others = new TreeMap<>(headers);
        String agent = others.getOrDefault("user-agent", "Firefox");
        String referrer = others.getOrDefault("referer", "");
        String language = others.getOrDefault("accept-language", "de");
        others.keySet().removeAll(List.of("user-agent", "referer", "accept-language"));
        return new TrackingRequest(
                new TrackingRequest.Line(0, 1),
                TIME,
                new TrackingRequest.Call(
                        "GET",
                        "/matomo.php",
                        query,
                        Optional.of(body).filter(b -> !b.isEmpty()),
                        Optional.empty(),
                        200),
                new TrackingRequest.Client("203.0.113.7", agent, referrer, language, others));
    }

    private static PhpArray sent(TrackingRequest request) {
        return sent(request, RULES);
    }

    private static PhpArray sent(TrackingRequest request, ApiRules rules) {
        String text = text(request, rules);
        assertThat(text).startsWith("?");
        return QueryString.parse(text.substring(1));
    }

    private static String text(TrackingRequest request, ApiRules rules) {
        ApiRequest result = ApiRequests.of(request, rules);
        assertThat(result).isInstanceOf(ApiRequest.Call.class);
        return ((ApiRequest.Call) result).text();
    }

    private static RequestOutcome settled(TrackingRequest request, ApiRules rules) {
        return ((ApiRequest.Settled) ApiRequests.of(request, rules)).outcome();
    }

    @Test
    void theConnectionAndTheHeadersBecomeParameters() {
        PhpArray sent = sent(request(
                "idsite=3&rec=1&url=http%3A%2F%2Fa%2F",
                "",
                Map.of(
                        "x-forwarded-for",
                        "198.51.100.9, 10.0.0.1",
                        "sec-ch-ua-model",
                        "\"Pixel 7\"",
                        "sec-ch-ua",
                        "\"A\";v=\"1\"")));

        assertThat(sent.get("idsite")).isEqualTo("3");
        assertThat(sent.get("cip")).isEqualTo("198.51.100.9");
        assertThat(sent.get("cdt")).isEqualTo("1700000000");
        assertThat(sent.get("ua")).isEqualTo("Firefox");
        assertThat(sent.get("lang")).isEqualTo("de");
        assertThat(sent.get("uadata"))
                .isEqualTo("{\"HTTP_SEC_CH_UA\":\"\\u0022A\\u0022;v=\\u00221\\u0022\","
                        + "\"HTTP_SEC_CH_UA_MODEL\":\"\\u0022Pixel 7\\u0022\"}");
    }

    @Test
    void whatTheRequestSaysItselfGoesBeforeTheHeaders() {
        PhpArray sent = sent(request(
                "idsite=1&rec=1&ua=Own&lang=fr&uadata=%7B%7D",
                "", Map.of("sec-ch-ua-model", "x", "referer", "http://p/")));

        assertThat(sent.get("ua")).isEqualTo("Own");
        assertThat(sent.get("lang")).isEqualTo("fr");
        assertThat(sent.get("uadata")).isEqualTo("{}");
        assertThat(sent.get("url")).isEqualTo("http://p/");
        assertThat(sent(request("idsite=1&urlref=x", "", Map.of("referer", "http://p/")))
                        .get("url"))
                .isNull();
    }

    @Test
    void aFormsFieldsCountWhereTheQueryHasNone() {
        PhpArray sent = sent(request("idsite=1&rec=1&a=query", "a=form&b=form&idsite=2", Map.of()));

        assertThat(sent.get("idsite")).isEqualTo("1");
        assertThat(sent.get("a")).isEqualTo("query");
        assertThat(sent.get("b")).isEqualTo("form");
    }

    @Test
    void nobodyGainsByBeingSentUnderOurToken() {
        for (String claim : List.of("cip=1.2.3.4", "cdt=1600000000", "country=de", "lat=1.5", "city=x", "cdo=100000")) {
            for (String token : List.of("", "&token_auth=bad")) {
                assertThat(settled(request("idsite=1&rec=1&" + claim + token), RULES))
                        .as(claim + token)
                        .isInstanceOfSatisfying(
                                RequestOutcome.Refused.class,
                                r -> assertThat(r.reason()).isEqualTo("token-required"));
            }
        }
    }

    @Test
    void theRequestsOwnTokenMakesItsClaimsGoodAndIsNotSent() {
        String text = text(request("idsite=1&cip=1.2.3.4&cdt=1600000000&country=de&token_auth=good"), RULES);
        PhpArray sent = QueryString.parse(text.substring(1));

        assertThat(sent.get("cip")).isEqualTo("1.2.3.4");
        assertThat(sent.get("cdt")).isEqualTo("1600000000");
        assertThat(sent.get("country")).isEqualTo("de");
        assertThat(text).doesNotContain("token_auth");
        assertThat(sent(request("idsite=1&cip=1.2.3.4", "", Map.of("authorization", "Bearer good")))
                        .get("cip"))
                .isEqualTo("1.2.3.4");
    }

    @Test
    void aRecentTimeMayBeClaimedByAnybodyAndAnImpossibleOneByNobody() {
        assertThat(sent(request("idsite=1&cdo=60")).get("cdt")).isEqualTo("1699999940");
        assertThat(sent(request("idsite=1&cdo=60")).get("cdo")).isNull();
        assertThat(sent(request("idsite=1&cdt=2023-11-14+22:13:00")).get("cdt")).isEqualTo("1699999980");
        assertThat(sent(request("idsite=1&cdt=1900000000")).get("cdt")).isEqualTo("1700000000");
    }

    @Test
    void whoAskedNotToBeCountedIsNotSent() {
        String ignore = "matomo_ignore=ignore%3DKg%3D%3D";
        assertThat(settled(request("idsite=1", "", Map.of("cookie", ignore)), RULES))
                .isEqualTo(new RequestOutcome.Excluded("opt-out-cookie"));
        assertThat(settled(request("idsite=1", "", Map.of("x-purpose", "preview")), RULES))
                .isEqualTo(new RequestOutcome.Excluded("prefetch"));
        assertThat(settled(request("idsite=1", "", Map.of("dnt", "1")), rules(true, Optional.empty())))
                .isEqualTo(new RequestOutcome.Excluded("do-not-track"));
        assertThat(ApiRequests.of(request("idsite=1", "", Map.of("dnt", "1")), RULES))
                .isInstanceOf(ApiRequest.Call.class);
    }

    @Test
    void theThirdPartyCookieGoesBeforeTheFirstPartyOne() {
        Map<String, String> cookie = Map.of("cookie", "_pk_uid=0%3DMDEyMzQ1Njc4OWFiY2RlZg%3D%3D");
        ApiRules cookies = rules(false, Optional.of("_pk_uid"));

        assertThat(sent(request("idsite=1&_id=ffffffffffffffff", "", cookie), cookies)
                        .get("_id"))
                .isEqualTo("0123456789abcdef");
        assertThat(sent(request("idsite=1&_id=ffffffffffffffff", "", cookie)).get("_id"))
                .isEqualTo("ffffffffffffffff");
    }

    @Test
    void oursStandBeforeAThousandOthersWhateverTheyAreCalled() {
        StringBuilder query = new StringBuilder("idsite=1&%63ip[]=1&+token%5Fauth=x&token.auth=y&c%64o=5&ua=");
        for (int i = 0; i < 1200; i++) {
            query.append("&a").append(i).append("=1");
        }
        PhpArray sent = sent(request(query.toString()));

        assertThat(sent.get("cip")).isEqualTo("203.0.113.7");
        assertThat(sent.get("ua")).isEqualTo("Firefox");
        assertThat(sent.get("cdt")).isEqualTo("1699999995");
        assertThat(sent.get("token_auth")).isNull();
        assertThat(sent.get("cdo")).isNull();
        assertThat(sent.get("a900")).isEqualTo("1");
        assertThat(sent.size()).isLessThanOrEqualTo(1000);
    }

    @Test
    void bytesThatAreNoUtf8AreSentAsTheyCame() {
        assertThat(text(request("idsite=1&action_name=%E9t%E9&cs=windows-1252"), RULES))
                .contains("action_name=%E9t%E9");
        assertThat(text(request("idsite=1", "", Map.of("user-agent", ByteText.text("caf\u00e9"))), RULES))
                .contains("ua=caf%E9");
    }

    @Property(tries = 300)
    void anEntryStandsInJsonAsItIsAndPhpReadsTheRequestBack(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({'a', '=', '&', '%', '4', '1', '[', ']', '"', '\\', '#', '?', ':', '.', ' ', '\u00e9'})
                    String query,
            @ForAll @AlphaChars @StringLength(max = 5) String agent) {
        ApiRequest result = ApiRequests.of(request(query, "", Map.of("user-agent", agent)), RULES);
        if (result instanceof ApiRequest.Call call) {
            assertThat(call.text()).matches("\\?[!$-\\[\\]-~]*"); // no quotation mark, no #, no backslash
            PhpArray expected = QueryString.parse(ByteText.bytes(query));
            PhpArray sent = QueryString.parse(call.text().substring(1));
            for (var variable : expected.entries()) {
                assertThat(String.valueOf(sent.get(String.valueOf(variable.getKey()))))
                        .isEqualTo(String.valueOf(variable.getValue()));
            }
            assertThat(sent.get("cip")).isEqualTo("203.0.113.7");
        }
    }

    @Property(tries = 100)
    void aHeaderIsReadBackByteForByte(
            @ForAll @StringLength(max = 30) @Chars({'a', '\u00e9', '\uDC81', '"', '&', '%', '+'}) String agent) {
        PhpArray sent = sent(request("idsite=1", "", Map.of("user-agent", "x" + agent)));
        assertThat(sent.get("ua")).isEqualTo(ByteText.bytes("x" + agent));
        assertThat(UrlCoding.decode(UrlCoding.encode(ByteText.bytes(agent)))).isEqualTo(ByteText.bytes(agent));
    }
}
