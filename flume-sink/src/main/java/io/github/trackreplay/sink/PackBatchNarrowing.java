/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.TrackingRequest;
import java.util.List;
import java.util.Optional;

/**
 * Narrows a failing batch down: takes less at a time of what cannot be taken together, half of the packs, then of one as {@link
 * PackNarrowing} cuts it, until what is to blame is set aside: a line, an event where its header is to blame. Where our tables refuse a
 * plain event as well, no event is. Not thread-safe.
 */
final class PackBatchNarrowing {
    private final DeadlockRetry transactions;

    PackBatchNarrowing(DeadlockRetry transactions) {
        this.transactions = transactions;
    }

    /** Whether there is less that can be tried at a time: some of the packs, or of the lines of one. */
    static boolean canBeLess(List<Delivery> packs) {
        return packs.size() > 1 || halvesOfOne(packs).isPresent();
    }

    private static Optional<Halves<Delivery>> halvesOfOne(List<Delivery> packs) {
        return packs.size() == 1 && packs.get(0) instanceof Delivery.OfPack event
                ? PackNarrowing.halves(event.pack())
                : Optional.empty();
    }

    /**
     * Whether it helps to narrow down. A line of which nothing less can be made is to blame for a transaction that broke off only if it
     * breaks each off by itself: the server may be lost just then, or a proxy, whatever was lost before.
     */
    boolean helps(List<Delivery> packs, Attempted.Failed failed) throws ReplayException, InterruptedException {
        return packs.isEmpty()
                || canBeLess(packs)
                || !DeadlockRetry.passes(failed.failure())
                || !(packs.get(0) instanceof Delivery.OfPack event)
                || transactions.breaksOffByItself(event, PackNarrowing.plain(event.pack()));
    }

    /**
     * Takes all of it, in as many transactions as that needs.
     *
     * @param failed how it ended when all was tried together
     */
    CommitSummary less(List<Delivery> packs, Attempted.Failed failed) throws ReplayException, InterruptedException {
        Optional<Halves<Delivery>> halves = Halves.of(packs);
        if (halves.isPresent()) {
            return each(halves.get());
        }
        boolean committing = failed.phase() == TransactionPhase.COMMIT;
        Optional<Halves<Delivery>> ofOne = halvesOfOne(packs);
        if (committing && ofOne.isPresent()) {
            return each(ofOne.get());
        }
        if (packs.isEmpty() || committing || !(packs.get(0) instanceof Delivery.OfPack event)) {
            throw transactions.exception(failed);
        }
        return lessOf(event.pack(), failed.failure());
    }

    private CommitSummary lessOf(Pack pack, Throwable failure) throws ReplayException, InterruptedException {
        String reason = Remedy.reason(failure);
        if (!pack.entries().isEmpty() && canBeTaken(PackNarrowing.headerOf(pack), pack)) {
            Optional<Halves<Delivery>> halves = PackNarrowing.halves(pack);
            if (halves.isPresent()) {
                return each(halves.get());
            }
            Optional<Delivery> rejected = PackNarrowing.rejectedLine(pack, reason);
            if (rejected.isPresent()) {
                blameOnlyTheLine(pack, failure);
                return transactions.commit(List.of(rejected.get()));
            }
        }
        if (!canBeTaken(PackNarrowing.plain(pack), pack)) {
            throw new ReplayException(ReplayException.Kind.NEEDS_ADMINISTRATOR, Remedy.ofLedger(failure), failure);
        }
        return transactions.commit(List.of(PackNarrowing.event(pack, reason)));
    }

    /** Where the memory of the whole process is used up, no line is to blame for that. */
    private void blameOnlyTheLine(Pack pack, Throwable failure) throws ReplayException, InterruptedException {
        Optional<TrackingRequest> request = pack.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(TrackingRequest.class::cast)
                .findFirst();
        if (failure instanceof OutOfMemoryError
                && request.isPresent()
                && !transactions.plainOnesAreRecorded(request.get())) {
            throw new ReplayException(ReplayException.Kind.NEEDS_ADMINISTRATOR, Remedy.ofMemory(failure), failure);
        }
    }

    private CommitSummary each(Halves<Delivery> halves) throws ReplayException, InterruptedException {
        return transactions.commit(halves.first()).and(transactions.commit(halves.second()));
    }

    private boolean canBeTaken(Delivery part, Pack whole) throws ReplayException, InterruptedException {
        Attempted attempt = transactions.rehearse(List.of(part));
        if (!(attempt instanceof Attempted.Failed failed)) {
            return true;
        }
        boolean waitsForServer = DeadlockRetry.passes(failed.failure())
                && !transactions.breaksOffByItself(part, PackNarrowing.plain(whole));
        if (Remedy.needsAdministrator(failed.failure()) || waitsForServer) {
            throw transactions.exception(failed);
        }
        return false;
    }
}
