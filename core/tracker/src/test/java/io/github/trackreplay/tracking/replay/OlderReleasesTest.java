/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ConversionKey;
import io.github.trackreplay.tracking.model.Value;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that were others in earlier releases of Matomo, seen in the rows. */
class OlderReleasesTest {
    private final Fixture fixture = new Fixture();

    @ParameterizedTest
    @CsvSource({"4.16.1,xx", "5.0.3,xx", "5.1.0,de-at", "5.2.0,de-at"})
    void theParameterForTheLanguageIsReadAsItStandsBefore51(String version, String language) {
        fixture.version(version);
        fixture.play(fixture.page(0, "/&lang=DE_AT"));
        assertThat(fixture.visit(1).text("location_browser_lang")).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({"4.16.1,unknown", "5.0.3,unknown", "5.1.0,800x600"})
    void anUnknownResolutionStaysSoBefore51(String version, String resolution) {
        fixture.version(version);
        fixture.play(fixture.page(0, "/"), fixture.page(1, "/&res=800x600"));
        assertThat(fixture.visit(1).text("config_resolution")).isEqualTo(resolution);
    }

    @ParameterizedTest
    @CsvSource({"4.16.1,10", "5.0.3,10", "5.1.0,12"})
    void aDecimalCommaMakesNoNumberBefore51(String version, BigDecimal revenue) {
        fixture.version(version).goal(7, "manually", "", "", false);
        fixture.play(fixture.request(0, "idgoal=7&revenue=12,5"));
        Columns conversion = fixture.tables.conversions.entrySet().stream()
                .filter(entry -> isOfGoal(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
        assertThat(((Value.Real) conversion.get("revenue")).number()).isEqualByComparingTo(revenue);
    }

    private static boolean isOfGoal(ConversionKey key) {
        return key.idGoal() == 7;
    }

    @ParameterizedTest
    @CsvSource({"4.16.1,''", "5.0.0,https://partner.example.edu/a"})
    void theUrlOfALaterReferrerIsNotTakenBefore5(String version, String url) {
        fixture.version(version);
        fixture.play(fixture.page(0, "/"), fixture.page(1, "/&urlref=https%3A%2F%2Fpartner.example.edu%2Fa"));
        assertThat(fixture.visit(1).text("referer_name")).isEqualTo("partner.example.edu");
        String stored = fixture.visit(1).text("referer_url");
        assertThat(stored == null ? "" : stored).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({"4.16.1,1", "5.0.0,6"})
    void aRequestNamesItsCampaignItselfSince5(String version, int type) {
        fixture.version(version);
        fixture.play(fixture.page(0, "/&mtm_campaign=spring"));
        assertThat(fixture.visit(1).whole("referer_type", 0)).isEqualTo(type);
    }

    @Test
    void aWishNotToBeTrackedIsObeyedByDefaultBefore5() {
        assertThat(play(fixture.version("4.16.1"))).isEqualTo(new Excluded("do-not-track"));
        assertThat(play(fixture.version("5.0.0"))).isEqualTo(new RequestOutcome.Recorded());
        assertThat(play(fixture.version("4.16.1").privacy("doNotTrackEnabled", "0")))
                .isEqualTo(new RequestOutcome.Recorded());
    }

    private static RequestOutcome play(Fixture fixture) {
        TrackingRequest page = fixture.page(0, "/").request();
        LocatedRequest wished = fixture.located(new TrackingRequest(
                new TrackingRequest.Line(page.offset(), page.length()),
                page.time(),
                new TrackingRequest.Call("GET", page.path(), page.query(), page.body(), page.bulkToken(), 200),
                new TrackingRequest.Client(page.sourceIp(), page.userAgent(), "", "", Map.of("dnt", "1"))));
        return fixture.play(wished).get(0);
    }
}
