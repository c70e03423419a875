/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.model.Change;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin TrackingSpamPrevention, seen in outcomes. The client's address is 198.51.100.7, its language German. */
class TrackingSpamPreventionTest {
    private static final String PLUGIN = "TrackingSpamPrevention";
    private static final String PAGE = "_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2Fa";
    private static final String RANGES = "TrackingSpamBlockedIpRanges";

    private static Fixture active() {
        return new Fixture().setting("version_" + PLUGIN, "5.0.4");
    }

    private static RequestOutcome outcome(Fixture fixture, String more) {
        return fixture.play(fixture.request(0, PAGE + more)).get(0);
    }

    private static String agent(String userAgent) {
        return "&ua=" + URLEncoder.encode(userAgent, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 HeadlessChrome/120",
                "x phantomjs",
                "ELECTRON",
                "ApacheBench/2.3",
                "Siege/4",
                "k6 (https://k6.io/)",
                "radview",
                "Locust",
                "Cypress/12"
            })
    void headlessBrowsersAreLeftOutWhereThatIsOn(String userAgent) {
        assertThat(outcome(active().configured(PLUGIN, "block_headless", "1"), agent(userAgent) + "&bots=1"))
                .isEqualTo(new Excluded("spam-headless-browser"));
        assertThat(outcome(active(), agent(userAgent) + "&bots=1")).isEqualTo(new Recorded());
    }

    @Test
    void asAPartOfMatomo6ItLeavesThemOutByItself() {
        String headless = agent("HeadlessChrome/120");
        assertThat(outcome(new Fixture().version("6.0.0"), headless)).isEqualTo(new Excluded("spam-headless-browser"));
        assertThat(outcome(new Fixture().version("6.0.0").configured(PLUGIN, "block_headless", "0"), headless))
                .isEqualTo(new Recorded());
        assertThat(outcome(new Fixture().version("5.13.0"), headless)).isEqualTo(new Recorded());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"198.\":[\"198.51.100.0\\/24\"]}; true",
                "{\"198.\":[\"198.51.101.0\\/24\",\"198.51.100.7\\/32\"]}; true",
                "{\"198.\":[\"198.51.101.0\\/24\"]}; false",
                "{\"197.\":[\"0.0.0.0\\/0\"]}; false",
                "[]; false",
                "no json; false"
            })
    void blockedRangesThatBeginAsTheAddressDoesAreLeftOut(String json, boolean blocked) {
        assertThat(outcome(active().setting(RANGES, json), ""))
                .isEqualTo(blocked ? new Excluded("spam-address") : new Recorded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.7", "10.0.0.0/8 198.51.0.0/16"})
    void anAllowedAddressIsNeverLeftOut(String list) {
        Fixture fixture = active().configured(PLUGIN, "iprange_allowlist", list.split(" "))
                .configured(PLUGIN, "block_headless", "1")
                .setting(RANGES, "{\"198.\":[\"198.51.100.0/24\"]}");
        assertThat(outcome(fixture, agent("HeadlessChrome"))).isEqualTo(new Recorded());
    }

    @Test
    void googlesDataSaverIsNotLeftOut() {
        Fixture fixture = active().configured(PLUGIN, "block_headless", "1");
        String request = PAGE + agent("HeadlessChrome") + "&token_auth=" + Fixture.TOKEN + "&cip=66.249.81.5";
        assertThat(fixture.play(
                        fixture.request(0, request, Map.of("via", "1.1 Chrome-Compression-Proxy")),
                        fixture.request(1, request)))
                .containsExactly(new Recorded(), new Excluded("bot-address"));
    }

    @ParameterizedTest
    @CsvSource({
        "excluded_countries, de, true",
        "excluded_countries, fr, false",
        "included_countries, de, false",
        "included_countries, fr, true"
    })
    void countriesAreLeftOut(String setting, String code, boolean excluded) {
        Fixture fixture = active().configured(PLUGIN, setting, "[{\"country\":\"" + code + "\"}]");
        assertThat(outcome(fixture, "")).isEqualTo(excluded ? new Excluded("spam-country") : new Recorded());
    }

    @ParameterizedTest
    @CsvSource({
        "1, Alibaba Cloud LLC, spam-cloud",
        "1, THE DIGITALOCEAN SHOP, spam-cloud",
        "1, Digital, recorded",
        "1, , recorded",
        "0, Alibaba Cloud LLC, recorded"
    })
    void cloudsAreLeftOutByWhatADatabaseCallsTheirNetworks(String block, String organisation, String outcome) {
        Fixture fixture = active().places(networkOf("198.51.100.7", organisation == null ? "" : organisation))
                .configured(PLUGIN, "block_clouds", block)
                .configured(PLUGIN, "block_geoip_organisations", "alibaba cloud", "digitalocean", "");

        assertThat(outcome(fixture, "")).isEqualTo(outcome.equals("recorded") ? new Recorded() : new Excluded(outcome));
    }

    @Test
    void aNameWithACommaIsOneName() {
        Fixture fixture = active().places(networkOf("198.51.100.7", "Example Inc."))
                .configured(PLUGIN, "block_clouds", "1")
                .configured(PLUGIN, "block_geoip_organisations", "Other, Inc");

        assertThat(outcome(fixture, "")).isEqualTo(new Recorded());
    }

    @Test
    void withoutTheDatabaseAsProviderNothingIsKnownOfNetworks() {
        Fixture fixture = active().places(networkOf("198.51.100.7", "Alibaba Cloud"))
                .setting("usercountry.location_provider", "default")
                .configured(PLUGIN, "block_clouds", "1")
                .configured(PLUGIN, "block_geoip_organisations", "alibaba cloud");

        assertThat(outcome(fixture, "")).isEqualTo(new Recorded());
    }

    private static LocationDatabase networkOf(String address, String organisation) {
        return new LocationDatabase() {
            @Override
            public Optional<Place> find(String any) {
                return Optional.empty();
            }

            @Override
            public Optional<Network> network(String asked) {
                return Optional.of(new Network("a provider", organisation)).filter(n -> asked.equals(address));
            }
        };
    }

    @Test
    void librariesAreLeftOutWhereThatIsOn() {
        String library = agent("curl/8.4.0");
        assertThat(outcome(active().configured(PLUGIN, "blockServerSideLibraries", "1"), library))
                .isEqualTo(new Excluded("spam-library"));
        assertThat(outcome(active(), library)).isEqualTo(new Recorded());
    }

    @Test
    void aVisitWithSoManyActionsIsOver() {
        Fixture fixture = active().configured(PLUGIN, "max_actions_allowed", "2");
        assertThat(fixture.play(
                        fixture.page(0, "/1"), fixture.page(1, "/2"), fixture.page(2, "/3"), fixture.page(3, "/4")))
                .containsExactly(
                        new Recorded(), new Recorded(), new Excluded("spam-actions"), new Excluded("spam-actions"));
        assertThat(fixture.visit(1).whole("visit_total_actions", 0)).isEqualTo(2);
        assertThat(fixture.tables.actions.toString()).contains("shop.example.com/3"); // it was looked up before
        assertThat(fixture.tables.others).containsOnlyOnce(new Change.BanAddress("198.51.100.7"));

        Fixture allowed = active().configured(PLUGIN, "max_actions_allowed", "1")
                .configured(PLUGIN, "iprange_allowlist", "198.51.100.7");
        assertThat(allowed.play(allowed.page(0, "/1"), allowed.page(1, "/2")))
                .containsExactly(new Recorded(), new Recorded());
        assertThat(allowed.tables.others).noneMatch(Change.BanAddress.class::isInstance);
    }

    @Test
    void whatWasTooMuchOnADayThatHasPassedBansNobodyToday() {
        Fixture fixture = active().configured(PLUGIN, "max_actions_allowed", "1");
        fixture.now += 86_400;

        assertThat(fixture.play(fixture.page(0, "/1"), fixture.page(1, "/2")))
                .containsExactly(new Recorded(), new Excluded("spam-actions"));
        assertThat(fixture.tables.others).noneMatch(Change.BanAddress.class::isInstance);
    }

    @Test
    void itTakesNoPartWhereItIsNotActive() {
        Fixture fixture = active().plugins("Goals").configured(PLUGIN, "block_headless", "1");
        assertThat(outcome(fixture, agent("HeadlessChrome"))).isEqualTo(new Recorded());
    }
}
