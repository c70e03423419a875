/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.page.Tap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever watches sees each request once, with what became of it. */
class PassingTest {
    @ParameterizedTest
    @EnumSource(FaultyConnections.Fault.class)
    void whateverBreaksEachRequestPassesOnce(FaultyConnections.Fault fault) throws Exception {
        boolean fired = true;
        try (EngineFixture fixture = new EngineFixture()) {
            for (int step = 0; fired; step += 7) {
                fixture.reset();
                FaultyConnections faulty = new FaultyConnections(fixture.connections(), step, fault);
                Replayer engine = fixture.engine("one", ReplayPolicy.DEFAULT, faulty);
                Passing passing = new Passing(() -> true);
                engine.watched(passing);
                List<String> seen = new ArrayList<>();
                int times = 0;
                long applied = 0;
                for (List<Delivery> batch : ReplayerFaultTest.story()) {
                    CommitSummary summary = engine.replay(batch);
                    Passing.Committed passed = passing.drain();
                    times += passed.times().length;
                    applied += summary.counts().applied();
                    assertThat(passed.unseen()).isZero();
                    passed.shown().forEach(p -> seen.add(p.outcome() + " " + p.stream() + ":" + p.time()));
                }
                fired = faulty.fired();
                assertThat(times).as("step %s", step).isEqualTo((int) applied).isGreaterThan(8);
                assertThat(seen).as("step %s", step).doesNotHaveDuplicates();
                assertThat(seen.stream().filter(s -> s.startsWith("recorded")))
                        .as("step %s", step)
                        .containsExactlyElementsOf(fixture.applied().stream()
                                .map(s -> "recorded " + s)
                                .toList());
                assertThat(seen).filteredOn(s -> s.startsWith("rejected")).hasSize(2);
            }
        }
    }

    @Test
    void nothingIsKeptWhileNobodyCanWatch() throws Exception {
        try (EngineFixture fixture = new EngineFixture()) {
            Replayer engine = fixture.engine(ReplayPolicy.DEFAULT);
            Passing passing = new Passing(() -> false);
            engine.watched(passing);
            for (List<Delivery> batch : ReplayerFaultTest.story()) {
                engine.replay(batch);
            }
            Passing.Committed passed = passing.drain();
            assertThat(passed.times()).isEmpty();
            assertThat(passed.shown()).isEmpty();
        }
    }

    @Test
    void ofMoreThanAreShownTheLastAreAndTheOthersAreCounted() {
        Passing passing = new Passing(() -> true);
        for (int batch = 0; batch < 2; batch++) {
            passing.begin(request -> request);
            for (int i = 0; i < Passing.MOST_SHOWN + 10; i++) {
                passing.rejected("web1", i, "no-time", "");
            }
            passing.committed();
        }

        Passing.Committed passed = passing.drain();

        assertThat(passed.shown())
                .hasSize(Passing.MOST_SHOWN)
                .extracting(Tap.Passed::time)
                .endsWith(509L);
        assertThat(passed.unseen()).isEqualTo(Passing.MOST_SHOWN + 20L);
        assertThat(passing.drain().shown()).isEmpty();
    }
}
