/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.option.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SiteFilterTest {
    private static boolean takes(String filter, String query, String body) {
        return SiteFilter.parse(List.of(filter.split(" ")))
                .takes(new TrackingRequest(
                        new TrackingRequest.Line(0, 10),
                        0,
                        new TrackingRequest.Call(
                                "POST", "/matomo.php", query, Optional.of(body), Optional.empty(), 200),
                        new TrackingRequest.Client("192.0.2.1", "", "", "", Map.of())));
    }

    @Test
    void onlyTheSitesThatAreNamed() {
        assertThat(takes("1 2", "idsite=2&rec=1", "")).isTrue();
        assertThat(takes("1 2", "idsite=3&rec=1", "")).isFalse();
        assertThat(takes("1 2", "rec=1", "")).isFalse();
    }

    @Test
    void allSitesButThoseWithAMinus() {
        assertThat(takes("-3", "idsite=2&rec=1", "")).isTrue();
        assertThat(takes("-3", "idsite=3&rec=1", "")).isFalse();
        assertThat(takes("1 -1", "idsite=1", "")).isFalse();
    }

    @Test
    void aSiteIsReadAsTheTrackerReadsIt() {
        assertThat(takes("2", "idsite=1&idsite=2", "")).isTrue();
        assertThat(takes("2", "rec=1", "idsite=2")).isTrue();
        assertThat(takes("2", "idsite=1", "idsite=2")).isFalse();
        assertThat(takes("2", "%69dsite=2.0", "")).isTrue();
        assertThat(takes("2", "idsite=4294967298", "")).isFalse();
    }

    @Test
    void whatIsNoNumberIsNamed() {
        assertThatThrownBy(() -> SiteFilter.parse(List.of("1", "shop")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'shop'");
        assertThatThrownBy(() -> SiteFilter.parse(List.of("0"))).isInstanceOf(IllegalArgumentException.class);
    }

    /** The sink and {@code import -f} read them by the same rule. */
    @Test
    void aListMayHaveBlanksOrCommas() {
        for (String text : List.of("1 2 -3", "1,2,-3", " 1, 2\t-3 ")) {
            Map<String, String> settings = Map.of(
                    "url",
                    "jdbc:mysql://127.0.0.1/matomo",
                    "user",
                    "u",
                    "sites",
                    text,
                    "hosts",
                    "a.example, *.b.example");
            Values values = MySqlSinkOptions.read("", settings);
            assertThat(values.problems()).as(text).isEmpty();
            assertThat(values.find(MySqlSinkOptions.SITES)).contains(new SiteFilter(Set.of(1, 2), Set.of(3)));
            assertThat(values.find(MySqlSinkOptions.HOSTS))
                    .contains(new HostFilter(Set.of("a.example", "*.b.example"), Set.of()));
        }
    }

    private static Optional<String> left(String hosts, String host) {
        Map<String, String> headers = host.isEmpty() ? Map.of() : Map.of("host", host);
        return SiteFilter.ALL
                .of(HostFilter.parse(List.of(hosts.split(" "))))
                .reason(new TrackingRequest(
                        new TrackingRequest.Line(0, 10),
                        0,
                        TrackingRequest.Call.get("/matomo.php", "idsite=1"),
                        new TrackingRequest.Client("192.0.2.1", "", "", "", headers)));
    }

    @Test
    void onlyTheHostsThatAreNamed() {
        assertThat(left("stats.example", "Stats.Example:8443")).isEmpty();
        assertThat(left("stats.example", "stats.example.")).isEmpty();
        assertThat(left("stats.example", "a.stats.example")).contains("other-host");
        assertThat(left("*.shop.example", "a.b.shop.example")).isEmpty();
        assertThat(left("*.shop.example", "shop.example")).contains("other-host");
        assertThat(left("*.shop.example -old.shop.example", "old.shop.example")).contains("other-host");
        assertThat(left("-old.example", "new.example")).isEmpty();
        assertThat(left("[2001:db8::1]", "[2001:db8::1]:80")).isEmpty();
    }

    @Test
    void whereNoHostIsKnownThatIsSaid() {
        assertThat(left("stats.example", "")).contains("no-host");
        assertThat(left("stats.example", "-")).contains("no-host");
        assertThat(left("-old.example", "")).isEmpty();
    }

    @Test
    void hostsAreKeptWithTheSitesInTheLedger() {
        SiteFilter filter = SiteFilter.parse(List.of("1", "-2"))
                .of(HostFilter.parse(List.of("stats.example", "*.shop.example", "-old.shop.example")));

        assertThat(filter.text()).isEqualTo("1,-2,@*.shop.example,@stats.example,@-old.shop.example");
        assertThat(SiteFilter.of(filter.text())).isEqualTo(filter);
        assertThat(SiteFilter.of("@a.example")).isEqualTo(SiteFilter.ALL.of(HostFilter.parse(List.of("a.example"))));
        assertThatThrownBy(() -> HostFilter.parse(List.of("https://stats.example/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hosts without a port");
    }
}
