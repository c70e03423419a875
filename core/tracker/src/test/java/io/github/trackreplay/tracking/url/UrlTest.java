/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.url;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.PhpRegex;
import io.github.trackreplay.php.UrlCoding;
import io.github.trackreplay.php.UrlParts;
import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values were checked against PHP 8.2 and Matomo 5.2's own functions. */
class UrlTest {
    private static final PageUrls URLS = urls(false);

    private static PageUrls urls(boolean keepFragment) {
        return new PageUrls(
                PageUrls.excludedParameters(
                        List.of("foo", "/^ex_.*/", "Bar"),
                        List.of("gclid", " sid"),
                        List.of("pk_campaign", "utm_source")),
                keepFragment,
                100);
    }

    private static RequestParameters page(String url, String more) {
        return RequestParameters.of("url=" + UrlCoding.encode(ByteText.bytes(url)) + more, Optional.empty(), "", true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a.com:80/x|-|a.com|80|/x|-|-",
                "//a.com/x|-|a.com|0|/x|-|-",
                "http://u:p@a.com?q#f|http|a.com|0|-|q|f",
                "a.com/x?u=http://b|-|-|0|a.com/x|u=http://b|-",
                "mailto:x@y|mailto|-|0|x@y|-|-",
                "file:///c:/x|file|-|0|c:/x|-|-",
                "http://[::1]:8/x|http|[::1]|8|/x|-|-",
                "http://a.com:8a/x|http|a.com|8|/x|-|-",
                "http://a@b@c.com/|http|c.com|0|/|-|-",
                "http:x|http|-|0|x|-|-",
            })
    void aUrlIsTakenApartAsPhpDoes(
            String url, String scheme, String host, int port, String path, String query, String fragment) {
        UrlParts parts = UrlParts.parse(url).orElseThrow();
        assertThat(parts.scheme()).isEqualTo(scheme);
        assertThat(parts.host()).isEqualTo(host);
        assertThat(parts.port()).isEqualTo(port);
        assertThat(parts.path()).isEqualTo(path);
        assertThat(parts.query()).isEqualTo(query);
        assertThat(parts.fragment()).isEqualTo(fragment);
    }

    @Test
    void filtersTogetherLeaveOutWhatEachDoes() {
        ParameterFilter one = ParameterFilter.of(List.of("a", "/^b_/"));
        ParameterFilter other = ParameterFilter.of(List.of("C", "/^d_/"));
        ParameterFilter four = one.or(other).or(ParameterFilter.of(List.of("e")).or(ParameterFilter.of(List.of("f"))));

        assertThat(UrlQuery.parse("a=1&b_1=2&c=3&d_1=4&e=5&f=6&g=7").without(four))
                .isEqualTo("g=7");
        assertThat(UrlQuery.parse("a=1&c=3").without(one)).isEqualTo("c=3");
        assertThat(UrlQuery.parse("a=1&c=3").without(other)).isEqualTo("a=1");
        assertThat(one.or(ParameterFilter.of(List.of()))).isSameAs(one);
    }

    @ParameterizedTest
    @CsvSource({"http:///x", "http://:80", "http://a.com:65536", "http://a.com:123456", "http://a.com:x/", ":80"})
    void someUrlsCannotBeTakenApart(String url) {
        assertThat(UrlParts.parse(url)).isEmpty();
    }

    @Property
    void anyUrlIsTakenApartAndCleanedWithoutFailing(@ForAll @StringLength(max = 60) String url) {
        String bytes = ByteText.bytes(url);
        UrlParts.parse(bytes);
        UrlParts.parse("http://" + bytes);
        assertThat(URLS.page("http://a/" + url).map(page -> ByteText.toBytes(page).length))
                .hasValueSatisfying(length -> assertThat(length).isLessThanOrEqualTo(100));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "http://Shop.Example.com/A|http://shop.example.com/A",
                "http://e.com/x?a=1&pk_campaign=y&b=2|http://e.com/x?a=1&b=2",
                "http://e.com/x?FOO=1&bar[]=2&ex_1=3&SID=4|http://e.com/x",
                "http://e.com/x?ignore_referrer=1&a|http://e.com/x?a",
                "http://e.com/x?a[]=1&a[]=2|http://e.com/x?a[]=1&a[]=2",
                "http://e.com/x?a=1&a=2|http://e.com/x?a=2",
                "http://e.com/x?a%5Bb%5D=1|http://e.com/x?a[b]=1",
                "http://e.com/x;a=1;b=2|http://e.com/x?a=1&b=2",
                "http://e.com/x;a=1?b=2|http://e.com/x?a=1&b=2",
                "http://e.com/?q=<b>|http://e.com/?q=&lt;b&gt;",
                "http://e.com/#top|http://e.com/",
                "http://e.com|http://e.com",
                "  http://e.com/x y  |http://e.com/x y",
                "http://e.com/?0=1&b=0|http://e.com/?b=0",
                "HTTP://e.com/|HTTP://e.com/",
            })
    void aPageLosesWhatIsExcluded(String url, String recorded) {
        assertThat(URLS.page(url)).contains(recorded);
    }

    @ParameterizedTest
    @CsvSource({"javascript://x", "e.com/x", "data://x", "http:///x", "0", "x y://z"})
    void whatDoesNotLookLikeAUrlIsNoPage(String url) {
        assertThat(URLS.page(url)).isEmpty();
    }

    @Test
    void aSiteMayKeepFragmentsButNotTheirExcludedParameters() {
        assertThat(urls(true).page("http://e.com/#a=1&foo=2")).contains("http://e.com/#a=1");
        assertThat(urls(true).page("http://e.com/?foo=1#a=1&foo=2#")).contains("http://e.com/#a=1&foo=2");
    }

    @Test
    void aLongUrlIsCutInBytes() {
        String cut = URLS.page("http://e.com/" + "a".repeat(86) + "é").orElseThrow();
        assertThat(ByteText.toBytes(cut)).hasSize(100);
        assertThat(cut).endsWith("a\uDCC3");
    }

    @Test
    void aDownloadKeepsItsParameters() {
        assertThat(URLS.plain("http://E.com/x.pdf?foo=1&amp;b#f")).contains("http://E.com/x.pdf?foo=1&amp;b#f");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {" a / b //c|/|a/b/c", " a b |/|a b", "a//b|``|a//b"})
    void partsOfATitleAreTrimmed(String title, String delimiter, String expected) {
        assertThat(URLS.title(title, delimiter)).isEqualTo(expected);
    }

    @Test
    void aPrefixBecomesACode() {
        assertThat(PrefixedUrl.of("HTTPS://WWW.e.com/")).isEqualTo(new PrefixedUrl("e.com/", OptionalInt.of(3)));
        assertThat(PrefixedUrl.of("http://e.com/")).isEqualTo(new PrefixedUrl("e.com/", OptionalInt.of(0)));
        assertThat(PrefixedUrl.of("ftp://e.com/")).isEqualTo(new PrefixedUrl("ftp://e.com/", OptionalInt.empty()));
        assertThat(PrefixedUrl.of("https://www.e.com/").full()).isEqualTo("https://www.e.com/");
    }

    @Test
    void aSearchIsFoundInTheUrl() {
        SiteSearch search = new SiteSearch(URLS, List.of("q", "Query"), List.of("cat", "gcat"));

        assertThat(search.detect(page("http://e.com/s?Q=Blue+Shoes&CAT=a%20b&search_count=7&x=1", "")))
                .contains(new SiteSearch.Found(
                        "Blue Shoes", "a b", OptionalLong.of(7), Optional.of("http://e.com/s?search_count=7&x=1")));
        assertThat(search.detect(page("http://e.com/s#/find?query=caf%E9&gcat=", "")))
                .contains(new SiteSearch.Found("caf%E9", "", OptionalLong.empty(), Optional.of("http://e.com/s")));
        assertThat(search.detect(page("http://e.com/s?q=caf%E9", "&cs=iso-8859-1"))
                        .map(SiteSearch.Found::keyword))
                .contains("café");
        assertThat(search.detect(page("http://e.com/s?q[]=first&q[]=second", ""))
                        .map(SiteSearch.Found::keyword))
                .contains("first");
        assertThat(search.detect(page("http://e.com/s?q=0", ""))).isEmpty();
        assertThat(search.detect(page("http://e.com/s?q=+", ""))).isEmpty();
        assertThat(search.detect(page("http://e.com/s", ""))).isEmpty();
    }

    @Test
    void parametersOfTheRequestComeBeforeTheUrl() {
        SiteSearch search = new SiteSearch(URLS, List.of("q"), List.of());

        assertThat(search.detect(page("http://e.com/s?q=url", "&search=own&search_cat=c&search_count=0")))
                .contains(new SiteSearch.Found("own", "c", OptionalLong.of(0), Optional.empty()));
    }

    @Test
    void theDeepestPathOwnsAUrl() {
        SiteUrls sites = SiteUrls.of(Map.of(
                1, List.of("http://www.a.com/", "https://.sub.org"), 2, List.of("http://a.com/Shop", "http://b.com")));

        assertThat(sites.owner("https://A.com/shop/x", 2)).isEqualTo(SiteUrls.Owner.THIS_SITE);
        assertThat(sites.owner("https://a.com/shop/x", 1)).isEqualTo(SiteUrls.Owner.OTHER_SITE);
        assertThat(sites.owner("https://a.com/shopping", 1)).isEqualTo(SiteUrls.Owner.THIS_SITE);
        assertThat(sites.owner("https://x.y.sub.org/", 1)).isEqualTo(SiteUrls.Owner.THIS_SITE);
        assertThat(sites.owner("https://c.com/", 1)).isEqualTo(SiteUrls.Owner.UNKNOWN);
        assertThat(sites.owner("nonsense", 1)).isEqualTo(SiteUrls.Owner.UNKNOWN);

        Optional<UrlParts> page = UrlParts.parse("http://www.c.com/page");
        UrlParts referrer = UrlParts.parse("http://c.com/other").orElseThrow();
        assertThat(sites.owner(referrer, 1, page)).isEqualTo(SiteUrls.Owner.THIS_SITE);
        assertThat(sites.pathAbove(referrer, page)).contains("/");
        assertThat(sites.pathAbove(UrlParts.parse("http://a.com/shop").orElseThrow(), page))
                .contains("/shop/");
    }

    @Test
    @Timeout(60)
    void namesWithoutAValueAreNotLookedForToTheEnd() {
        UrlQuery query = UrlQuery.parse("a&".repeat(4_000_000) + "b=1"); // minutes otherwise
        assertThat(query.value("a")).isNull();
        assertThat(query.value("b")).isEqualTo("1");
    }

    @Test
    void aHostOfVeryManyLabelsIsKnownByItsLastOnes() {
        SiteUrls sites = SiteUrls.of(Map.of(1, List.of("https://.sub.org"), 2, List.of("https://.a.sub.org/x")));
        String labels = "a.".repeat(200_000);

        assertThat(sites.owner("http://" + labels + "sub.org/", 1)).isEqualTo(SiteUrls.Owner.THIS_SITE);
        assertThat(sites.owner("http://" + labels + "sub.org/x/y", 1)).isEqualTo(SiteUrls.Owner.OTHER_SITE);
        assertThat(sites.owner("http://" + labels + "org/", 1)).isEqualTo(SiteUrls.Owner.UNKNOWN);
        Optional<UrlParts> page = UrlParts.parse("http://." + labels + "org/");
        UrlParts below = UrlParts.parse("http://b." + labels + "org/").orElseThrow();
        assertThat(sites.owner(below, 1, page)).isEqualTo(SiteUrls.Owner.THIS_SITE);
    }

    @Test
    void aHostOfTheSiteIsKnownWithoutWww() {
        List<String> hosts = SiteUrls.hosts(List.of("http://www.A.com/x", "nonsense"));
        assertThat(hosts).containsExactly("www.A.com");
        assertThat(SiteUrls.isAlias("a.COM", hosts)).isTrue();
        assertThat(SiteUrls.isAlias("b.com", hosts)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "e_c==Media,e_c=MEDIA,true",
        "e_c==Media,e_c=Medium,false",
        "e_c!=x,e_c=x,false",
        "e_c!=x,a=1,true",
        "e_c=@di,e_c=MeDIa,true",
        "e_c!@di,e_c=x,true",
        "e_c=^me,e_c=Media,true",
        "e_c=$ia,e_c=Media,true",
        "e_c=$xx,e_c=Media,false",
        "nonsense,nonsense=1,false",
        "'a==1,b==x%2Cy',b=x%2Cy,true",
    })
    void aConditionLeavesRequestsOut(String option, String query, boolean excluded) {
        RequestParameters request = RequestParameters.of(query, Optional.empty(), "", true);
        assertThat(RequestExclusion.of(option).excludes(request).isPresent()).isEqualTo(excluded);
    }

    @Test
    void regularExpressionsNeedDelimiters() {
        assertThat(PhpRegex.compile("abc")).isEmpty();
        assertThat(PhpRegex.compile("/abc")).isEmpty();
        assertThat(PhpRegex.compile("/a(bc/")).isEmpty();
        assertThat(PhpRegex.compile("/abc/q")).isEmpty();
        assertThat(PhpRegex.compile("#^A[[:digit:]&&x[]+$#i").orElseThrow().find("a1&["))
                .isTrue();
        assertThat(PhpRegex.compile("(a(b)c)").orElseThrow().firstGroup("xabc")).contains("b");
        assertThat(PhpRegex.compile(ByteText.bytes("/é/u")).orElseThrow().find(ByteText.bytes("é")))
                .isTrue();
        assertThat(PhpRegex.compile("/b/A").orElseThrow().find("ab")).isFalse();
    }
}
