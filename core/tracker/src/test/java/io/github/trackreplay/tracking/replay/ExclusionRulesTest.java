/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome.Excluded;
import io.github.trackreplay.tracking.RequestOutcome.Recorded;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What does not count, and why. */
class ExclusionRulesTest {
    private final Fixture fixture = new Fixture();

    @Test
    void aUserAgentOrRequestThatIsExcludedLeavesNoRow() {
        fixture.option("exclude_requests", "action_name=@secret");
        assertThat(fixture.play(fixture.request(0, "action_name=a%20secret")))
                .containsExactly(new Excluded("excluded-request"));
        assertThat(fixture.tables.visits).isEmpty();
    }

    @Test
    void aBotDoesNotCountUnlessTheRequestAllowsIt() {
        assertThat(fixture.play(
                        fixture.request(0, "ua=Googlebot%2F2.1"), fixture.request(1, "ua=Googlebot%2F2.1&bots=1")))
                .containsExactly(new Excluded("bot"), new Recorded());
    }

    @Test
    void anAddressOrUserAgentThatTheSiteExcludesDoesNotCount() {
        fixture.userAgents = List.of("chrome/121");
        assertThat(fixture.play(
                        fixture.request(0, "url=x"),
                        fixture.request(1, "cip=10.9.8.7&token_auth=" + Fixture.TOKEN),
                        fixture.request(2, "ua=Lynx")))
                .containsExactly(new Excluded("excluded-user-agent"), new Excluded("excluded-address"), new Recorded());
    }

    @Test
    void aWishNotToBeTrackedCountsOnlyWhereMatomoHonoursIt() {
        Map<String, String> wish = Map.of("dnt", "1");
        assertThat(fixture.play(fixture.request(0, "url=x", wish))).containsExactly(new Recorded());
        fixture.privacy("doNotTrackEnabled", "1");
        assertThat(fixture.play(fixture.request(1, "url=x", wish))).containsExactly(new Excluded("do-not-track"));
    }

    @Test
    void aPageThatWasLoadedInAdvanceDoesNotCount() {
        assertThat(fixture.play(fixture.request(0, "url=x", Map.of("x-moz", "prefetch"))))
                .containsExactly(new Excluded("prefetch"));
    }

    @Test
    void theFirstReasonInMatomosOrderIsGiven() {
        assertThat(fixture.play(fixture.request(
                        0, "rec=0&cip=10.9.8.7&token_auth=" + Fixture.TOKEN, Map.of("x-moz", "prefetch"))))
                .containsExactly(new Excluded("no-rec"));
    }
}
