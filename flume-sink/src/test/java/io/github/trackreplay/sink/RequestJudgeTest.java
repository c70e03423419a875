/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ReplayOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of a request that had not been taken before, as settings and order have it. */
class RequestJudgeTest {
    private static final long NOW = 10_000_000;

    private final ReplayOrder order = new ReplayOrder(1000);
    private final FrontendLog log = new FrontendLog("web1", 0);

    private RequestVerdict verdict(
            Consumer<ReplayPolicyBuilder> policy, Ways.Verdict way, long forgottenUntil, long time, String query) {
        Pack pack = log.line(time, query).pack();
        FileTrack file = order.file(pack.header().file(), () -> 1, NOW);
        PackInHand hand =
                new PackInHand(file, pack.header(), new PackInHand.Origin(0, true, way, false), forgottenUntil);
        return new RequestJudge(ReplayPolicy.DEFAULT.with(policy), order, NOW)
                .judge(hand, (TrackingRequest) pack.entries().get(0));
    }

    private RequestVerdict verdict(Consumer<ReplayPolicyBuilder> policy, long time) {
        return verdict(policy, new Ways.Taken(), Long.MIN_VALUE, time, "idsite=1&rec=1");
    }

    @Test
    void whatIsInTimeIsDue() {
        assertThat(verdict(p -> {}, NOW)).isInstanceOfSatisfying(RequestVerdict.Due.class, due -> {
            assertThat(due.lateness().isLate()).isFalse();
            assertThat(due.key()).isEqualTo(new OrderKey(NOW, "web1", 1, 0, 0));
        });
    }

    @Test
    void whatIsBelowTheFrontierIsLateAndSetAsideWhereThatIsWanted() {
        order.advanceFrontier(new OrderKey(5000, "web2", 1, 0, 0));

        assertThat(verdict(p -> {}, 4999))
                .isInstanceOfSatisfying(
                        RequestVerdict.Due.class,
                        due -> assertThat(due.lateness().isLate()).isTrue());
        assertThat(verdict(p -> p.late(ReplayPolicy.Late.SET_ASIDE), 4999)).isInstanceOf(RequestVerdict.TooLate.class);
        assertThat(verdict(p -> p.late(ReplayPolicy.Late.SET_ASIDE), 5000))
                .as("of the same moment and another stream")
                .isInstanceOf(RequestVerdict.Due.class);
    }

    @Test
    void aTimeThatNoClockHasYetIsRejectedWhateverElseIsSaidOfIt() {
        long limit = NOW + ReplayPolicy.DEFAULT.limits().maxFuture().toMillis();

        assertThat(verdict(p -> p.sites(SiteFilter.parse(List.of("-1"))), limit + 1))
                .isInstanceOfSatisfying(
                        RequestVerdict.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("future-time"));
        assertThat(verdict(p -> {}, limit)).isInstanceOf(RequestVerdict.Due.class);
    }

    @Test
    void whatTheLedgerHasForgottenIsRejected() {
        assertThat(verdict(p -> {}, new Ways.Taken(), 2000, 2000, "idsite=1&rec=1"))
                .isInstanceOfSatisfying(
                        RequestVerdict.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Outcomes.OLDER_THAN_LEDGER));
        assertThat(verdict(p -> {}, new Ways.Taken(), 2000, 2001, "idsite=1&rec=1"))
                .isInstanceOf(RequestVerdict.Due.class);
    }

    @Test
    void whatCameByAnotherWayIsNamedBeforeASettingLeavesItOut() {
        Ways.Verdict twice = new Ways.Doubtful("http", "beats", request -> request.time() == 3000);

        assertThat(verdict(
                        p -> p.sites(SiteFilter.parse(List.of("-1"))), twice, Long.MIN_VALUE, 3000, "idsite=1&rec=1"))
                .isInstanceOf(RequestVerdict.ByAnotherWay.class);
        assertThat(verdict(p -> {}, twice, Long.MIN_VALUE, 3001, "idsite=1&rec=1"))
                .isInstanceOf(RequestVerdict.Due.class);
    }

    @Test
    void aSettingLeavesOutBeforeAnImportDoes() {
        LeftOut window = (file, request) -> Optional.of("outside-window");

        assertThat(verdict(p -> p.leftOut(window).sites(SiteFilter.parse(List.of("-1"))), 1000))
                .isEqualTo(new RequestVerdict.LeftOut("other-site"));
        assertThat(verdict(p -> p.leftOut(window), 1000)).isEqualTo(new RequestVerdict.NotAskedFor("outside-window"));
    }
}
