/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.KeepAlive;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.RequestApplier;
import io.github.trackreplay.mysql.ledger.AsidePacks;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.HeldPacks;
import io.github.trackreplay.mysql.ledger.Progress;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.Bound;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.HeldPack;
import io.github.trackreplay.order.Passed;
import io.github.trackreplay.order.ProofMatch;
import io.github.trackreplay.order.Release;
import io.github.trackreplay.order.ReplayOrder;
import io.github.trackreplay.order.StreamOrder;
import io.github.trackreplay.token.TokenMask;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The work of one transaction between the lock and the COMMIT: take, pass what is overdue, release, apply, hold back the
 * rest, write the ledger. Used once.
 */
final class ReplayTransaction {
    private static final int RESUMED_PACKS = 50;

    /** Most weight of a held-back row with several requests: far from the limit of a packet, however they are escaped. */
    static final long MOST_HELD = 256 << 10;

    /** The same for an import, of which a row of every batch may be in memory when logs out of order are merged. */
    private static final long MOST_HELD_BY_IMPORT = 32 << 10;

    private static final long LEAST_HELD = 8 << 10;

    /** Least weight that a release may take, however little is to be kept between two of them. */
    private static final long LEAST_MEMORY = 1 << 20;

    private final Connection connection;
    private final KeepAlive alive;
    private final Ledger ledger;
    private final LedgerState state;
    private final ReplayPolicy policy;
    private final RequestApplier applier;
    private final Suspects suspects;
    private final Progress before;
    private final long now;
    private final Outcomes outcomes;
    private final Taking taking;
    private final List<Passed> passed = new ArrayList<>();
    private final List<SharedFile> shared = new ArrayList<>();
    private final List<Ways.Switched> switched = new ArrayList<>();
    private final LinesStood stood;
    private List<LinesStood.Missing> missing = List.of();
    private final AsideRoom room;
    private final StreamAdmission admission;
    private final ForeignEvents foreign;
    private final List<HeldPacks.Stored> newlyHeld = new ArrayList<>();
    private long nextId;
    private long heldRequests;
    private long released;
    private final List<AsidePacks.Aside> resumed = new ArrayList<>();
    private ProofCheck proofs;
    private boolean resuming;
    private boolean moreDue;
    private long applyNanos;
    private int mostReleased;

    ReplayTransaction(
            Connection connection,
            Ledger ledger,
            LedgerState state,
            ReplayPolicy policy,
            RequestApplier applier,
            Suspects suspects,
            TokenMask mask,
            Progress before,
            Passing passing,
            long now) {
        this.connection = connection;
        this.alive = KeepAlive.of(connection, System::nanoTime);
        this.ledger = ledger;
        this.state = state;
        this.policy = policy;
        this.mostReleased = policy.batchSize();
        this.applier = applier;
        this.suspects = suspects;
        this.before = before;
        this.now = now;
        this.nextId = before.nextId();
        this.outcomes = new Outcomes(state, mask, policy.mostRejectsInRow(), this::id, passing);
        this.taking = new Taking(state, policy, outcomes, mask, this::id, now);
        this.stood = new LinesStood(connection, ledger.places());
        this.room = new AsideRoom(connection, ledger.kept(), policy.room());
        this.admission = new StreamAdmission(policy, state.order(), room, header -> state.known(connection, header));
        this.proofs = new ProofCheck(ledger.proofs(), ledger.conflicts(), List.of(), collects(), now);
        this.foreign = new ForeignEvents(outcomes, state, mask, this::id, room);
    }

    /** Bounds how many requests are applied, where more were not delivered just now. */
    ReplayTransaction releasing(int most) {
        mostReleased = Math.min(policy.batchSize(), most);
        return this;
    }

    private long id() {
        return nextId++;
    }

    /**
     * Does everything but commit.
     *
     * @return what was done; with commit number 0 if there is nothing to commit
     */
    CommitSummary run(Collection<Delivery> deliveries) throws SQLException {
        ReplayOrder order = state.order();
        boolean listed = collects()
                && !state.noteListed()
                && new Listing(ledger, state, policy.streams()).apply(connection, this::id, now);
        state.know(policy.streams(), this::id, now);
        boolean stuck = collects() && before.heldBytes() > policy.maxHoldBytes() && nothingIsDue();
        resume();
        prepareIdentities(deliveries);
        proofs = new ProofCheck(ledger.proofs(), ledger.conflicts(), deliveries, collects(), now);
        new Offering(connection, ledger, state, outcomes, taking).run(deliveries, this::take);
        outcomes.stopUnread();
        if (collects()) {
            state.quiet().note(deliveries, now);
            state.quiet().promise(state, now);
            passed.addAll(order.passOverdue(now));
        }
        if (stuck) {
            order.passHolder(now).ifPresent(passed::add);
        }
        OrderKey frontier = order.frontier();
        Release<Candidate> release = release(order.bound());
        moreDue |= resuming;
        if (deliveries.isEmpty()
                && !listed
                && !resuming
                && passed.isEmpty()
                && released == 0
                && order.frontier().equals(frontier)
                && order.completeThrough(!moreDue) == before.completeThrough()
                && nextId == before.nextId()) {
            return summary(0, before, deliveries.size());
        }
        hold(release.left());
        Progress after = progress(release);
        write(after, release);
        return summary(after.commitNumber(), after, deliveries.size());
    }

    private boolean collects() {
        return policy.role() == ReplayPolicy.Role.COLLECTOR;
    }

    /** Whether all that was held back and is admitted has been released, so that only what is passed makes room. */
    private boolean nothingIsDue() {
        return state.order()
                .bound()
                .key()
                .filter(key -> key.compareTo(state.order().frontier()) <= 0)
                .isPresent();
    }

    /** Judges what was set aside of streams that may go on, some packs at a time. */
    private void resume() throws SQLException {
        for (StreamOrder stream : state.order().streams()) {
            StreamTally tally = state.tally(stream);
            if (tally.course() == StreamTally.Course.RESUMING) {
                List<AsidePacks.Aside> packs = ledger.aside().first(connection, stream.id(), RESUMED_PACKS);
                state.need(
                        connection, packs.stream().map(AsidePacks.Aside::fileId).toList());
                for (AsidePacks.Aside pack : packs) {
                    state.identities().prepare(connection, pack.pack().entries());
                }
                packs.forEach(aside -> taking.retake(state.file(aside.fileId()), aside.pack()));
                resumed.addAll(packs);
                if (packs.size() < RESUMED_PACKS) {
                    tally.course(StreamTally.Course.RUNNING);
                    room.clear(stream.id());
                }
                resuming = true;
            }
        }
    }

    private void take(Delivery delivered) throws SQLException {
        alive.work();
        if (delivered instanceof Delivery.OfPack event && admission.ignores(event.pack())) {
            return;
        }
        Delivery delivery = delivered instanceof Delivery.OfPack event
                ? admission.judge(RangeCheck.checked(event.pack()))
                : delivered;
        if (delivery instanceof Delivery.OfPack event) {
            FileTrack file = state.file(connection, place(event.pack()), this::id, now);
            Pack pack = PipelinePacks.numbered(event.pack(), file.taken().end());
            StreamOrder stream = state.streamOf(file);
            Ways.Verdict way = collects() ? way(file, stream, pack) : new Ways.Taken();
            if (!(way instanceof Ways.Doubtful)) {
                noteIdentity(state.tally(stream), pack);
            }
            if (collects() && policy.streams().contains(stream.name())) {
                stream.expect();
            }
            noteNamesakes(file, pack);
            noteUnknownLoss(file, pack.header());
            boolean admitted = admission.admits(stream.name());
            if (!admitted) {
                stop(state.tally(stream));
            }
            int aside = taking.aside().size();
            boolean place = StreamAdmission.takesPlace(file, pack.header());
            takeIfProven(file, Ways.named(file, pack, way), way);
            if (collects() && PipelineLog.is(file.file()) && !(way instanceof Ways.Doubtful)) {
                long latest = now + policy.maxFuture().toMillis();
                stood.note(stream, event.pack(), taking.broughtNew(), latest);
            }
            if (!admitted) {
                stream.ignore();
                admission.setAside(stream, pack, place, taking.asideFrom(aside));
            }
        } else if (delivery instanceof Delivery.Refused refused) {
            foreign.reject(refused);
        } else if (delivery instanceof Delivery.Unreadable event) {
            foreign.reject(event);
        }
    }

    private void prepareIdentities(Collection<Delivery> deliveries) throws SQLException {
        List<PackEntry> entries = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            entries.addAll(delivery.entries());
        }
        state.identities().prepare(connection, entries);
    }

    /** Whether a pack comes by its stream's way. */
    private Ways.Verdict way(FileTrack file, StreamOrder stream, Pack pack) throws SQLException {
        Optional<FileTrack> pipeline = PipelinePacks.of(stream);
        Ways.Verdict verdict = state.ways()
                .judge(
                        file,
                        pipeline,
                        pack,
                        state.tally(stream),
                        state.identities(),
                        () -> ledger.load().newestInLogs(connection, stream),
                        now);
        if (verdict instanceof Ways.Switched way) {
            switched.add(way);
            FileTrack standing = pipeline.orElseThrow();
            standing.noteRead(standing.host(), way.to(), standing.trackerPaths(), standing.lastSeen());
            if (!PipelineLog.is(file.file())) {
                state.tally(stream).identity(StreamTally.RANGE);
            }
        }
        return verdict;
    }

    private static void noteIdentity(StreamTally tally, Pack pack) {
        if (PipelineLog.is(pack.header().file())) {
            PipelinePacks.identity(pack).ifPresent(kind -> tally.identity(kind.code()));
        }
    }

    private static void stop(StreamTally tally) {
        if (tally.course() == StreamTally.Course.RUNNING) {
            tally.course(StreamTally.Course.STOPPED);
        }
    }

    /** Takes a pack, unless it is proven that its bytes are not those that had been taken. */
    private void takeIfProven(FileTrack file, Pack pack, Ways.Verdict way) throws SQLException {
        PackHeader header = pack.header();
        ProofMatch match = proofs.match(connection, file, header);
        if (match.contradiction().isEmpty()) {
            taking.take(file, pack, match.proven(), way);
            proofs.taken(file, header);
        } else if (!ledger.conflicts()
                .knows(connection, file.id(), header, match.contradiction().get())) {
            StreamOrder stream = state.streamOf(file);
            AsideRoom.Claim claim = AsideRoom.Claim.of(stream);
            boolean kept = room.has(claim, ledger.encode(pack).length);
            int before = taking.conflicts().size();
            taking.conflict(
                    file,
                    pack,
                    match.contradiction().get(),
                    kept,
                    !kept && ledger.outcomes().listsPossibleLoss(connection, stream.id()));
            for (ConflictRows.Conflict row :
                    taking.conflicts().subList(before, taking.conflicts().size())) {
                room.fill(claim, row.bytes(), 1);
            }
        }
    }

    /** A log file that the ledger has forgotten stands alone: its neighbours are forgotten too and must not be waited for. */
    private LogFile place(Pack pack) {
        LogFile file = pack.header().file();
        long forgotten = state.order()
                .find(file.stream())
                .map(stream -> state.tally(stream).forgottenUntil())
                .orElse(Long.MIN_VALUE);
        boolean old = forgotten != Long.MIN_VALUE
                && pack.entries().stream()
                        .anyMatch(entry -> entry instanceof TrackingRequest request && request.time() <= forgotten);
        return old ? new LogFile(file.stream(), file.fingerprint(), file.number(), Optional.empty()) : file;
    }

    private void noteUnknownLoss(FileTrack file, PackHeader header) throws SQLException {
        if (header.unknownLoss().isPresent()
                && !ledger.outcomes()
                        .knows(connection, file.id(), header.unknownLoss().get())) {
            taking.loseUnseen(file, header, header.unknownLoss().get());
        }
    }

    /**
     * With the first pack of a file: whether other streams have it too. Where the bytes are proven to be the same, the stream
     * was renamed or two sources read one log: it is stopped before anything of it is applied, unless an operator has let it
     * go on with such a file before.
     */
    private void noteNamesakes(FileTrack file, Pack pack) throws SQLException {
        if (file.lastSeen() != 0 || PipelineLog.is(file.file())) {
            return;
        }
        List<String> others = ledger.load().otherStreams(connection, file.file());
        if (others.isEmpty()) {
            return;
        }
        StreamOrder stream = state.streamOf(file);
        boolean renamed = collects()
                && state.tally(stream).course() == StreamTally.Course.RUNNING
                && new Namesakes(ledger.proofs(), connection).renamed(pack, others, stream.id());
        if (renamed) {
            stop(state.tally(stream));
        }
        shared.add(new SharedFile(file.file(), others, renamed));
    }

    private Release<Candidate> release(Bound bound) throws SQLException {
        taking.onTime().sort(Comparator.comparing(Candidate::key));
        HeldStore store = new HeldStore(connection, ledger.held(), state);
        // What has been delivered is in memory anyway: storing what is due of it, to read it again, would save nothing.
        Release.Limits limits = new Release.Limits(
                Math.max(mostReleased, taking.onTime().size()),
                Math.max(Math.max(LEAST_MEMORY, policy.memory()), Weight.sum(taking.onTime(), Candidate::weight)));
        Release<Candidate> release = Release.of(taking.onTime(), state.index(), store, bound, limits);
        List<Candidate> due = new ArrayList<>(taking.late());
        due.sort(Comparator.comparing(Candidate::key));
        due.forEach(c -> state.tally(state.streamOf(state.file(c.fileId()))).addLate(1));
        due.addAll(release.released());
        settle(release);
        apply(due);
        advance(bound, release);
        return release;
    }

    /** Takes what was held back out of its file's account; its outcome is booked like that of the others. */
    private void settle(Release<Candidate> release) throws SQLException {
        long fresh = (long) taking.onTime().size() - release.left().size();
        released = release.released().size() - fresh;
        if (released > 0) {
            state.need(
                    connection,
                    release.released().stream().map(Candidate::fileId).toList());
            for (Candidate candidate : release.released()) {
                if (candidate.origin() == Candidate.FROM_HOLD) {
                    FileTrack file = state.file(candidate.fileId());
                    file.account().release(candidate.bytes());
                    file.touch();
                }
            }
        }
        release.done().forEach(pack -> state.cache().remove(pack));
    }

    private void apply(List<Candidate> due) throws SQLException {
        long start = System.nanoTime();
        new Applying(policy.batchSize(), connection, applier, state, outcomes, suspects, now).run(due);
        applyNanos += System.nanoTime() - start;
    }

    private void advance(Bound bound, Release<Candidate> release) {
        moreDue = release.next().isPresent();
        if (!collects() && release.released().isEmpty()) {
            return; // what an import only announces makes nothing late for another one that begins just now
        }
        if (moreDue) {
            state.order().advanceFrontier(release.next().get());
        } else if (bound.key().isPresent()) {
            state.order().advanceFrontier(bound.key().get());
        } else if (!release.released().isEmpty()) {
            Candidate last = release.released().get(release.released().size() - 1);
            state.order().advanceFrontier(ReplayOrder.after(last.key()));
        }
    }

    /**
     * Stores what must wait, sorted by time: one row per log file, several where that would be large. So of each batch the
     * merge has one row of a file in memory at a time, however the times were mixed.
     */
    private void hold(List<Candidate> left) throws SQLException {
        Map<Long, List<Candidate>> byFile = new TreeMap<>();
        for (Candidate candidate : left) {
            byFile.computeIfAbsent(candidate.fileId(), file -> new ArrayList<>())
                    .add(candidate);
        }
        for (List<Candidate> ofFile : byFile.values()) {
            holdPack(ofFile);
        }
    }

    /** When all is released, the merge of the streams has a row of each of them in memory. */
    private long mostHeld() {
        long share = policy.memory() / Math.max(1, state.order().streams().size());
        return Math.max(LEAST_HELD, Math.min(collects() ? MOST_HELD : MOST_HELD_BY_IMPORT, share));
    }

    private void holdPack(List<Candidate> requests) throws SQLException {
        alive.work();
        if (requests.size() > 1 && Weight.sum(requests, c -> Weight.of(c.request())) > mostHeld()) {
            int half = requests.size() / 2;
            holdPack(requests.subList(0, half));
            holdPack(requests.subList(half, requests.size()));
            return;
        }
        Candidate first = requests.get(0);
        FileTrack file = state.file(first.fileId());
        List<PackEntry> entries = new ArrayList<>(requests.size());
        requests.forEach(candidate -> entries.add(candidate.stored()));
        entries.sort(Comparator.comparingLong(PackEntry::offset)
                .thenComparingInt(entry -> ((TrackingRequest) entry).index()));
        byte[] body = ledger.encode(new Pack(header(taking.header(first), entries, file), entries));
        if (body.length > PacketLimit.MOST_VALUE) {
            requests.forEach(c -> outcomes.rejectTooLarge(file, c.request(), c.bytes()));
            return;
        }
        requests.forEach(candidate -> file.account().hold(candidate.bytes()));
        long maxTime = requests.get(requests.size() - 1).key().time();
        HeldPack pack = new HeldPack(id(), file.id(), first.key(), maxTime, body.length, requests.size());
        newlyHeld.add(new HeldPacks.Stored(pack, body));
        heldRequests += requests.size();
        List<Candidate> cached = requests.stream().map(Candidate::held).toList();
        state.cache().put(pack, cached);
    }

    private static PackHeader header(PackHeader h, List<PackEntry> entries, FileTrack file) {
        long end = entries.stream()
                .mapToLong(entry -> entry.offset() + entry.length())
                .max()
                .orElseThrow();
        return new PackHeader(
                        file.file(),
                        entries.get(0).offset(),
                        end,
                        h.readTime(),
                        h.host(),
                        OptionalLong.empty(),
                        h.disorder(),
                        h.trackerPaths(),
                        0,
                        0)
                .withPath(h.path());
    }

    private Progress progress(Release<Candidate> release) {
        long packs = before.heldPacks() + newlyHeld.size() - release.done().size();
        long bytes = before.heldBytes()
                + newlyHeld.stream().mapToLong(held -> held.pack().bytes()).sum()
                - release.done().stream().mapToLong(HeldPack::bytes).sum();
        Bound bound = state.order().bound();
        return new Progress(
                before.databaseId(),
                before.commitNumber() + 1,
                nextId,
                state.order().frontier(),
                bound.time(),
                bound.holder(),
                state.order().completeThrough(!moreDue),
                packs,
                before.heldRequests() + heldRequests - released,
                bytes,
                now);
    }

    private void write(Progress after, Release<Candidate> release) throws SQLException {
        newlyHeld.forEach(held -> state.index().add(held.pack()));
        ledger.aside().delete(connection, resumed);
        ledger.aside().insert(connection, taking.aside(), after.commitNumber());
        ledger.held().delete(connection, release.done());
        ledger.held().insert(connection, newlyHeld, after.commitNumber());
        Rereading.note(connection, ledger.judged(), taking.pathChanges());
        keepSettings();
        ledger.rejected().rejectAgain(connection, outcomes.offered().again(), now);
        ledger.rejected().settle(connection, outcomes.offered().settled(true), "replayed", after.commitNumber(), now);
        ledger.rejected().settle(connection, outcomes.offered().settled(false), "skipped", after.commitNumber(), now);
        ledger.outcomes().rejections(connection, outcomes.rejections(), after.commitNumber(), now);
        ledger.conflicts().insert(connection, taking.conflicts(), after.commitNumber(), now);
        ledger.proofs().insert(connection, proofs.noted());
        state.identities().write(connection);
        missing = stood.missing();
        stood.write();
        ledger.outcomes().losses(connection, taking.losses(), now);
        ledger.outcomes().counters(connection, outcomes.counters());
        ledger.kept().add(connection, room.counters());
        ledger.streams().run(connection, state.order().streams(), state.tallies(), after.commitNumber());
        ledger.write(connection, after);
    }

    private void keepSettings() throws SQLException {
        if (!state.noteSettings()) {
            Rereading.keep(connection, ledger.settings(), new Judgement.Filter(policy.statuses(), policy.sites()));
        }
    }

    private CommitSummary summary(long commitNumber, Progress after, int packs) {
        RequestCounts counts = new RequestCounts(
                packs,
                taking.takenBytes(),
                taking.lostBytes(),
                outcomes.recorded(),
                outcomes.excluded(),
                outcomes.rejected(),
                outcomes.skipped(),
                outcomes.duplicates(),
                outcomes.unproven(),
                heldRequests,
                released,
                taking.late().size());
        Announcements said = new Announcements(
                passed,
                List.copyOf(outcomes.stopped()),
                List.copyOf(admission.unlisted()),
                shared,
                taking.skewed(),
                switched,
                missing,
                outcomes.withoutHost(),
                outcomes.rejects());
        OrderState order = new OrderState(
                moreDue,
                after.heldRequests(),
                after.heldBytes(),
                after.watermark(),
                after.completeThrough(),
                state.order().greatestSkew());
        return new CommitSummary(commitNumber, counts, said, order, applyNanos, 0);
    }
}
