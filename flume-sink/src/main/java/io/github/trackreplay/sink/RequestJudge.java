/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.Lateness;
import io.github.trackreplay.order.ReplayOrder;
import java.util.Optional;

/** Says what becomes of a request that had not been taken before, by the settings and the order. Changes nothing. */
final class RequestJudge {
    private final ReplayPolicy policy;
    private final Judgement.Filter filter;
    private final ReplayOrder order;
    private final long latest;

    /** @param now milliseconds since 1970-01-01 UTC */
    RequestJudge(ReplayPolicy policy, ReplayOrder order, long now) {
        this.policy = policy;
        this.filter = policy.choice().filter();
        this.order = order;
        this.latest = now + policy.limits().maxFuture().toMillis();
    }

    /** Which requests its settings leave in. */
    Judgement.Filter filter() {
        return filter;
    }

    /** Whether a time lies no further in the future than a clock may be wrong. */
    boolean credible(long time) {
        return time <= latest;
    }

    RequestVerdict judge(PackInHand pack, TrackingRequest request) {
        if (!credible(request.time())) {
            return new RequestVerdict.Rejected(
                    "future-time",
                    "The request's time lies further in the future than maxFuture allows. Set that frontend's clock right; once"
                            + " that time has passed: trackreplay rejected replay --reason future-time");
        }
        if (request.time() <= pack.forgottenUntil()) {
            return new RequestVerdict.Rejected(
                    Outcomes.OLDER_THAN_LEDGER,
                    "The ledger has forgotten log files of this stream up to a later time (ledgerRetention), so nobody can"
                            + " tell whether this request has been applied already.");
        }
        Optional<String> another = pack.cameByAnotherWay(request);
        if (another.isPresent()) {
            return new RequestVerdict.ByAnotherWay(another.get());
        }
        Optional<String> left = filter.reason(request);
        if (left.isPresent()) {
            return new RequestVerdict.LeftOut(left.get());
        }
        Optional<String> unasked = policy.choice().leftOut().reason(pack.file().file(), request);
        return unasked.isPresent() ? new RequestVerdict.NotAskedFor(unasked.get()) : due(pack, request);
    }

    private RequestVerdict due(PackInHand pack, TrackingRequest request) {
        OrderKey key = Candidate.key(pack.file().file(), request);
        Lateness lateness = order.lateness(key);
        return lateness == Lateness.OLDER && policy.choice().late() == ReplayPolicy.Late.SET_ASIDE
                ? new RequestVerdict.TooLate(
                        "The request is older than what had been applied when it came. To apply it all the same: trackreplay"
                                + " rejected replay --reason late")
                : new RequestVerdict.Due(key, lateness);
    }
}
