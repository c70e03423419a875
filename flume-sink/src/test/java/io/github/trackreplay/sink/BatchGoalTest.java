/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchGoalTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aFastMachineComesToLargeTransactionsWhereTheHeapTakesThem() {
        BatchGoal goal = BatchGoal.inHeap(BatchGoal.ROOMY_HEAP);

        assertThat(goal.next()).isEqualTo(20_000);
        goal.took(20_000, SECOND);
        assertThat(goal.next()).isEqualTo(40_000);
        goal.took(40_000, 2 * SECOND);
        assertThat(goal.next()).isEqualTo(60_000);
        assertThat(goal.most()).isEqualTo(60_000);
    }

    @Test
    void aTransactionThatKeptOthersWaitingIsFollowedByASmallerOneDownToALeast() {
        BatchGoal goal = BatchGoal.inHeap(BatchGoal.ROOMY_HEAP);
        goal.took(20_000, SECOND);

        goal.took(40_000, 5 * SECOND);
        assertThat(goal.next()).isEqualTo(32_000);
        goal.took(32_000, 60 * SECOND);
        assertThat(goal.next()).isEqualTo(20_000);
    }

    @Test
    void anAgentsTransactionsGrowToWhatIsSetWhereTheyAreSoonDone() {
        BatchGoal goal = BatchGoal.ofAgent(20_000);

        assertThat(goal.next()).isEqualTo(10_000);
        goal.took(10_000, SECOND);
        assertThat(goal.next()).isEqualTo(20_000);
        goal.took(20_000, 5 * SECOND);
        assertThat(goal.next()).isEqualTo(16_000);
        goal.took(16_000, 60 * SECOND);
        assertThat(goal.next()).isEqualTo(10_000);
    }

    @Test
    void whoSetsLessGetsThat() {
        BatchGoal goal = BatchGoal.ofAgent(500);

        goal.took(500, 60 * SECOND);
        assertThat(goal.next()).isEqualTo(500);
        goal.took(500, 1);
        assertThat(goal.next()).isEqualTo(500);
    }

    @Test
    void theLastFewRequestsSayNothing() {
        BatchGoal goal = BatchGoal.inHeap(BatchGoal.ROOMY_HEAP);
        goal.took(20_000, SECOND);

        goal.took(10, SECOND);

        assertThat(goal.next()).isEqualTo(40_000);
    }

    @Test
    void aSmallHeapAndAnOrderedSizeStayAsTheyAre() {
        BatchGoal small = BatchGoal.inHeap(256 << 20);
        small.took(20_000, 1);
        BatchGoal ordered = BatchGoal.of(100);
        ordered.took(100, 1);
        ordered.took(100, 60 * SECOND);

        assertThat(small.next()).isEqualTo(20_000);
        assertThat(ordered.next()).isEqualTo(100);
    }
}
