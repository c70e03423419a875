/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.tracking.model.Columns;
import org.junit.jupiter.api.Test;

/** Custom variables and custom dimensions, seen in the rows. */
class CustomRulesTest {
    private final Fixture fixture = new Fixture();

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
    void aDimensionGoesToTheRowOfItsScope() {
        fixture.play(fixture.page(0, "/&dimension1=ofVisit&dimension2=ofAction"));
        assertThat(fixture.visit(1).text("custom_dimension_1")).isEqualTo("ofVisit");
        assertThat(fixture.link(1).text("custom_dimension_1")).isEqualTo("ofAction");
    }

    @Test
    void theLatestValueOfADimensionOfTheVisitStays() {
        fixture.play(fixture.page(0, "/&dimension1=first"), fixture.page(1, "/&dimension1=last"), fixture.page(2, "/"));
        assertThat(fixture.visit(1).text("custom_dimension_1")).isEqualTo("last");
        assertThat(fixture.link(3).has("custom_dimension_1")).isFalse();
    }
}
