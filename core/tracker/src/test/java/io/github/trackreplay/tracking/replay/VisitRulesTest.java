/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which visit a request belongs to, and what a visit holds, seen in the rows. */
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
