/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.RequestOutcome.Refused;
import io.github.trackreplay.tracking.model.ActionName;
import io.github.trackreplay.tracking.model.Ref;
import org.junit.jupiter.api.Test;

/** Which action a request is, and which rows of {@code log_action} it has, seen in the rows. */
class ActionRulesTest {
    private static final String EVERYTHING = "url=https%3A%2F%2Fshop.example.com%2F&action_name=Title&e_c=Cat&e_a=Act"
            + "&c_n=Banner&search=shoes&link=https%3A%2F%2Fother.example%2F";

    private final Fixture fixture = new Fixture();

    @Test
    void ofSeveralActionsADownloadComesFirstThenAnOutlinkAnEventContentAndASearch() {
        String[] left = {
            EVERYTHING + "&download=https%3A%2F%2Fshop.example.com%2Fa.pdf",
            EVERYTHING,
            EVERYTHING.replaceAll("&link=.*", ""),
            "c_n=Banner&search=shoes",
            "search=shoes&action_name=Title",
            "action_name=Title&url=https%3A%2F%2Fshop.example.com%2F"
        };
        for (int i = 0; i < left.length; i++) {
            fixture.play(fixture.request(i, left[i]));
        }
        assertThat(action(1, "idaction_url").type()).isEqualTo(3);
        assertThat(action(2, "idaction_url").type()).isEqualTo(2);
        assertThat(action(3, "idaction_event_category")).isEqualTo(new ActionName("Cat", 10));
        assertThat(action(3, "idaction_event_action")).isEqualTo(new ActionName("Act", 11));
        assertThat(action(4, "idaction_content_name")).isEqualTo(new ActionName("Banner", 13));
        assertThat(action(5, "idaction_name")).isEqualTo(new ActionName("shoes", 8));
        assertThat(action(6, "idaction_name")).isEqualTo(new ActionName("Title", 4));
    }

    @Test
    void aPageWithTheSitesSearchParameterIsASearch() {
        fixture.play(fixture.page(0, "/%3Fq%3Dboots%26cat%3DMen"));
        assertThat(action(1, "idaction_name")).isEqualTo(new ActionName("boots", 8));
        assertThat(fixture.visit(1).whole("visit_total_searches", 0)).isEqualTo(1);
    }

    @Test
    void aPagesUrlIsKeptWithoutItsScheme() {
        fixture.play(fixture.page(0, "/a"));
        assertThat(action(1, "idaction_url")).isEqualTo(new ActionName("shop.example.com/a", 1));
    }

    @Test
    void anEventIsAnActionOfTheVisitAndContentIsNone() {
        fixture.play(fixture.page(0, "/"), fixture.page(1, "/&e_c=Cat&e_a=Act"), fixture.page(2, "/&c_n=Banner"));
        assertThat(fixture.visit(1).whole("visit_total_actions", 0)).isEqualTo(2);
        assertThat(fixture.visit(1).whole("visit_total_events", 0)).isEqualTo(1);
        assertThat(fixture.visit(1).whole("visit_total_interactions", 0)).isEqualTo(1);
    }

    @Test
    void aRequestThatIsMeantForAPluginThatIsNotActiveIsRefused() {
        fixture.plugins("Goals");
        assertThat(fixture.play(fixture.page(0, "/&ca=1&e_c=Cat&e_a=Act")))
                .singleElement()
                .satisfies(outcome -> assertThat(((Refused) outcome).reason()).isEqualTo("inactive-plugin"));
    }

    private ActionName action(long link, String column) {
        return fixture.tables
                .actions
                .get(((Ref.Id) fixture.link(link).get(column)).id())
                .name();
    }
}
