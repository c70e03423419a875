/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.Ref;
import org.junit.jupiter.api.Test;

/** The row of an action, and what later requests change in it, seen in the rows. */
class LinkRulesTest {
    private final Fixture fixture = new Fixture();

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
    void anActionKnowsTheOneBeforeIt() {
        fixture.play(fixture.page(0, "/"), fixture.page(20, "/a"));
        assertThat(fixture.link(1).whole("idaction_url_ref", 0)).isZero();
        assertThat(fixture.link(2).get("idaction_url_ref"))
                .isEqualTo(fixture.link(1).get("idaction_url"));
        assertThat(fixture.link(2).whole("time_spent_ref_action", 0)).isEqualTo(20);
    }
}
