/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Columns;
import io.github.trackreplay.tracking.model.ItemKey;
import io.github.trackreplay.tracking.model.Ref;
import io.github.trackreplay.tracking.model.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One rule of the tracker a test, seen in the rows. */
class VisitRulesTest {
    private static final int HALF_HOUR = 1800;

    private final Fixture fixture = new Fixture();

    @Test
    void aVisitIsContinuedUntilHalfAnHourWithoutAction() {
        fixture.play(fixture.page(0, "/"), fixture.page(HALF_HOUR - 1, "/a"), fixture.page(2 * HALF_HOUR - 1, "/b"));
        assertThat(fixture.tables.visits).hasSize(2);
        assertThat(fixture.visit(1).whole("visit_total_actions", 0)).isEqualTo(2);
        assertThat(fixture.visit(1).whole("visit_total_time", 0)).isEqualTo(HALF_HOUR);
        assertThat(fixture.visit(2).whole("visitor_count_visits", 0)).isEqualTo(2);
        assertThat(fixture.visit(2).whole("visitor_seconds_since_first", 0)).isEqualTo(2 * HALF_HOUR - 1);
    }

    @Test
    void aVisitEndsAtMidnightInTheSitesTimeZone() {
        int untilMidnight = 11 * 3600; // the site is an hour ahead of UTC
        fixture.play(fixture.page(untilMidnight - 1, "/"), fixture.page(untilMidnight, "/"));
        assertThat(fixture.tables.visits).hasSize(2);
    }

    @Test
    void aVisitEndsWhenItHasTheGreatestNumberOfActionsAndTheVisitorIsNewAgain() {
        fixture.option("create_new_visit_after_x_actions", "2");
        fixture.play(fixture.page(0, "/"), fixture.page(1, "/"), fixture.page(2, "/"));
        assertThat(fixture.tables.visits).hasSize(2);
        assertThat(fixture.visit(2).whole("visitor_returning", -1)).isZero();
    }

    @Test
    void anotherCampaignStartsANewVisitButTheFirstOneDoesNot() {
        fixture.play(
                fixture.page(0, "/"),
                fixture.page(1, "/%3Futm_campaign%3Dspring"),
                fixture.page(2, "/%3Futm_campaign%3Dautumn"));
        assertThat(fixture.tables.visits).hasSize(2);
        assertThat(fixture.visit(1).text("referer_name")).isEqualTo("spring");
        assertThat(fixture.visit(2).text("referer_name")).isEqualTo("autumn");
    }

    @Test
    void aVisitorWithoutIdIsFoundByConfigurationAndOneWithAnotherIdToo() {
        fixture.play(
                fixture.request(0, "url=https%3A%2F%2Fshop.example.com%2F"),
                fixture.request(5, "url=https%3A%2F%2Fshop.example.com%2F"),
                fixture.request(9, "_id=aaaaaaaaaaaaaaaa&url=https%3A%2F%2Fshop.example.com%2F"));
        assertThat(fixture.tables.visits).hasSize(1);
        assertThat(fixture.visit(1).get("idvisitor")).isEqualTo(bytes(0xaa));
    }

    @Test
    void aForcedVisitorIdMustMatch() {
        fixture.play(
                fixture.request(0, "url=https%3A%2F%2Fshop.example.com%2F"),
                fixture.request(5, "cid=aaaaaaaaaaaaaaaa&url=https%3A%2F%2Fshop.example.com%2F"));
        assertThat(fixture.tables.visits).hasSize(2);
    }

    @Test
    void aForcedVisitorIdOfAnotherLengthIsRefused() {
        assertThat(fixture.play(fixture.request(0, "cid=aaaa"))).singleElement().isInstanceOf(Refused.class);
    }

    @Test
    @SuppressWarnings("deprecation") // SHA-1 is what Matomo uses
    void theVisitorIdOfAUserComesFromTheUserId() {
        fixture.play(fixture.request(0, "uid=ann&url=https%3A%2F%2Fshop.example.com%2F"));
        assertThat(fixture.visit(1).text("user_id")).isEqualTo("ann");
        byte[] sha1 = Hashing.sha1().hashString("ann", StandardCharsets.UTF_8).asBytes();
        assertThat(fixture.visit(1).get("idvisitor")).isEqualTo(new Value.Bytes(Arrays.copyOf(sha1, 8)));
    }

    @Test
    void aLateRequestDoesNotTurnTheVisitsLastActionBack() {
        fixture.play(fixture.page(600, "/"), fixture.page(0, "/late"));
        assertThat(fixture.visit(1).get("visit_last_action_time")).isEqualTo(new Value.Time(Fixture.NOON + 600));
        assertThat(fixture.link(2).whole("time_spent_ref_action", -1)).isZero();
    }

    @Test
    void theDayOfTheSaltIsMadeOnce() {
        fixture.play(fixture.page(0, "/"), fixture.page(1, "/"));
        assertThat(fixture.tables.others)
                .filteredOn(Change.InsertDaySalt.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aRequestThatIsRefusedForItsVisitorIdMakesNoSalt() {
        fixture.play(fixture.request(0, "cid=aaaa&url=https%3A%2F%2Fshop.example.com%2F"));
        assertThat(fixture.tables.salts).isEmpty();

        fixture.play(fixture.page(1, "/"));
        assertThat(fixture.tables.salts).hasSize(1);
    }

    @Test
    void aPingLengthensAVisitButStartsNone() {
        List<RequestOutcome> outcomes = fixture.play(
                fixture.request(0, "ping=1"), fixture.page(1, "/"), fixture.request(31, "_id=1234567890abcdef&ping=1"));
        assertThat(outcomes.get(0)).isEqualTo(new Excluded("ping-without-visit"));
        assertThat(fixture.tables.visits).hasSize(1);
        assertThat(fixture.visit(1).whole("visit_total_time", 0)).isEqualTo(31);
        assertThat(fixture.visit(1).get("visit_last_action_time")).isEqualTo(new Value.Time(Fixture.NOON + 1));
    }

    @Test
    void aGoalConvertsOnceAVisitUnlessItMaySeveralTimes() {
        fixture.goal(1, "url", "thanks", "contains", false).goal(2, "url", "thanks", "contains", true);
        fixture.play(fixture.page(0, "/thanks"), fixture.page(1, "/thanks"));
        assertThat(fixture.tables.conversions.keySet())
                .extracting(key -> key.idGoal())
                .containsExactlyInAnyOrder(1, 2, 2);
        assertThat(fixture.visit(1).whole("visit_goal_converted", 0)).isEqualTo(1);
    }

    @Test
    void aGoalThatDoesNotExistIsRefused() {
        assertThat(fixture.play(fixture.request(0, "idgoal=9")))
                .singleElement()
                .satisfies(outcome -> assertThat(((Refused) outcome).reason()).isEqualTo("unknown-goal"));
        assertThat(fixture.tables.visits).isEmpty();
    }

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
    void anOldTimeNeedsAToken() {
        String old = "cdt=2026-03-01%2010%3A00%3A00&url=https%3A%2F%2Fshop.example.com%2F";
        fixture.now = Fixture.NOON;
        List<RequestOutcome> outcomes =
                fixture.play(fixture.request(0, old), fixture.request(1, old + "&token_auth=" + Fixture.TOKEN));
        assertThat(((Refused) outcomes.get(0)).reason()).isEqualTo("token-required");
        assertThat(fixture.visit(1).get("visit_first_action_time")).isEqualTo(new Value.Time(1_772_359_200));
        assertThat(fixture.tables.others).contains(new Change.MarkForArchiving(1, LocalDate.of(2026, 3, 1)));
        assertThat(fixture.tables.others).anyMatch(Change.RecordFailure.class::isInstance);
    }

    @Test
    void anUnknownSiteIsRefusedAndNotedOnce() {
        fixture.play(fixture.request(0, "x=1&idsite=77"), fixture.request(1, "idsite=77"));
        assertThat(fixture.tables.others)
                .filteredOn(Change.RecordFailure.class::isInstance)
                .hasSize(1);
        assertThat(fixture.tables.visits).isEmpty();
    }

    @Test
    void theActionsOfASiteWithActionDimensionsKnowHowLongTheyLasted() {
        fixture.play(fixture.page(0, "/"), fixture.page(20, "/a"), fixture.page(50, "/b"));
        assertThat(fixture.link(1).whole("time_spent", 0)).isEqualTo(20);
        assertThat(fixture.link(2).whole("time_spent", 0)).isEqualTo(30);
        assertThat(fixture.visit(1).get("last_idlink_va")).isEqualTo(new Ref.Id(3));
    }

    @Test
    void performanceThatComesLaterGoesToThePageView() {
        fixture.play(
                fixture.request(0, "_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2F&pv_id=aaaaaa"),
                fixture.request(2, "_id=1234567890abcdef&e_c=a&e_a=b&pv_id=aaaaaa&pf_srv=77"));
        assertThat(fixture.link(1).whole("time_server", 0)).isEqualTo(77);
        assertThat(fixture.link(2).has("time_server")).isFalse();
    }

    @Test
    void performanceReachesAPageViewOfItsBatchInAVisitThatOnlyThisBatchKeptAlive() {
        fixture.play(fixture.request(0, "url=https%3A%2F%2Fshop.example.com%2F"));
        fixture.play(
                fixture.request(1500, "url=https%3A%2F%2Fshop.example.com%2Fa"),
                fixture.request(3000, "url=https%3A%2F%2Fshop.example.com%2Fb&pv_id=bbbbbb"),
                fixture.request(3002, "e_c=a&e_a=b&pv_id=bbbbbb&pf_srv=77"));
        assertThat(fixture.tables.visits).hasSize(1);
        assertThat(fixture.link(3).whole("time_server", 0)).isEqualTo(77);
    }

    @Test
    void aUserAgentOrRequestThatIsExcludedLeavesNoRow() {
        fixture.option("exclude_requests", "action_name=@secret");
        assertThat(fixture.play(fixture.request(0, "action_name=a%20secret")))
                .containsExactly(new Excluded("excluded-request"));
        assertThat(fixture.tables.visits).isEmpty();
    }

    @Test
    void anIntranetWithTrustedCookiesNeverLooksAtTheConfiguration() {
        fixture.option("trust_visitors_cookies", "1");
        fixture.play(
                fixture.request(0, "_id=aaaaaaaaaaaaaaaa&url=https%3A%2F%2Fshop.example.com%2F"),
                fixture.request(1, "_id=bbbbbbbbbbbbbbbb&url=https%3A%2F%2Fshop.example.com%2F"));
        assertThat(fixture.tables.visits).hasSize(2);
    }

    private static Value bytes(int each) {
        byte[] bytes = new byte[8];
        Arrays.fill(bytes, (byte) each);
        return new Value.Bytes(bytes);
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
    void aFailureIsNotedForAnUnknownSiteUnlessTheRequestWouldNotHaveCounted() {
        fixture.play(fixture.request(0, "idsite=77&rec=0"), fixture.request(1, "idsite=78&bots=0&ua=Googlebot%2F2.1"));
        assertThat(failures()).isEmpty();
        fixture.play(fixture.request(2, "idsite=77"), fixture.request(3, "idsite=78&rec=0&cip=192.0.2.1"));
        assertThat(failures()).extracting(Change.RecordFailure::idSite).containsExactly(77, 78);
    }

    @Test
    void onlyTokensAreBlankedOutInAFailure() {
        fixture.play(fixture.request(0, "idsite=79&url=&token_auth=secret"));
        assertThat(failures().get(0).requestUrl()).endsWith("&url=&token_auth=__TOKEN_AUTH__");
    }

    private List<Change.RecordFailure> failures() {
        return fixture.tables.others.stream()
                .filter(Change.RecordFailure.class::isInstance)
                .map(Change.RecordFailure.class::cast)
                .toList();
    }

    @Test
    void customVariablesMayBeTrueOrNullButNoLists() {
        fixture.play(fixture.page(
                0, "/&cvar=" + "{%221%22:[true,%22b%22],%222%22:[%22n%22,null],%223%22:[%22x%22,[%22y%22]]}"));
        Columns link = fixture.link(1);
        assertThat(link.text("custom_var_k1")).isEqualTo("1");
        assertThat(link.text("custom_var_v2")).isEmpty();
        assertThat(link.text("custom_var_k2")).isEqualTo("n");
        assertThat(link.has("custom_var_k3")).isFalse();
    }

    @Test
    void clientHintsMayComeInPartsAsABulkCallSendsThem() {
        fixture.play(fixture.page(0, "/&uadata[platform]=Android&uadata[model]=Pixel+8&uadata[mobile]=1"));
        assertThat(fixture.visit(1).text("config_device_model")).isEqualTo("Pixel 8");
    }

    @Test
    void aClientHintThatIsAListEndsTheRequest() {
        RequestOutcome outcome = fixture.play(fixture.page(0, "/&uadata={%22model%22:[%22x%22]}"))
                .get(0);
        assertThat(((Refused) outcome).reason()).isEqualTo("array-parameter");
        assertThat(fixture.tables.visits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{%22model%22:null}",
                "{%22platform%22:null}",
                "{%22platformVersion%22:null}",
                "{%22formFactors%22:null}",
                "{%22brands%22:[{%22brand%22:%22Opera%22,%22version%22:null}]}",
                "{%22fullVersionList%22:[{%22brand%22:%22Opera%22,%22version%22:null}]}"
            })
    void soDoesAClientHintThatIsJsonsNull(String uadata) {
        RequestOutcome outcome =
                fixture.play(fixture.page(0, "/&uadata=" + uadata)).get(0);
        assertThat(((Refused) outcome).reason()).isEqualTo("array-parameter");
        assertThat(fixture.tables.visits).isEmpty();
    }

    @Test
    void aClaimedTimeIsTooOldAsSeenFromTheRequestNotFromTheReplay() {
        fixture.now = Fixture.NOON + 400 * 86_400L;
        fixture.setting("delete_logs_enable", "1").setting("delete_logs_older_than", "30");
        List<RequestOutcome> outcomes = fixture.play(
                fixture.request(0, "token_auth=" + Fixture.TOKEN + "&cdt=" + (Fixture.NOON - 29 * 86_400)),
                fixture.request(1, "token_auth=" + Fixture.TOKEN + "&cdt=" + (Fixture.NOON - 31 * 86_400)));
        assertThat(outcomes.get(0)).isEqualTo(new RequestOutcome.Recorded());
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo("time-too-old");
    }

    @Test
    void aPingIsAPageViewWhereThePluginForItIsNotActive() {
        fixture.plugins("Goals", "Events");
        fixture.play(fixture.page(0, "/"), fixture.page(5, "/&ping=1"));
        assertThat(fixture.visit(1).whole("visit_total_actions", 0)).isEqualTo(2);
    }

    @Test
    void everyRequestStartsAVisitWhereMatomoIsSetUpSo() {
        fixture.alwaysNewVisit = true;
        fixture.play(fixture.page(0, "/"), fixture.page(5, "/"));
        assertThat(fixture.tables.visits).hasSize(2);
        assertThat(fixture.visit(2).whole("visitor_returning", 0)).isEqualTo(1);
    }
}
