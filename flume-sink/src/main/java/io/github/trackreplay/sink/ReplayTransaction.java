/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.order.Bound;
import io.github.trackreplay.order.HeldPack;
import io.github.trackreplay.order.Passed;
import io.github.trackreplay.token.TokenMask;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The work of one transaction between the lock and the COMMIT: take, pass what is overdue, release, apply, hold back the
 * rest, write the ledger. Used once.
 */
final class ReplayTransaction {
    private final TransactionScope scope;
    private final LedgerState state;
    private final Ledger ledger;
    private final Connection connection;
    private final ReplayPolicy policy;
    private final Outcomes outcomes;
    private final Taking taking;
    private final ProofCheck proofs;
    private final AsideRoom room;
    private final LinesStood stood;
    private final Receiving receiving;
    private final Resuming resuming;
    private final Releasing releasing;
    private final HoldingBack holding;
    private final List<Passed> passed = new ArrayList<>();
    private final Collection<Delivery> deliveries;
    private final WaitedFor waitedFor;

    /** @param deliveries all that is to be taken */
    ReplayTransaction(
            TransactionScope scope,
            RequestApplier applier,
            SuspectRequests suspects,
            TokenMask mask,
            Passing passing,
            Collection<Delivery> deliveries) {
        this.scope = scope;
        this.state = scope.state();
        this.ledger = scope.ledger();
        this.connection = scope.connection();
        this.policy = scope.policy();
        this.deliveries = deliveries;
        this.waitedFor = WaitedFor.of(state.order());
        this.outcomes = new Outcomes(state, mask, policy.limits().mostRejectsInRow(), scope::id, passing);
        this.taking = new Taking(scope, outcomes, mask, new BulkBound(policy.mostInBulkCall(), applier::knowsToken));
        this.proofs = new ProofCheck(ledger.proofs(), ledger.conflicts(), deliveries, scope.collects(), scope.now());
        this.room = new AsideRoom(connection, ledger.kept(), policy.room());
        this.stood = new LinesStood(connection, ledger.places());
        this.receiving = new Receiving(
                scope, taking, proofs, room, stood, new PackQuarantine(outcomes, state, mask, scope::id, room));
        this.resuming = new Resuming(scope, taking, room);
        this.releasing = new Releasing(scope, applier, suspects, outcomes);
        this.holding = new HoldingBack(scope, outcomes, taking::header);
    }

    /**
     * Does everything but commit.
     *
     * @param mostReleased how many requests are applied at most, where more were not delivered just now
     * @return what was done; with commit number 0 if there is nothing to commit
     */
    CommitSummary run(int mostReleased) throws SQLException {
        boolean listed = list();
        boolean stuck = isStuck();
        resuming.run();
        prepareIdentities();
        new Offering(connection, ledger, state, outcomes, taking).run(deliveries, receiving::take);
        outcomes.stopUnread();
        taking.losses().ease();
        pass(stuck);
        OrderKey frontier = state.order().frontier();
        Releasing.Released released = releasing.run(
                state.order().bound(),
                taking.onTime(),
                taking.late(),
                Math.min(policy.limits().batchSize(), mostReleased));
        boolean moreDue = released.moreDue() || resuming.resumes();
        if (!listed && isIdle(frontier, released, moreDue)) {
            return summary(0, scope.before(), released, moreDue, List.of());
        }
        holding.hold(released.release().left());
        Progress after = progress(released, moreDue);
        List<LinesStood.Missing> missing = write(after, released);
        return summary(after.commitNumber(), after, released, moreDue, missing);
    }

    /** Brings the streams in line with the configuration; returns whether that changed anything. */
    private boolean list() throws SQLException {
        boolean changed = scope.collects()
                && !state.noteListed()
                && new Listing(ledger, state, policy.streams().listed()).apply(connection, scope::id, scope.now());
        state.know(policy.streams().listed(), scope::id, scope.now());
        return changed;
    }

    /** Whether only what is passed makes room for more that must wait. */
    private boolean isStuck() {
        return scope.collects()
                && scope.before().held().bytes() > policy.limits().maxHoldBytes()
                && nothingIsDue();
    }

    /** Whether there is nothing to write. */
    private boolean isIdle(OrderKey frontierBefore, Releasing.Released released, boolean moreDue) {
        return deliveries.isEmpty()
                && !resuming.resumes()
                && passed.isEmpty()
                && released.fromHold() == 0
                && state.order().frontier().equals(frontierBefore)
                && state.order().completeThrough(!moreDue)
                        == scope.before().reach().completeThrough()
                && scope.nextId() == scope.before().nextId();
    }

    /** Whether all that was held back and is admitted has been released, so that only what is passed makes room. */
    private boolean nothingIsDue() {
        return state.order()
                .bound()
                .key()
                .filter(key -> key.compareTo(state.order().frontier()) <= 0)
                .isPresent();
    }

    private void prepareIdentities() throws SQLException {
        List<PackEntry> entries = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            entries.addAll(delivery.entries());
        }
        state.identities().prepare(connection, entries);
    }

    /** Stops waiting for what has been waited for too long, or for whoever holds too much back. */
    private void pass(boolean stuck) {
        if (scope.collects()) {
            state.quiet().note(deliveries, scope.now());
            state.quiet().promise(state.order(), scope.now());
            passed.addAll(state.order().passOverdue(scope.now()));
        }
        if (stuck) {
            state.order().passHolder(scope.now()).ifPresent(passed::add);
        }
    }

    private Progress progress(Releasing.Released released, boolean moreDue) {
        Progress before = scope.before();
        Bound bound = state.order().bound();
        return new Progress(
                before.databaseId(),
                before.commitNumber() + 1,
                scope.nextId(),
                state.order().frontier(),
                new Progress.Reach(bound.time(), bound.holder(), state.order().completeThrough(!moreDue)),
                held(before.held(), released),
                scope.now());
    }

    private Progress.Held held(Progress.Held before, Releasing.Released released) {
        List<HeldPack> done = released.release().done();
        return new Progress.Held(
                before.packs() + holding.rows().size() - done.size(),
                before.requests() + holding.requests() - released.fromHold(),
                before.bytes()
                        + holding.bytes()
                        - done.stream().mapToLong(HeldPack::bytes).sum());
    }

    /** Returns what has not come of what pipelines carry. */
    private List<LinesStood.Missing> write(Progress after, Releasing.Released released) throws SQLException {
        long commit = after.commitNumber();
        holding.rows().forEach(held -> state.index().add(held.pack()));
        ledger.aside().delete(connection, resuming.judged());
        ledger.aside().insert(connection, taking.kept().aside(), commit);
        ledger.held().delete(connection, released.release().done());
        ledger.held().insert(connection, holding.rows(), commit);
        Rereading.note(connection, ledger.judged(), taking.pathChanges());
        keepSettings();
        ledger.rejected().rejectAgain(connection, outcomes.offered().again(), scope.now());
        ledger.rejected().settle(connection, outcomes.offered().settled(true), "replayed", commit, scope.now());
        ledger.rejected().settle(connection, outcomes.offered().settled(false), "skipped", commit, scope.now());
        ledger.outcomes().rejections(connection, outcomes.rejections(), commit, scope.now());
        ledger.conflicts().insert(connection, taking.kept().conflicts(), commit, scope.now());
        ledger.proofs().insert(connection, proofs.noted());
        state.identities().write(connection);
        List<LinesStood.Missing> missing = stood.missing();
        stood.write();
        taking.losses().write();
        if (scope.collects()) {
            state.readers().share(connection, ledger.readers(), scope.now());
        }
        ledger.outcomes().counters(connection, outcomes.counts().counters());
        ledger.skipped().add(connection, outcomes.counts().skippedBytes());
        ledger.kept().add(connection, room.counters());
        ledger.streams().run(connection, state.order().streams(), state.tallies(), commit);
        if (waitedFor.differsFrom(state.order())) {
            ledger.kept().countAnew(connection);
        }
        ledger.write(connection, after);
        return missing;
    }

    private void keepSettings() throws SQLException {
        if (!state.noteSettings()) {
            Rereading.keep(connection, ledger.settings(), policy.choice().filter());
        }
    }

    private CommitSummary summary(
            long commitNumber,
            Progress after,
            Releasing.Released released,
            boolean moreDue,
            List<LinesStood.Missing> missing) {
        OutcomeCounts counts = outcomes.counts();
        RequestCounts became = new RequestCounts(
                deliveries.size(),
                new RequestCounts.Bytes(
                        taking.takenBytes(),
                        taking.losses().bytes(),
                        taking.losses().recoveredBytes()),
                counts.recorded(),
                counts.excluded(),
                counts.rejected(),
                counts.skipped(),
                new RequestCounts.Repeated(counts.duplicates(), counts.unproven()),
                new RequestCounts.Hold(
                        holding.requests(), released.fromHold(), taking.late().size()));
        Announcements said = new Announcements(
                passed,
                new Announcements.Streams(
                        List.copyOf(outcomes.stopped()),
                        receiving.unlisted(),
                        outcomes.withoutHost(),
                        taking.skewed(),
                        receiving.switched(),
                        receiving.twofold(),
                        state.readers().crowded()),
                receiving.shared(),
                new Announcements.Losses(
                        missing, taking.losses().recovered(), taking.losses().whole()),
                outcomes.counts().rejects());
        OrderState order = new OrderState(
                moreDue,
                after.held().requests(),
                after.held().bytes(),
                after.reach().watermark(),
                after.reach().completeThrough(),
                state.order().greatestSkew());
        return new CommitSummary(commitNumber, became, said, order, released.applyNanos(), 0);
    }
}
