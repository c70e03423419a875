/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.referrer.Referrer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values come from PHP 8.2 and Matomo's network component. */
class PrivacyTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,0a010203,10.1.2.3",
        "2001:db8::1,20010db8000000000000000000000001,2001:db8::1",
        "::ffff:1.2.3.4,00000000000000000000ffff01020304,::ffff:1.2.3.4",
        "::5064:2c05,00000000000000000000000050642c05,::80.100.44.5",
        "1:0:0:2:0:0:0:3,00010000000000020000000000000003,1:0:0:2::3",
        "01.2.3.4,00000000,0.0.0.0",
        "1.2.3,00000000,0.0.0.0",
        "1.2.3.256,00000000,0.0.0.0",
        "1::2::3,00000000,0.0.0.0",
        "1:2:3:4:5:6:7:8:9,00000000,0.0.0.0",
        "12345::,00000000,0.0.0.0",
        "::,00000000000000000000000000000000,::",
        "'',00000000,0.0.0.0",
    })
    void anAddressIsReadAndWrittenAsTheNetworkLibraryDoes(String text, String hex, String canonical) {
        assertThat(HexFormat.of().formatHex(IpAddress.of(text).bytes())).isEqualTo(hex);
        assertThat(IpAddress.of(text)).hasToString(canonical);
    }

    @Property
    void everyAddressSurvivesItsTextForm(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        IpAddress address = IpAddress.of(bytes);
        assertThat(IpAddress.parse(address.toString())).contains(address);
        byte[] first = java.util.Arrays.copyOf(bytes, 4);
        assertThat(IpAddress.of(first))
                .hasToString(InetAddress.getByAddress(first).getHostAddress());
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,0,10.1.2.3",
        "10.1.2.3,1,10.1.2.0",
        "10.1.2.3,2,10.1.0.0",
        "10.1.2.3,3,10.0.0.0",
        "10.1.2.3,4,0.0.0.0",
        "::ffff:1.2.3.4,2,::ffff:1.2.0.0",
        "2001:db8:1:2:3:4:5:6,1,2001:db8:1:2::",
        "2001:db8:1:2:3:4:5:6,2,2001:db8:1::",
        "2001:db8:1:2:3:4:5:6,3,2001:d00::",
        "2001:db8:1:2:3:4:5:6,4,::",
    })
    void theLastPartOfAnAddressIsCleared(String text, int maskLength, String anonymised) {
        assertThat(IpAddress.of(text).anonymised(maskLength)).hasToString(anonymised);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,10.0.0.0/8,true",
        "10.1.2.3,10.1.2.3,true",
        "10.1.2.3,10.1.*.*,true",
        "10.1.2.3,10.*.2.3,false",
        "10.1.2.3,10.2.*.*,false",
        "10.1.2.3,10.1.2.0/30,true",
        "10.1.2.4,10.1.2.0/30,false",
        "10.1.2.3,0.0.0.0/0,true",
        "10.1.2.3,10.1.2.3/33,false",
        "10.1.2.3,10.1.2.3/x,false",
        "10.1.2.3,::/0,false",
        "2001:db8::1,2001:db8::/32,true",
        "2001:db8:0:0:0:0:0:1,2001:db8:0:0:0:0:*:*,true",
        "10.1.2.3,nonsense,false",
    })
    void aRangeHoldsItsAddresses(String address, String range, boolean inside) {
        assertThat(IpRanges.of(List.of(range)).contain(IpAddress.of(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,false",
        "10.1.2.4,true",
        "10.1.2.7,true",
        "10.1.2.8,false",
        "200.0.0.0,true",
        "200.0.0.255,true",
        "200.0.1.0,false",
        "255.255.255.255,true",
        "2001:db8::ffff,true",
        "2001:db9::,false",
        "::a01:204,false",
    })
    void ofSeveralRangesEachHoldsItsAddresses(String address, boolean inside) {
        IpRanges ranges = IpRanges.of(List.of("2001:db8::/32", "10.1.2.4/30", "200.0.0.*", "255.255.255.255"));

        assertThat(ranges.contain(IpAddress.of(address))).isEqualTo(inside);
    }

    @Test
    void crawlersNetworksAreBots() {
        assertThat(IpRanges.isBot(IpAddress.of("66.249.80.1"), "")).isTrue();
        assertThat(IpRanges.isBot(IpAddress.of("66.249.80.1"), "1.1 Chrome-Compression-Proxy"))
                .isFalse();
        assertThat(IpRanges.isBot(IpAddress.of("65.52.0.1"), "1.1 Chrome-Compression-Proxy"))
                .isTrue();
        assertThat(IpRanges.isBot(IpAddress.of("192.0.2.1"), "")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.6.7.8|true|5.6.7.8",
                "1.1.1.1, 5.6.7.8, 10.9.9.9|true|5.6.7.8",
                "1.1.1.1, 5.6.7.8, 10.9.9.9|false|1.1.1.1",
                "unknown|true|10.0.0.1",
                "10.9.9.9, 10.8.8.8|true|10.0.0.1",
                "5.6.7.8:443|true|5.6.7.8",
                "[2001:db8::1]:443|true|2001:db8::1",
            })
    void theAddressBehindProxiesCounts(String forwarded, boolean readLast, String client) {
        ClientAddress finder = new ClientAddress(List.of("HTTP_X_FORWARDED_FOR"), List.of("10.0.0.0/8"), readLast);

        assertThat(finder.find("10.0.0.1", Map.of("x-forwarded-for", forwarded)))
                .isEqualTo(client);
    }

    @Test
    void withoutConfiguredHeadersTheSocketCounts() {
        ClientAddress finder = new ClientAddress(List.of(), List.of(), true);

        assertThat(finder.find("192.0.2.1:80", Map.of("x-forwarded-for", "5.6.7.8")))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void theOptOutCookieIsRead() {
        assertThat(Cookies.hasOptedOut("a=b; matomo_ignore=ignore%3DKg%3D%3D", "matomo_ignore", "salt"))
                .isTrue();
        assertThat(Cookies.hasOptedOut("matomo_ignore=ignore%3Deg%3D%3D", "matomo_ignore", "salt"))
                .isFalse();
        assertThat(Cookies.hasOptedOut("matomo_ignore=1", "matomo_ignore", "salt"))
                .isFalse();
        assertThat(Cookies.hasOptedOut("a=b", "matomo_ignore", "salt")).isFalse();
        assertThat(Cookies.value("_pk_uid=0%3DMDEyMzQ1Njc4OWFiY2RlZg%3D%3D", "_pk_uid", "0", "salt"))
                .contains("0123456789abcdef");
    }

    @Test
    void anOldSignedCookieIsReadWithTheSalt() {
        String content = "ignore=czoxOiIqIjs=:_=";
        String cookie = content + Cookies.sha1(content + "salt");

        assertThat(Cookies.hasOptedOut("piwik_ignore=" + cookie, "piwik_ignore", "salt"))
                .isTrue();
        assertThat(Cookies.hasOptedOut("piwik_ignore=" + cookie, "piwik_ignore", "other"))
                .isFalse();
    }

    @Test
    void identifiersAreHashed() {
        assertThat(Pseudonyms.userId("user", "salt")).isEqualTo("dc80dfa6f33fe160eb8df19d64e68888e69909a5");
        assertThat(Pseudonyms.userId("user", "")).isEqualTo("user");
        assertThat(Pseudonyms.visitorId("abc")).isEqualTo("a9993e364706816a");
        assertThat(Pseudonyms.orderId("o", 1, 2, "s")).isEqualTo(Cookies.sha1("1o2s"));
    }

    @Test
    void theFirstExpressionAmongExcludedUserAgentsDecides() {
        UserAgentExclusion exclusion = UserAgentExclusion.of(List.of("curl", "/^Bot[0-9]+$/", "Never"), false);

        assertThat(exclusion.excludes("CURL/8")).isTrue();
        assertThat(exclusion.excludes("Bot12")).isTrue();
        assertThat(exclusion.excludes("Never")).isFalse();
        assertThat(UserAgentExclusion.of(List.of("a<b"), false).excludes("xa&lt;b"))
                .isTrue();
        assertThat(UserAgentExclusion.of(List.of(), false).excludes("x")).isFalse();
    }

    @Test
    void wishesStandInHeaders() {
        assertThat(VisitorWish.isNotToBeTracked(Map.of("dnt", "1"))).isTrue();
        assertThat(VisitorWish.isNotToBeTracked(Map.of("dnt", "0"))).isFalse();
        assertThat(VisitorWish.isNotToBeTracked(Map.of("x-do-not-track", "1"))).isTrue();
        assertThat(VisitorWish.isPrefetch(Map.of("x-moz", "prefetch"))).isTrue();
        assertThat(VisitorWish.isPrefetch(Map.of("x-purpose", "other"))).isFalse();
    }

    @Test
    void aReferrerIsRecordedAsFarAsAllowed() {
        Referrer site = new Referrer(Referrer.WEBSITE, "a.org", null, "https://a.org/p/q?x=1");
        Referrer campaign = new Referrer(Referrer.CAMPAIGN, "c", "k", "https://a.org/p?x");

        assertThat(ReferrerAnonymisation.of("").apply(site)).isEqualTo(site);
        assertThat(ReferrerAnonymisation.of("exclude_query").apply(site))
                .isEqualTo(new Referrer(Referrer.WEBSITE, "a.org", "", "https://a.org/p/q"));
        assertThat(ReferrerAnonymisation.of("exclude_path").apply(site).url()).isEqualTo("https://a.org/");
        assertThat(ReferrerAnonymisation.of("exclude_all").apply(site))
                .isEqualTo(new Referrer(Referrer.WEBSITE, "", "", ""));
        assertThat(ReferrerAnonymisation.of("exclude_all").apply(campaign))
                .isEqualTo(new Referrer(Referrer.CAMPAIGN, "c", "k", ""));
    }
}
