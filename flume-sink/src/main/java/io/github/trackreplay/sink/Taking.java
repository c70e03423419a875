/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.CommonText;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ProofMatch;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.token.TokenMask;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Takes packs: drops what has been taken before, each request by its own offset, judges the rest, accounts for every
 * byte. The only place where duplicates are found.
 */
final class Taking {
    private static final Ways.Verdict OWN_WAY = new Ways.Taken();

    private final LedgerState state;
    private final ReplayPolicy policy;
    private final RequestJudge judge;
    private final String judgedBy;
    private final Outcomes outcomes;
    private final TokenMask mask;
    private final KeptPacks kept;
    private final LossNotes losses;
    private final long now;
    private final BulkBound bound;
    /** Of the bulk call in hand. */
    private final List<Due> call = new ArrayList<>();

    private final List<Candidate> onTime = new ArrayList<>();
    private final List<Candidate> late = new ArrayList<>();
    private final List<PackHeader> headers = new ArrayList<>();
    private final List<PathChange> pathChanges = new ArrayList<>();
    private final List<Skewed> skewed = new ArrayList<>();
    private long takenBytes;

    /** A request that is to be applied. */
    private record Due(Candidate candidate, boolean late) {}

    Taking(TransactionScope scope, Outcomes outcomes, TokenMask mask, BulkBound bound) {
        this.state = scope.state();
        this.policy = scope.policy();
        this.now = scope.now();
        this.judge = new RequestJudge(policy, state.order(), now);
        this.judgedBy = judge.filter().words();
        this.outcomes = outcomes;
        this.mask = mask;
        this.bound = bound;
        this.kept = new KeptPacks(state, mask, scope::id);
        this.losses = new LossNotes(scope);
    }

    /** What of a pack had not come before: it was not taken, or booked as destroyed. */
    NewBytes newBytes(FileTrack file, Pack pack) throws SQLException {
        PackHeader header = pack.header();
        return NewBytes.of(
                pack, file.taken().missing(new ByteRange(header.start(), header.end())), losses.destroyed(file));
    }

    /**
     * Takes one pack of a file.
     *
     * @param fresh what of it had not come before
     * @param proven whether what had been taken of it is proven to be the same
     * @param way whether its requests have come by another way
     * @return whether it had a request that had not been taken before
     */
    boolean take(FileTrack file, Pack pack, NewBytes fresh, boolean proven, Ways.Verdict way) throws SQLException {
        PackHeader header = pack.header();
        List<ByteRange> destroyedBefore = losses.destroyed(file);
        losses.takeBack(file, header, fresh.recovered(), proven && file.firstTime() != Long.MAX_VALUE);
        PackInHand hand = hand(file, header, new PackInHand.Origin(headers.size(), proven, way, false));
        ByteRange range = new ByteRange(header.start(), header.end());
        boolean running = state.tally(state.streamOf(file)).course() == StreamTally.Course.RUNNING;
        if (running) {
            judge(hand, pack, fresh, mask::mask);
        } else {
            setAside(hand, pack, fresh);
        }
        account(hand, pack, fresh);
        notePaths(file, header, running, fresh.length() > 0, destroyedBefore);
        boolean looks = header.looks() && policy.role() != ReplayPolicy.Role.IMPORT;
        long watermark = running && !looks ? watermark(hand) : TakenRanges.NO_WATERMARK;
        state.order().take(file, range, watermark, hand.requests(), now);
        if (looks) {
            state.order().looks(file, now);
            return false;
        }
        if (isOfBacklog(header, pack)) {
            state.order().worksOff(file, now);
        }
        noteSkew(hand);
        return hand.requests();
    }

    private PackInHand hand(FileTrack file, PackHeader header, PackInHand.Origin origin) {
        headers.add(header);
        long forgottenUntil = origin.judgedBefore()
                ? Long.MIN_VALUE
                : state.tally(state.streamOf(file)).forgottenUntil();
        return new PackInHand(file, header, origin, forgottenUntil);
    }

    /** Every byte of a pack that had not come before, and is none of an entry, was destroyed or skipped. */
    private void account(PackInHand hand, Pack pack, NewBytes fresh) {
        PackHeader header = hand.header();
        FileTrack file = hand.file();
        long lost = 0;
        for (ByteRange destroyed : fresh.destroyed(pack)) {
            losses.lose(file, header, destroyed);
            lost += destroyed.length();
        }
        long skipped = fresh.length() - hand.bytes() - lost;
        file.account().skip(skipped);
        file.account().noteBeforeStart(Math.min(header.beforeStart(), skipped));
        takenBytes += fresh.untakenLength();
    }

    /** What agents bring shows whether their clocks are right; of an import the times lie in the past anyway. */
    private void noteSkew(PackInHand pack) {
        if (!policy.collects()) {
            return;
        }
        PackHeader header = pack.header();
        FileTrack file = pack.file();
        state.order().noteDisorder(file, header.disorder(), now);
        boolean requests = pack.newest() != Long.MIN_VALUE;
        long promised = header.watermark().orElse(Long.MAX_VALUE);
        if (requests || promised != Long.MAX_VALUE) {
            long newest = requests ? pack.newest() : promised + header.disorder();
            state.order()
                    .noteSkew(file, now - newest, requests, now)
                    .ifPresent(skew -> skewed.add(new Skewed(file.file().stream(), skew)));
        }
    }

    /** Streams whose clocks turn out to be wrong. */
    List<Skewed> skewed() {
        return skewed;
    }

    /**
     * The row of a file names the settings of its last read; what was judged by others before must be known for ever.
     *
     * @param destroyed what was booked as destroyed before the pack came: nobody had judged that
     */
    private void notePaths(
            FileTrack file, PackHeader header, boolean judged, boolean fresh, List<ByteRange> destroyed) {
        String before = file.trackerPaths();
        String declared = judged ? judgedBy(header) : Judgement.aside(header.trackerPaths());
        boolean changed = fresh && !before.isEmpty() && !before.equals(declared);
        if (changed) {
            pathChanges.add(new PathChange(file.id(), before, judged(file, destroyed)));
        }
        String paths = fresh || before.isEmpty() ? CommonText.of(declared) : before;
        file.noteRead(CommonText.of(header.host()), header.path(), paths, now);
    }

    private static List<ByteRange> judged(FileTrack file, List<ByteRange> destroyed) {
        List<ByteRange> judged = new ArrayList<>();
        for (TakenRanges.Span span : file.taken().spans()) {
            ByteRange rest = new ByteRange(span.start(), span.end());
            for (ByteRange gone : destroyed) {
                if (gone.overlap(rest.start(), rest.end()) > 0) {
                    judged.add(new ByteRange(rest.start(), Math.max(rest.start(), gone.start())));
                    rest = new ByteRange(Math.min(gone.end(), rest.end()), rest.end());
                }
            }
            judged.add(rest);
        }
        return judged;
    }

    private String judgedBy(PackHeader header) {
        return judgedBy + Judgement.paths(header.trackerPaths());
    }

    /**
     * A file goes on with other settings (texts of {@link Judgement}).
     *
     * @param before with which that was judged
     * @param ranges what had been judged of it with these, or with still others
     */
    record PathChange(long fileId, String before, List<ByteRange> ranges) {}

    /** In their order. */
    List<PathChange> pathChanges() {
        return pathChanges;
    }

    /** Judges a pack that was set aside. It is accounted for already, and its tokens are replaced already. */
    void retake(FileTrack file, Pack pack) {
        PackHeader header = pack.header();
        PackInHand hand = hand(file, header, new PackInHand.Origin(headers.size(), true, OWN_WAY, false));
        ByteRange range = new ByteRange(header.start(), header.end());
        judge(hand, pack, NewBytes.all(range), UnaryOperator.identity());
        file.account().release(hand.bytes());
        pathChanges.add(new PathChange(file.id(), judgedBy(header), List.of(range)));
        state.order().take(file, range, watermark(hand), hand.requests(), now);
    }

    /**
     * Judges what was rejected before. It is accounted for already, its tokens are replaced already, and the ledger knows that
     * none of it has been applied.
     *
     * @param bytes what it counts for
     */
    void offer(FileTrack file, Pack pack, long bytes) {
        List<PackEntry> entries = pack.entries();
        offer(file, pack, UnaryOperator.identity(), entry -> entry == entries.get(0) ? bytes : 0);
        if (entries.isEmpty()) {
            outcomes.skip(file, bytes, "no-call");
        }
    }

    /** Judges lines that were skipped before; the caller has taken their bytes out of the file's account. */
    void offerSkipped(FileTrack file, Pack pack) {
        UncountedBytes uncounted = new UncountedBytes();
        offer(file, pack, mask::mask, uncounted::of);
    }

    private void offer(
            FileTrack file, Pack pack, UnaryOperator<TrackingRequest> masking, ToLongFunction<PackEntry> bytes) {
        PackInHand hand = hand(file, pack.header(), new PackInHand.Origin(headers.size(), true, OWN_WAY, true));
        for (PackEntry entry : pack.entries()) {
            judge(hand, entry, bytes.applyAsLong(entry), masking);
        }
    }

    private void setAside(PackInHand hand, Pack pack, NewBytes fresh) {
        List<PackEntry> entries = new ArrayList<>();
        UncountedBytes uncounted = new UncountedBytes();
        for (PackEntry entry : pack.entries()) {
            if (fresh.brings(entry)) {
                long bytes = uncounted.of(entry, fresh.ranges());
                hand.takeBytes(bytes);
                PackEntry stored = kept.stored(entry, bytes);
                if (mayWait(hand, stored, bytes)) {
                    hand.file().account().hold(bytes);
                    entries.add(stored);
                }
            } else {
                outcomes.duplicate(hand.file(), hand.origin().proven());
            }
        }
        kept.setAside(hand.file(), pack.header(), entries);
    }

    /** Rejects what is too large to wait, and what would count twice. */
    private boolean mayWait(PackInHand pack, PackEntry stored, long bytes) {
        if (!(stored instanceof TrackingRequest request)) {
            return true;
        }
        if (KeptPacks.isTooLarge(pack.header(), request)) {
            outcomes.rejectTooLarge(pack.file(), request, bytes);
            return false;
        }
        Optional<String> another = pack.cameByAnotherWay(request);
        another.ifPresent(sentence -> outcomes.reject(pack.file(), request, bytes, Ways.REASON, sentence));
        return another.isEmpty();
    }

    /**
     * Sets a pack aside whose bytes are proven to be others than those that had been taken of its range. Nothing of it is
     * accounted for, and completeness stops before it until the operator accepts that.
     *
     * @param hasRoom whether there is room for it
     */
    void conflict(FileTrack file, Pack pack, ProofMatch.Contradiction contradiction, boolean hasRoom)
            throws SQLException {
        PackHeader header = pack.header();
        List<PackEntry> entries = pack.entries().stream()
                .map(entry -> kept.stored(entry, entry.length()))
                .toList();
        outcomes.conflict(file, state.streamOf(file), Math.max(1, entries.size()), hasRoom);
        if (hasRoom) {
            kept.conflict(file, header, entries, contradiction);
        }
        losses.contradict(file, header, times(pack), hasRoom);
    }

    /** From the first to the last time of a pack's requests; when it was read, if it has none. */
    private static UnknownLoss times(Pack pack) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (PackEntry entry : pack.entries()) {
            if (entry instanceof TrackingRequest request) {
                from = Math.min(from, request.time());
                to = Math.max(to, request.time());
            }
        }
        long read = pack.header().readTime();
        return to < from ? new UnknownLoss(read, read) : new UnknownLoss(from, to);
    }

    private void judge(PackInHand hand, Pack pack, NewBytes fresh, UnaryOperator<TrackingRequest> masking) {
        UncountedBytes uncounted = new UncountedBytes();
        for (PackEntry entry : pack.entries()) {
            if (!call.isEmpty() && call.get(0).candidate().request().offset() != entry.offset()) {
                endCall(hand.file());
            }
            if (fresh.brings(entry)) {
                long bytes = uncounted.of(entry, fresh.ranges());
                hand.takeBytes(bytes);
                judge(hand, entry, bytes, masking);
            } else {
                outcomes.duplicate(hand.file(), hand.origin().proven());
            }
        }
        endCall(hand.file());
    }

    private void endCall(FileTrack file) {
        List<TrackingRequest> requests =
                call.stream().map(due -> due.candidate().request()).toList();
        if (bound.exceededBy(requests)) {
            long bytes = call.stream().mapToLong(due -> due.candidate().bytes()).sum();
            outcomes.reject(file, requests, bytes, BulkBound.REASON, bound.detail(requests.size()));
        } else {
            call.forEach(this::add);
        }
        call.clear();
    }

    private void add(Due due) {
        (due.late() ? late : onTime).add(due.candidate());
    }

    private void judge(PackInHand pack, PackEntry entry, long bytes, UnaryOperator<TrackingRequest> masking) {
        if (entry instanceof TrackingRequest request) {
            judge(pack, masking.apply(request), bytes);
        } else {
            outcomes.reject(pack.file(), (RejectedLine) entry, bytes);
        }
    }

    private void judge(PackInHand pack, TrackingRequest request, long bytes) {
        outcomes.read(pack.file());
        pack.noteTime(request.time());
        if (isRepeated(pack, request)) {
            outcomes.repeat(pack.file(), bytes);
        } else {
            settle(pack, request, bytes, judge.judge(pack, request));
        }
    }

    /** Whether a request of the same identity has been taken; it is noted in any case. */
    private boolean isRepeated(PackInHand pack, TrackingRequest request) {
        return request.time() > pack.forgottenUntil()
                && state.identities()
                        .note(
                                pack.file().file().stream(),
                                request,
                                pack.origin().place())
                && !pack.origin().judgedBefore();
    }

    private void settle(PackInHand pack, TrackingRequest request, long bytes, RequestVerdict verdict) {
        FileTrack file = pack.file();
        if (verdict instanceof RequestVerdict.Rejected rejected) {
            outcomes.reject(file, request, bytes, rejected.reason(), rejected.detail());
            return;
        }
        if (verdict instanceof RequestVerdict.ByAnotherWay twice) {
            outcomes.reject(file, request, bytes, Ways.REASON, twice.sentence());
            pack.vouch(request);
            return;
        }
        pack.noteRequest(request);
        if (verdict instanceof RequestVerdict.LeftOut left) {
            outcomes.skip(file, request, bytes, left.reason());
            return;
        }
        outcomes.chosen(file);
        if (verdict instanceof RequestVerdict.NotAskedFor unasked) {
            outcomes.skip(file, bytes, unasked.reason());
        } else if (verdict instanceof RequestVerdict.TooLate old) {
            outcomes.reject(file, request, bytes, Outcomes.LATE, old.detail());
        } else if (verdict instanceof RequestVerdict.Due due) {
            Candidate candidate = new Candidate(
                    due.key(),
                    file.id(),
                    file.file(),
                    request,
                    bytes,
                    pack.origin().place());
            place(pack, new Due(candidate, due.lateness().isLate()));
        }
    }

    /** What an operator offers again is applied, however much of a call it is. */
    private void place(PackInHand pack, Due due) {
        if (due.candidate().request().bulkToken().isPresent() && !pack.origin().judgedBefore()) {
            call.add(due);
        } else {
            add(due);
        }
    }

    /**
     * What a pack says itself of what is still to come, otherwise what its requests and the stream's disorder tell. A promise from a
     * clock that is far ahead is none.
     */
    private long watermark(PackInHand pack) {
        OptionalLong promised = pack.header().watermark();
        boolean credible = promised.isPresent()
                && (promised.getAsLong() == Long.MAX_VALUE || judge.credible(promised.getAsLong()));
        return credible ? promised.getAsLong() : pack.watermark();
    }

    /** Whether an agent works off what there was at its start: its requests say nothing of what is still to come, a first pass does. */
    private boolean isOfBacklog(PackHeader header, Pack pack) {
        return policy.role() != ReplayPolicy.Role.IMPORT
                && header.watermark().isPresent()
                && !pack.entries().isEmpty();
    }

    /** New requests at or above the frontier, in no order. */
    List<Candidate> onTime() {
        return onTime;
    }

    /** New requests below the frontier, in no order. */
    List<Candidate> late() {
        return late;
    }

    /** The header of a candidate's pack. */
    PackHeader header(Candidate candidate) {
        return headers.get(candidate.origin());
    }

    /** Packs that are kept and not judged. */
    KeptPacks kept() {
        return kept;
    }

    LossNotes losses() {
        return losses;
    }

    /** Bytes that were accounted for, for the first time. */
    long takenBytes() {
        return takenBytes;
    }
}
