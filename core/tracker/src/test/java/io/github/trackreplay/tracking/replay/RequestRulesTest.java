/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.Change;
import io.github.trackreplay.tracking.model.Value;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which requests are refused, and what of that is noted, seen in the rows. */
class RequestRulesTest {
    private final Fixture fixture = new Fixture();

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
    void aClaimedTimeIsTooOldAsSeenFromTheRequestNotFromTheReplay() {
        fixture.now = Fixture.NOON + 400 * 86_400L;
        fixture.setting("delete_logs_enable", "1").setting("delete_logs_older_than", "30");
        List<RequestOutcome> outcomes = fixture.play(
                fixture.request(0, "token_auth=" + Fixture.TOKEN + "&cdt=" + (Fixture.NOON - 29 * 86_400)),
                fixture.request(1, "token_auth=" + Fixture.TOKEN + "&cdt=" + (Fixture.NOON - 31 * 86_400)));
        assertThat(outcomes.get(0)).isEqualTo(new RequestOutcome.Recorded());
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo("time-too-old");
    }
}
