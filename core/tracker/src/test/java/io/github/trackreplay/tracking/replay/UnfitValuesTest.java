/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Columns;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of values that do not fit their columns depends on the database, as under Matomo. */
class UnfitValuesTest {
    private static final String ENDLESS = "x".repeat(120);

    private final Fixture fixture = new Fixture();

    private List<RequestOutcome> search(String count) {
        return fixture.play(fixture.request(0, "_id=1234567890abcdef&search=boots&search_count=" + count));
    }

    @Test
    void aLenientDatabaseTakesTheNearestNumber() {
        assertThat(search("99999999999")).singleElement().isInstanceOf(Recorded.class);
        assertThat(fixture.link(1).whole("search_count", 0)).isEqualTo(4_294_967_295L);
    }

    @Test
    void aStrictDatabaseRefusesTheActionAfterTheVisitWasWritten() {
        fixture.strict();
        assertThat(search("99999999999"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo("value-does-not-fit"));
        assertThat(fixture.tables.visits).hasSize(1);
        assertThat(fixture.tables.links).isEmpty();
    }

    @Test
    void aStrictDatabaseTakesWhatMatomoCutsItself() {
        fixture.strict();
        assertThat(fixture.play(
                        fixture.request(0, "uid=" + "u".repeat(250) + "&url=https%3A%2F%2Fshop.example.com%2F")))
                .singleElement()
                .isInstanceOf(Recorded.class);
        assertThat(fixture.visit(1).text("user_id")).hasSize(200);
    }

    @Test
    void aClaimedRegionIsCutInANewVisitButNotInOneThatExists() {
        fixture.strict();
        String query = "_id=1234567890abcdef&region=Bavaria&token_auth=" + Fixture.TOKEN;
        List<RequestOutcome> outcomes = fixture.play(fixture.request(0, query), fixture.request(5, query));
        assertThat(fixture.visit(1).text("location_region")).isEqualTo("Bav");
        assertThat(outcomes.get(0)).isInstanceOf(Recorded.class);
        assertThat(outcomes.get(1)).isInstanceOf(Refused.class);
        assertThat(fixture.tables.links).hasSize(2);
        assertThat(fixture.visit(1).whole("visit_total_actions", 0)).isEqualTo(1);
    }

    @Test
    void aStrictDatabaseRefusesANameThatIsNotUtf8() {
        fixture.strict().option("page_maximum_length", "5");
        assertThat(fixture.play(fixture.request(0, "action_name=%C3%A9%C3%A9%C3%A9")))
                .singleElement()
                .isInstanceOf(Refused.class);
        assertThat(fixture.tables.visits).isEmpty();
    }

    @Test
    void conversionsOfOneSecondAreKeptApart() {
        fixture.goal(3, "url", "/", "contains", true);
        List<LocatedRequest> views = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            views.add(fixture.page(0, "/" + i));
        }
        fixture.play(views, 7);
        assertThat(fixture.tables.conversions).hasSize(20);
    }

    @Test
    void aCartStaysACartWhenAStrictDatabaseDoesNotTakeItsOrder() {
        fixture.strict();
        List<RequestOutcome> outcomes = fixture.play(
                fixture.request(0, "_id=1234567890abcdef&idgoal=0&ec_items=%5B%5B%22A%22%5D%5D"),
                fixture.request(5, "_id=1234567890abcdef&idgoal=0&ec_id=" + ENDLESS));
        assertThat(outcomes).allMatch(Recorded.class::isInstance);
        assertThat(fixture.tables.conversions.values())
                .singleElement()
                .satisfies(cart -> assertThat(cart.whole("idgoal", 0)).isEqualTo(-1));
    }

    @Test
    void aNewOrderIsCutOnAStrictDatabaseToo() {
        fixture.strict();
        fixture.play(fixture.request(0, "_id=1234567890abcdef&idgoal=0&ec_id=" + ENDLESS));
        assertThat(fixture.tables.conversions.values())
                .singleElement()
                .satisfies(order -> assertThat(order.text("idorder")).hasSize(100));
    }

    @Test
    void thePageViewsIdIsCutToSixBytes() {
        fixture.play(fixture.request(0, "url=https%3A%2F%2Fshop.example.com%2F&pv_id=a%C3%A9%C3%A9b%C3%A9"));
        assertThat(fixture.link(1).text("idpageview")).isEqualTo("aééb");
    }

    @Test
    void aConversionHasTheVisitsVariablesWhereFilledElseTheRequests() {
        fixture.play(
                fixture.request(0, "_id=1234567890abcdef&_cvar=%7B%222%22%3A%5B%22%22%2C%22v%22%5D%7D"),
                fixture.request(
                        1,
                        "_id=1234567890abcdef&idgoal=0&ec_id=1&_cvar=%7B%222%22%3A%5B%22Plan%22%2C%22free%22%5D%7D"));
        Columns order = fixture.tables.conversions.values().iterator().next();
        assertThat(order.text("custom_var_k2")).isEqualTo("Plan");
        assertThat(order.text("custom_var_v2")).isEqualTo("v");
        assertThat(fixture.visit(1).text("custom_var_v2")).isEqualTo("free");
    }

    @Test
    void theLettersOfAnItemThatIsASingleValueAreItsFields() {
        fixture.play(fixture.request(0, "_id=1234567890abcdef&idgoal=0&ec_items=%5B1%2C%22SN%22%5D"));
        assertThat(fixture.tables.items).hasSize(2);
        assertThat(fixture.tables.actions.values())
                .extracting(row -> row.name().type() + " " + row.name().name())
                .contains("5 1", "5 S", "6 N");
    }
}
