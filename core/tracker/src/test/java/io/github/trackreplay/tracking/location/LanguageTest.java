/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.parameters.RequestParameters;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values were checked against Matomo 5.2's own functions. */
class LanguageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "de-AT,de;q=0.9,en;q=0.8|de-at,de,en|de-at|at",
                "de|de|de|de",
                "en|en|en|xx",
                "en_US.UTF-8|en-us|en-us|us",
                "fr-ca (comment), en|fr-ca,en|fr-ca|ca",
                "sr-SP|sr-rs|sr-rs|rs",
                "zh-hans-cn|zh-hans-cn|zh-cn|cn",
                "xy,ja|xy,ja|ja|xx",
                "chrome://global/locale/intl.properties|``|``|xx",
                "nl,en-securid|nl|nl|nl",
                "en-securid,nl|nl|nl|nl",
                "*|*|xx|xx",
                "``|``|``|xx",
                "uk|uk|uk|ua",
                "en-uk|en-uk|en-uk|xx",
            })
    void aBrowsersLanguageGivesALanguageAndACountry(String header, String list, String first, String country) {
        String normalised = BrowserLanguage.normalise("", header);

        assertThat(normalised).isEqualTo(list);
        assertThat(BrowserLanguage.first(normalised)).isEqualTo(first);
        assertThat(Countries.ofLanguage(normalised, true)).isEqualTo(country);
    }

    @Test
    void aQualityGoesWhereItHasANumber() {
        assertThat(BrowserLanguage.normalise("", "de;q=,en;q=;q=0.5")).isEqualTo("de;q=,en;q=");
        assertThat(BrowserLanguage.normalise("", ";q=1.0;q=.,fr;q=0.7x")).isEqualTo(",frx");
    }

    @Test
    void theParameterWinsOverTheHeader() {
        assertThat(BrowserLanguage.normalise("fr", "de")).isEqualTo("fr");
        assertThat(BrowserLanguage.normalise("0", "de")).isEqualTo("de");
    }

    @Test
    void commentsGoButNotWhatIsNeverClosed() {
        assertThat(BrowserLanguage.normalise("", "de(a(b),en)(c),fr(it")).isEqualTo("de,en),fr(it");
        String open = "(".repeat(2_000_000); // to be looked at once, not once for each parenthesis
        assertThat(BrowserLanguage.normalise("de" + open, "")).hasSize(2_000_002);
    }

    @Test
    void aLanguageAloneIsACountryOnlyByGuess() {
        assertThat(Countries.ofLanguage("de", false)).isEqualTo("xx");
        assertThat(Countries.ofLanguage("de,en-gb", false)).isEqualTo("gb");
    }

    @Test
    void theProviderDecidesWhereToLook() {
        LocationDatabase one = address -> address.equals("192.0.2.1")
                ? Optional.of(new LocationDatabase.Place(
                        "NL", Optional.of("NH"), Optional.of("X"), Optional.of(52.5), Optional.of(-5.125)))
                : Optional.empty();
        Locator database = new Locator(Locator.Provider.DATABASE, true, true, one);

        assertThat(database.locate("192.0.2.1", "de"))
                .isEqualTo(new VisitLocation(
                        "nl", Optional.of("NH"), Optional.of("X"), Optional.of("52.5"), Optional.of("-5.125")));
        assertThat(database.locate("192.0.2.2", "de").country()).isEqualTo("de");
        assertThat(new Locator(Locator.Provider.DATABASE, false, true, one)
                        .locate("192.0.2.2", "de")
                        .country())
                .isEqualTo("xx");
        assertThat(new Locator(Locator.Provider.DISABLED, true, true, one)
                        .locate("192.0.2.1", "de")
                        .country())
                .isEqualTo("xx");
        assertThat(Locator.Provider.of(Optional.of("geoip2php"), true)).isEqualTo(Locator.Provider.DATABASE);
        assertThat(Locator.Provider.of(Optional.empty(), false)).isEqualTo(Locator.Provider.DISABLED);
    }

    @Test
    void anAddressOfWhichOnlyTheNetworkIsKnownHasNoCountryByItsLanguage() {
        LocationDatabase networks = new LocationDatabase() {
            @Override
            public Optional<Place> find(String address) {
                return Optional.empty();
            }

            @Override
            public Optional<Network> network(String address) {
                return address.equals("192.0.2.1") ? Optional.of(new Network("Telekom", "")) : Optional.empty();
            }
        };
        Locator database = new Locator(Locator.Provider.DATABASE, true, true, networks);

        assertThat(database.locate("192.0.2.1", "de").country()).isEqualTo("xx");
        assertThat(database.locate("192.0.2.2", "de").country()).isEqualTo("de");
        assertThat(database.network("192.0.2.1")).isPresent();
        assertThat(new Locator(Locator.Provider.LANGUAGE, true, true, networks).network("192.0.2.1"))
                .isEmpty();
    }

    @Test
    void aRequestMayClaimItsPlace() {
        RequestParameters request = RequestParameters.of(
                "country=abcd&region=&lat=1.5&city=" + "%C3%A9".repeat(200), Optional.empty(), "", true);
        VisitLocation found = VisitLocation.country("de");

        VisitLocation claimed = Locator.withClaims(found, request);

        assertThat(claimed.country()).isEqualTo("abc");
        assertThat(claimed.region()).isEmpty();
        assertThat(claimed.latitude()).contains("1.5");
        assertThat(claimed.city().orElseThrow()).startsWith("é".repeat(127)).hasSize(128);
        assertThat(Locator.claims(request))
                .containsEntry("location_country", "abcd")
                .hasSize(3);
        assertThat(Locator.hasClaims(RequestParameters.of("country=0", Optional.empty(), "", true)))
                .isFalse();
        assertThat(Locator.claims(RequestParameters.of("", Optional.empty(), "", true)))
                .isEqualTo(Map.of());
    }
}
