/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.referrer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.tracking.parameters.ParameterTypeException;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import io.github.trackreplay.tracking.url.PageUrls;
import io.github.trackreplay.tracking.url.SiteUrls;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values were checked against Matomo 5.2's own classes. */
class ReferrerDetectorTest {
    private static final String ENGINES = """
            Google:
              -
                urls:
                  - google.com
                  - 'google.{}'
                params:
                  - q
                  - '/find\\/([^\\/]+)/'
                hiddenkeyword:
                  - '/^$/'
                  - '/'
                  - '/\\/search(\\?.*)?/'
            Google Images:
              -
                urls:
                  - images.google.com
                  - 'images.google.{}'
                params:
                  - q
            Rambler:
              -
                urls:
                  - nova.rambler.ru
                params:
                  - query
                charsets:
                  - windows-1251
            Yahoo!:
              -
                urls:
                  - search.yahoo.com
                params:
                  - p
            """;
    private static final String SOCIALS = "Facebook:\n  - facebook.com\n  - fb.me\nTwitter:\n  - t.co\n";

    private static final CampaignParameters CAMPAIGN =
            CampaignParameters.of("pk_campaign, utm_source,utm_medium", "pk_kwd,utm_term");
    private static final PageUrls URLS =
            new PageUrls(PageUrls.excludedParameters(List.of(), List.of("gclid"), CAMPAIGN.all()), false, 1024);
    private static final SiteUrls SITES = SiteUrls.of(Map.of(
            1, List.of("https://shop.example.com/", "http://www.alias.org/sub"),
            2, List.of("https://other.net/a/b")));
    private static final SiteReferrerRules RULES = new SiteReferrerRules(
            1,
            URLS,
            SITES,
            SiteReferrerRules.excluded(1, List.of("pay.example.com", "http://ex.org/path")),
            false,
            CAMPAIGN,
            false);
    private static final ReferrerDetector DETECTOR =
            new ReferrerDetector(ReferrerDefinitions.ofYaml(ENGINES, SOCIALS, Optional.empty()), true);

    private static RequestParameters request(String page, String referrer, String more) {
        return RequestParameters.of(
                "url=" + encode(page) + "&urlref=" + encode(referrer) + more, Optional.empty(), "", true);
    }

    private static String encode(String text) {
        return UrlCoding.encode(ByteText.bytes(text));
    }

    private static Referrer detect(String page, String referrer) {
        return DETECTOR.detect(request(page, referrer, ""), RULES, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "https://www.google.de/search?q=Blue+Shoes&ved=1|2|Google|blue shoes|https://www.google.de/search?q=Blue+Shoes",
                "https://www.google.co.uk/|2|Google|-|https://www.google.co.uk/",
                "https://www.google.com/search?a=1&q=|2|Google|-|https://www.google.com/search?a=1&q=",
                "https://www.google.com/find/caf%C3%A9/x|2|Google|café|https://www.google.com/find/caf%C3%A9/x",
                "https://www.google.com/maps|3|www.google.com|-|https://www.google.com/maps",
                "https://www.google.com/search?q=x&tbm=isch|2|Google Images|x|https://www.google.com/search?q=x&tbm=isch",
                "https://www.google.com/search?as_q=a&as_epq=b|2|Google|a \"b\"|https://www.google.com/search?as_q=a&as_epq=b",
                "http://images.google.fr/i?x=1&prev=/images%3Fq%3Dhaus%26y|2|Google Images|haus|http://images.google.fr/i?x=1&prev=/images%3Fq%3Dhaus%26y",
                "http://nova.rambler.ru/search?query=%CF%F0%E8|2|Rambler|при|http://nova.rambler.ru/search?query=%CF%F0%E8",
                "https://de.images.search.yahoo.com/?p=x|3|de.images.search.yahoo.com|-|https://de.images.search.yahoo.com/?p=x",
                "https://de.search.yahoo.com/?p=X|2|Yahoo!|x|https://de.search.yahoo.com/?p=X",
                "https://l.facebook.com/l.php?u=1&h=AT|7|Facebook|``|https://l.facebook.com/l.php?u=1",
                "https://t.co/abc|7|Twitter|``|https://t.co/abc",
                "https://Blog.Example.org/p?a=1#f|3|blog.example.org|-|https://blog.example.org/p?a=1",
                "https://other.net/a/b/c|3|other.net/a/b|-|https://other.net/a/b/c",
                "https://shop.example.com/x|1|-|-|https://shop.example.com/x",
                "https://alias.org/sub/x|1|-|-|https://alias.org/sub/x",
                "https://pay.example.com/x|1|-|-|``",
                "https://ex.org/path/x|1|-|-|``",
                "https://ex.org/other|3|ex.org|-|https://ex.org/other",
                "javascript://x|1|-|-|``",
                "nonsense|1|-|-|``",
            })
    void aReferrerHasATypeANameAndAKeyword(String referrer, int type, String name, String keyword, String url) {
        Referrer found = detect("https://shop.example.com/", referrer);

        assertThat(found.type()).isEqualTo(type);
        assertThat(found.name()).isEqualTo(name);
        assertThat(found.keyword()).isEqualTo(keyword);
        assertThat(found.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?pk_campaign=Spring+Sale&pk_kwd=A%20B|spring sale|a b",
                "?utm_source=Mail|mail|blog.example.org",
                "?utm_medium=m&utm_source=s|s|blog.example.org",
                "?PK_CAMPAIGN=x&pk_campaign=y|y|blog.example.org",
                "#pk_campaign=frag&pk_kwd=k|frag|k",
                "?pk_campaign=a#pk_campaign=b&pk_kwd=c|b|c",
                "?pk_campaign=a&pk_kwd=k#pk_campaign=b|a|k",
                "?pk_campaign=%C3%84|ä|blog.example.org",
            })
    void aCampaignComesBeforeAnyReferrer(String suffix, String name, String keyword) {
        Referrer found = detect("https://shop.example.com/" + suffix, "https://blog.example.org/");

        assertThat(found.type()).isEqualTo(Referrer.CAMPAIGN);
        assertThat(found.name()).isEqualTo(name);
        assertThat(found.keyword()).isEqualTo(keyword);
    }

    @Test
    void aCampaignTakesTheSearchEnginesKeyword() {
        assertThat(detect("https://shop.example.com/?pk_campaign=x", "https://www.google.com/search?q=Word")
                        .keyword())
                .isEqualTo("word");
    }

    @Test
    void aCampaignInTheRequestReplacesThatOfThePage() {
        RequestParameters request =
                request("https://shop.example.com/?pk_campaign=page&pk_kwd=k", "", "&utm_source=Own&utm_term=");

        Referrer found = DETECTOR.detect(request, RULES, Optional.empty());

        assertThat(found.name()).isEqualTo("own");
        assertThat(found.keyword()).isEqualTo("k");
    }

    @Test
    void aVisitOfTheSameCampaignKeepsItsKeyword() {
        RequestParameters request = request("https://shop.example.com/?pk_campaign=X", "https://a.org/", "");
        Referrer visit = new Referrer(Referrer.CAMPAIGN, "x", "first", null);

        assertThat(DETECTOR.detect(request, RULES, Optional.of(visit)).keyword())
                .isEqualTo("first");
        assertThat(DETECTOR.detect(request, RULES, Optional.empty()).keyword()).isEqualTo("a.org");
    }

    @Test
    void anAdvertisementsFrameIsACampaign() {
        Referrer found = detect(
                "https://shop.example.com/",
                "http://googleads.g.doubleclick.net/ads?url=http%3A%2F%2Fsite.com%2F&ad_type=Text");

        assertThat(found.name()).isEqualTo("adwords (text)");
        assertThat(found.keyword()).isEqualTo("(adwords) site.com");
    }

    @Test
    void aReferrerMayBeIgnored() {
        assertThat(detect("https://shop.example.com/?ignore_referrer=1&pk_campaign=x", "https://a.org/"))
                .isEqualTo(new Referrer(Referrer.DIRECT, "", "", ""));
    }

    @Test
    void thePagesOwnHostIsInternalThoughNoSiteHasIt() {
        assertThat(detect("https://staging.example.net/a", "https://www.staging.example.net/b")
                        .type())
                .isEqualTo(Referrer.DIRECT);
    }

    @Test
    void namesAreCutAt255CharactersAndUrlsAt1500() {
        assertThat(detect("https://shop.example.com/?pk_campaign=" + "ä".repeat(300), "")
                        .name())
                .isEqualTo("ä".repeat(255));
        PageUrls longer = new PageUrls(PageUrls.excludedParameters(List.of(), List.of(), List.of()), false, 5000);
        SiteReferrerRules rules = new SiteReferrerRules(1, longer, SITES, SITES, false, CAMPAIGN, false);
        RequestParameters request = request("https://shop.example.com/", "https://a.org/" + "x".repeat(2000), "");
        assertThat(DETECTOR.detect(request, rules, Optional.empty()).url()).hasSize(1500);
    }

    @Test
    void aListWhereAKeywordShouldBeStopsTheRequest() {
        assertThatThrownBy(() -> detect("https://shop.example.com/", "https://www.google.com/search?q[]=x"))
                .isInstanceOf(ParameterTypeException.class);
        assertThatThrownBy(() -> detect("https://shop.example.com/?utm_medium[]=x", ""))
                .isInstanceOf(ParameterTypeException.class);
    }

    @Test
    void aConversionIsCreditedToTheAttributionFirst() {
        Referrer visit = new Referrer(Referrer.WEBSITE, "a.org", null, "https://a.org/");
        Referrer campaign = new Referrer(Referrer.CAMPAIGN, "running", "k", null);

        assertThat(DETECTOR.attribute(request("", "", "&_rcn=Sale%2520X&_rck=K"), RULES, visit))
                .isEqualTo(new Referrer(Referrer.CAMPAIGN, "sale x", "k", null));
        String google = "&_ref=" + encode("https://www.google.com/search?q=Z");
        assertThat(DETECTOR.attribute(request("", "", google), RULES, visit).keyword())
                .isEqualTo("z");
        assertThat(DETECTOR.attribute(request("", "", google), RULES, campaign)).isEqualTo(campaign);
        assertThat(DETECTOR.attribute(request("", "", "&_ref=nonsense"), RULES, visit))
                .isEqualTo(visit);
        assertThat(DETECTOR.attribute(request("", "", ""), RULES, visit)).isEqualTo(visit);
    }

    @Test
    void caseAndNullMakeNoDifference() {
        Referrer a = new Referrer(Referrer.WEBSITE, "A.org", null, "x");
        assertThat(a.differsFrom(new Referrer(Referrer.WEBSITE, "a.ORG", "", "y")))
                .isFalse();
        assertThat(a.differsFrom(new Referrer(Referrer.WEBSITE, "a.org", "k", "x")))
                .isTrue();
    }

    @Test
    void optionRowsHoldTheSameDefinitions() {
        String engines = serialized(
                "a:1:{s:10:\"google.com\";a:2:{s:6:\"params\";a:1:{i:0;s:1:\"q\";}s:4:\"name\";s:6:\"Google\";}}");
        String socials = serialized("a:1:{s:4:\"t.co\";s:7:\"Twitter\";}");
        ReferrerDetector detector = new ReferrerDetector(
                ReferrerDefinitions.ofOptions(engines, socials, Optional.empty())
                        .orElseThrow(),
                true);

        assertThat(detector.detect(request("", "https://google.com/?q=X", ""), RULES, Optional.empty())
                        .keyword())
                .isEqualTo("x");
        assertThat(detector.detect(request("", "https://t.co/", ""), RULES, Optional.empty())
                        .name())
                .isEqualTo("Twitter");
        assertThat(ReferrerDefinitions.ofOptions("nonsense", socials, Optional.empty()))
                .isEmpty();
    }

    private static String serialized(String php) {
        return Base64.getEncoder().encodeToString(php.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theBuiltInDefinitionsKnowTheMajorServices() {
        ReferrerDetector detector = new ReferrerDetector(ReferrerDefinitions.builtIn(), true);

        assertThat(detector.detect(request("", "https://www.google.fr/search?q=A", ""), RULES, Optional.empty())
                        .name())
                .isEqualTo("Google");
        assertThat(detector.detect(request("", "https://duckduckgo.com/", ""), RULES, Optional.empty())
                        .name())
                .isEqualTo("DuckDuckGo");
        assertThat(detector.detect(request("", "https://www.linkedin.com/feed", ""), RULES, Optional.empty())
                        .name())
                .isEqualTo("LinkedIn");
    }

    @Test
    void assistantsAreKnownWhereDefinitionsAreGiven() {
        ReferrerDetector detector = new ReferrerDetector(
                ReferrerDefinitions.ofYaml(ENGINES, SOCIALS, Optional.of("ChatGPT:\n  - chatgpt.com\n")), true);

        assertThat(detector.detect(request("", "https://chatgpt.com/", ""), RULES, Optional.empty())
                        .type())
                .isEqualTo(Referrer.AI_ASSISTANT);
    }

    @Property
    void anyReferrerIsDecidedWithinTheColumnsLimits(@ForAll @StringLength(max = 80) String text) {
        Referrer found = detect("https://shop.example.com/?pk_campaign=" + encode(text), "https://" + text);

        assertThat(found.type()).isIn(1, 2, 3, 6, 7);
        assertThat(found.keywordHidden()).isEqualTo(found.type() == Referrer.SEARCH_ENGINE && found.keyword() == null);
    }

    @Test
    void spamIsFoundAnywhereInTheReferrer() {
        SpamReferrers spam = SpamReferrers.ofLines("buy-traffic.example\n\nx.co\n");

        assertThat(spam.in("https://www.BUY-traffic.example/x")).contains("buy-traffic.example");
        assertThat(spam.in("https://a.org/?u=x.co")).contains("x.co");
        assertThat(spam.in("https://a.org/")).isEmpty();
        assertThat(spam.in("")).isEmpty();
        assertThat(SpamReferrers.ofOption("a:1:{i:0;s:4:\"x.co\";}")
                        .orElseThrow()
                        .in("//x.co"))
                .isPresent();
        assertThat(SpamReferrers.ofOption("broken")).isEmpty();
    }
}
