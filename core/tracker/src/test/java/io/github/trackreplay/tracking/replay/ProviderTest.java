/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.location.HostNames;
import io.github.trackreplay.tracking.location.LocationDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plugin Provider, seen in the rows. */
class ProviderTest {
    private static final String PAGE = "url=https%3A%2F%2Fshop.example.com%2Fa";

    private final List<String> asked = new ArrayList<>();

    private Fixture named(String name) {
        HostNames names = address -> {
            asked.add(address);
            return Optional.ofNullable(name);
        };
        return new Fixture().columns("log_visit.location_provider").hostNames(names);
    }

    private String provider(Fixture fixture, String more) {
        fixture.play(fixture.request(0, PAGE + more));
        return fixture.visit(1).has("location_provider") ? fixture.visit(1).text("location_provider") : "nothing";
    }

    @ParameterizedTest
    @CsvSource({
        "p5.dip0.t-ipconnect.de, t-ipconnect.de",
        "FVAE.varg.ceaga.site.co.jp, site.co.jp",
        "a.b.example.com.au, example.com.au",
        "example.org, example.org",
        "com.uk, .com.uk",
        "host.7, Ip",
        "localhost, Ip",
        ".x, Ip",
        "a.bc, Ip",
        "a.bcd, a.bcd"
    })
    void theEndOfTheNameIsTheProvider(String name, String provider) {
        assertThat(provider(named(name), "")).isEqualTo(provider);
        assertThat(asked).containsOnly("198.51.100.7");
    }

    @Test
    void anAddressWithoutANameIsIp() {
        assertThat(provider(named(null), "")).isEqualTo("Ip");
    }

    @Test
    void aNameBeyondTheColumnIsCut() {
        assertThat(provider(named("a." + "b".repeat(300) + ".example"), ""))
                .hasSize(200)
                .startsWith("bbb");
    }

    @Test
    void nothingIsAskedWhereMatomoAsksNothing() {
        assertThat(provider(named("a.example.org"), "&dp=1")).isEqualTo("nothing");
        Fixture masked = named("a.example.org")
                .privacy("ipAnonymizerEnabled", "1")
                .privacy("ipAddressMaskLength", "1")
                .privacy("useAnonymizedIpForVisitEnrichment", "1");
        assertThat(provider(masked, "")).isEqualTo("nothing");
        assertThat(provider(named("a.example.org").plugins("Goals"), "")).isEqualTo("nothing");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Telekom; Telekom; Telekom",
                "Telekom; A Shop; Telekom - A Shop",
                "Telekom; ; Telekom",
                "; A Shop; A Shop",
                "; ; example.org"
            })
    void whatADatabaseNamesGoesBeforeTheNameOfTheAddress(String isp, String organisation, String provider) {
        LocationDatabase database = database(isp == null ? "" : isp, organisation == null ? "" : organisation);

        assertThat(provider(named("a.example.org").places(database), "")).isEqualTo(provider);
        assertThat(asked.isEmpty()).isEqualTo(!provider.equals("example.org"));
    }

    @Test
    void whatADatabaseNamesStandsAlsoWhereNamesAreNotLookedUp() {
        Fixture fixture = new Fixture().columns("log_visit.location_provider").places(database("Telekom", ""));

        assertThat(provider(fixture, "&dp=1")).isEqualTo("Telekom");
    }

    private static LocationDatabase database(String provider, String organisation) {
        return new LocationDatabase() {
            @Override
            public Optional<Place> find(String address) {
                return Optional.empty();
            }

            @Override
            public Optional<Network> network(String address) {
                return Optional.of(new Network(provider, organisation));
            }
        };
    }

    @Test
    void withoutLookUpsTheColumnKeepsItsDefault() {
        assertThat(provider(new Fixture().columns("log_visit.location_provider"), ""))
                .isEqualTo("nothing");
    }
}
