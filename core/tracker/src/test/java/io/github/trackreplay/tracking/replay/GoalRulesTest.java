/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.ConversionKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which goals a request reaches, seen in the rows. */
class GoalRulesTest {
    private final Fixture fixture = new Fixture();

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
    void aGoalIsReachedByAPartOfTheUrlByAllOfItOrByAnExpressionInAnyCase() {
        fixture.goal(1, "url", "THANKS", "contains", false)
                .goal(2, "url", "https://shop.example.com/Thanks", "exact", false)
                .goal(3, "url", "/than[km]s$", "regex", false)
                .goal(4, "url", "thanks", "exact", false)
                .goal(5, "url", "^thanks", "regex", false);
        fixture.play(fixture.page(0, "/thanks"));
        assertThat(reached()).containsExactly(1, 2, 3);
    }

    @Test
    void aPatternCountsAsItStandsAndUrlDecoded() {
        fixture.goal(1, "url", "thank%20you", "contains", false);
        fixture.play(fixture.page(0, "/thank%20you"));
        assertThat(reached()).containsExactly(1);
    }

    @Test
    void aGoalAboutPagesIsNotReachedByOtherActions() {
        fixture.goal(1, "url", "example", "contains", false)
                .goal(2, "file", "example", "contains", false)
                .goal(3, "external_website", "example", "contains", false)
                .goal(4, "title", "example", "contains", false);
        fixture.play(fixture.request(0, "download=https%3A%2F%2Fshop.example.com%2Fa.pdf"));
        assertThat(reached()).containsExactly(2);
    }

    @Test
    void aGoalAboutTimeIsReachedByTheFirstRequestBehindItsMinutes() {
        fixture.goal(1, "visit_duration", "1", "greater_than", false);
        fixture.play(fixture.page(0, "/"), fixture.page(60, "/a"));
        assertThat(reached()).isEmpty();
        fixture.play(fixture.page(61, "/b"));
        assertThat(reached()).containsExactly(1);
    }

    @Test
    void aGoalThatIsReachedByHandNeedsItsNumberInTheRequest() {
        fixture.goal(1, "manually", "", "contains", false);
        fixture.play(fixture.page(0, "/"));
        assertThat(reached()).isEmpty();
        fixture.play(fixture.request(1, "_id=1234567890abcdef&idgoal=1"));
        assertThat(reached()).containsExactly(1);
    }

    private List<Integer> reached() {
        return fixture.tables.conversions.keySet().stream()
                .map(ConversionKey::idGoal)
                .toList();
    }
}
