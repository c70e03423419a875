/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.LocatedRequest;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The rows do not depend on how the requests were cut into batches. */
class BatchSplitTest {
    private record Step(int seconds, String query) {}

    @Property(tries = 60)
    void anySplitIntoBatchesGivesTheSameRows(
            @ForAll("sequences") List<Step> steps, @ForAll @IntRange(min = 2, max = 40) int batchSize) {
        assertThat(rows(steps, batchSize)).isEqualTo(rows(steps, 1));
        assertThat(rows(steps, steps.size())).isEqualTo(rows(steps, 1));
    }

    private static List<Object> rows(List<Step> steps, int batchSize) {
        Fixture fixture = new Fixture()
                .goal(1, "url", "thanks", "contains", false)
                .goal(2, "title", "Home", "exact", true)
                .option("create_new_visit_after_x_actions", "4");
        List<LocatedRequest> requests = new ArrayList<>();
        long time = 0;
        for (Step step : steps) {
            time += step.seconds;
            requests.add(fixture.request(time, step.query));
        }
        fixture.play(requests, batchSize);
        return fixture.tables.contents();
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<Integer> pauses = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.integers().between(0, 60)),
                Tuple.of(1, Arbitraries.integers().between(1700, 30_000)));
        Arbitrary<String> who = Arbitraries.of(
                "", "_id=1111111111111111&", "_id=2222222222222222&", "uid=ann&", "cid=3333333333333333&");
        Arbitrary<String> what = Arbitraries.of(
                "url=https%3A%2F%2Fshop.example.com%2F&action_name=Home&pv_id=aaaaaa",
                "url=https%3A%2F%2Fshop.example.com%2Fthanks&action_name=Thanks&dimension2=x&pv_id=bbbbbb",
                "url=https%3A%2F%2Fshop.example.com%2Fa%3Futm_campaign%3Dspring",
                "url=https%3A%2F%2Fshop.example.com%2Fsearch%3Fq%3Dboots%26cat%3Dmen",
                "e_c=Video&e_a=Play&e_n=clip&e_v=2.5&url=https%3A%2F%2Fshop.example.com%2F",
                "link=https%3A%2F%2Fpartner.example.org%2F",
                "ping=1",
                "new_visit=1&url=https%3A%2F%2Fshop.example.com%2Fagain",
                "pv_id=aaaaaa&pf_srv=12&e_c=a&e_a=b",
                "idgoal=1&revenue=3.456",
                "idgoal=0&revenue=20&ec_items=%5B%5B%22S1%22%2C%22Shoe%22%2C%22Men%22%2C10%2C2%5D%5D",
                "idgoal=0&revenue=30&ec_items=%5B%5B%22S2%22%2C%22Boot%22%2C%22Men%22%2C15%2C2%5D%5D",
                "idgoal=0&revenue=30&ec_id=order-1&ec_items=%5B%5B%22S2%22%2C%22Boot%22%2C%22Men%22%2C15%2C2%5D%5D",
                "idgoal=0&revenue=31&ec_id=ORDER-1",
                "dimension1=gold&_cvar=%7B%221%22%3A%5B%22k%22%2C%22v%22%5D%7D&url=https%3A%2F%2Fshop.example.com%2Fb",
                "cdt=2026-03-03%2012%3A00%3A00&token_auth=" + Fixture.TOKEN
                        + "&url=https%3A%2F%2Fshop.example.com%2Fc");
        Arbitrary<Step> steps =
                Combinators.combine(pauses, who, what).as((pause, id, query) -> new Step(pause, id + query));
        return steps.list().ofMinSize(1).ofMaxSize(40);
    }
}
