/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goals, carts and orders leave: conversions, their revenue and their items, seen in the rows. */
class ConversionRulesTest {
    private final Fixture fixture = new Fixture();

    @Test
    void aCartBecomesTheOrderAndWhatIsNotOrderedIsMarkedAsDeleted() {
        String shoe = "%5B%22S1%22%2C%22Shoe%22%2C%22Men%22%2C10%2C2%5D";
        String boot = "%5B%22S2%22%2C%22Boot%22%2C%22Men%22%2C15.555%2C1%5D";
        String visitor = "_id=1234567890abcdef&idgoal=0&";
        fixture.play(
                fixture.request(0, visitor + "revenue=35.5&ec_items=%5B" + shoe + "%2C" + boot + "%5D"),
                fixture.request(9, visitor + "revenue=20&ec_id=o1&ec_items=%5B" + shoe + "%5D"));
        assertThat(fixture.tables.conversions).hasSize(1);
        Columns order = fixture.tables.conversions.values().iterator().next();
        assertThat(order.whole("idgoal", -2)).isZero();
        assertThat(order.text("idorder")).isEqualTo("o1");
        assertThat(fixture.tables.items.values())
                .extracting(item -> item.text("idorder"))
                .containsOnly("o1");
        assertThat(fixture.tables.items.values())
                .extracting(item -> item.whole("deleted", 0))
                .containsExactlyInAnyOrder(0L, 1L);
        assertThat(fixture.tables.items.values())
                .extracting(item -> item.get("price"))
                .contains(new Value.Real(new BigDecimal("15.56")));
    }

    @Test
    void anOrderIdCountsOnceASiteWhateverItsCase() {
        List<RequestOutcome> outcomes = fixture.play(
                fixture.request(0, "idgoal=0&revenue=1&ec_id=abc"),
                fixture.request(4000, "idgoal=0&revenue=1&ec_id=ABC"));
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo("duplicate-order");
        assertThat(fixture.tables.conversions).hasSize(1);
        assertThat(fixture.tables.visits)
                .as("Matomo has written the visit before it finds out")
                .hasSize(2);
    }

    @Test
    void whatHasLeftACartIsOfTheTimeOfItsLastChangeUnlessVeryMuchHas() {
        for (int carts : new int[] {30, 40}) {
            LocatedRequest[] requests = new LocatedRequest[carts];
            for (int i = 0; i < carts; i++) {
                requests[i] = cart(i);
            }
            Fixture shop = new Fixture();
            shop.play(requests);

            assertThat(shop.tables.items.values())
                    .extracting(item -> item.whole("deleted", 0))
                    .containsOnlyOnce(0L)
                    .hasSize(carts);
            assertThat(shop.tables.items.values().stream()
                            .map(item -> item.get("server_time"))
                            .distinct())
                    .hasSize(carts == 30 ? 1 : carts - 31);
        }
    }

    @Test
    @Timeout(60)
    void aVisitThatChangesItsCartWithoutEndTakesNeitherMemoryNorTime() {
        LocatedRequest[] requests = new LocatedRequest[40_000];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = cart(i); // sixteen hundred million looks, if all that has left the cart were gone through
        }
        fixture.play(requests);

        assertThat(fixture.tables.items).hasSize(requests.length);
    }

    private LocatedRequest cart(int number) {
        return fixture.request(
                number % 1000, "_id=1234567890abcdef&idgoal=0&revenue=1&ec_items=[[%22sku" + number + "%22]]");
    }

    @Test
    void ofNumbersThatAreEqualTheLastOneOfTheIndexIsTaken() {
        String first = "[[%221%22,%22a%22,%22%22,1,1],[%2201%22,%22b%22,%22%22,1,1]]";
        fixture.play(
                fixture.request(0, "_id=1234567890abcdef&idgoal=0&ec_id=A&revenue=2&ec_items=" + first),
                fixture.request(5, "_id=1234567890abcdef&idgoal=0&ec_id=B&revenue=2&ec_items=" + first));

        Set<Ref> ofFirst = skus("A");
        Set<Ref> ofSecond = skus("B");
        assertThat(ofFirst).hasSize(2);
        assertThat(ofSecond).hasSize(1); // CRC-32 of "01" is greater than that of "1"
        assertThat(name(ofSecond.iterator().next())).isEqualTo("01");
    }

    private Set<Ref> skus(String idOrder) {
        return fixture.tables.items.keySet().stream()
                .filter(key -> key.idOrder().equals(idOrder))
                .map(ItemKey::sku)
                .collect(Collectors.toSet());
    }

    private String name(Ref action) {
        return fixture.tables.actions.get(((Ref.Id) action).id()).name().name();
    }

    @Test
    void aGoalBringsWhatTheRequestSaysRoundedToTwoPlacesOrElseItsOwnRevenue() {
        fixture.goal(1, "manually", "", "contains", true);
        fixture.play(
                fixture.request(0, "idgoal=1&revenue=12.345"),
                fixture.request(1, "idgoal=1"),
                fixture.request(2, "idgoal=1&revenue=much"));
        assertThat(fixture.tables.conversions.values())
                .extracting(conversion -> conversion.get("revenue"))
                .containsExactly(
                        new Value.Real(new BigDecimal("12.35")),
                        new Value.Real(new BigDecimal("10")),
                        new Value.Real(new BigDecimal("10")));
    }
}
