/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.RejectedLine;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.mysql.PacketLimit;
import io.github.trackreplay.mysql.ledger.AsidePacks;
import io.github.trackreplay.mysql.ledger.ConflictRows;
import io.github.trackreplay.mysql.ledger.StoredPack;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.mysql.ledger.WriteOutcomes;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import io.github.trackreplay.order.ProofMatch;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.token.TokenMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Takes packs: drops what has been taken before, each request by its own offset, judges the rest, accounts for every
 * byte. The only place where duplicates are found.
 */
final class Taking {
    private final LedgerState state;
    private final ReplayPolicy policy;
    private final Judgement.Filter filter;
    private final String judgedBy;
    private final Outcomes outcomes;
    private final TokenMask mask;
    private final LongSupplier ids;
    private final long now;
    private final List<Candidate> onTime = new ArrayList<>();
    private final List<Candidate> late = new ArrayList<>();
    private final List<WriteOutcomes.Loss> losses = new ArrayList<>();
    private final List<PackHeader> headers = new ArrayList<>();
    private final List<AsidePacks.Aside> aside = new ArrayList<>();
    private final List<PathChange> pathChanges = new ArrayList<>();
    private final List<ConflictRows.Conflict> conflicts = new ArrayList<>();
    private final List<Skewed> skewed = new ArrayList<>();
    private boolean provenBefore = true;
    private boolean broughtNew;
    private Ways.Verdict verdict = new Ways.Taken();
    private long takenBytes;
    private long lostBytes;

    Taking(LedgerState state, ReplayPolicy policy, Outcomes outcomes, TokenMask mask, LongSupplier ids, long now) {
        this.state = state;
        this.policy = policy;
        this.filter = new Judgement.Filter(policy.statuses(), policy.sites());
        this.judgedBy = filter.words();
        this.outcomes = outcomes;
        this.mask = mask;
        this.ids = ids;
        this.now = now;
    }

    /**
     * Takes one pack of a file.
     *
     * @param proven whether what had been taken of it is proven to be the same
     * @param way whether its requests have come by another way
     */
    void take(FileTrack file, Pack pack, boolean proven, Ways.Verdict way) {
        PackHeader header = pack.header();
        provenBefore = proven;
        verdict = way;
        headers.add(header);
        ByteRange range = new ByteRange(header.start(), header.end());
        List<ByteRange> missing = file.taken().missing(range);
        boolean running = state.tally(state.streamOf(file)).course() == StreamTally.Course.RUNNING;
        Judged judged = running ? judge(file, pack, missing, mask::mask) : setAside(file, pack, missing);
        long fresh = missing.stream().mapToLong(ByteRange::length).sum();
        long lost = Math.min(header.lost(), fresh - judged.bytes);
        if (lost > 0) {
            lose(file, range, lost);
        }
        long skipped = fresh - judged.bytes - lost;
        file.account().skip(skipped);
        file.account().noteBeforeStart(Math.min(header.beforeStart(), skipped));
        notePaths(file, header, running, fresh > 0);
        takenBytes += fresh;
        long watermark = running ? watermark(header, judged.watermark) : TakenRanges.NO_WATERMARK;
        state.order().take(file, range, watermark, judged.requests, now);
        noteSkew(file, header, judged);
        broughtNew = judged.requests;
    }

    /** Whether the last pack had a request that had not been taken before. */
    boolean broughtNew() {
        return broughtNew;
    }

    /** What agents bring shows whether their clocks are right; of an import the times lie in the past anyway. */
    private void noteSkew(FileTrack file, PackHeader header, Judged judged) {
        if (policy.role() == ReplayPolicy.Role.IMPORT) {
            return;
        }
        state.order().noteDisorder(file, header.disorder(), now);
        boolean requests = judged.newest != Long.MIN_VALUE;
        long promised = header.watermark().orElse(Long.MAX_VALUE);
        if (requests || promised != Long.MAX_VALUE) {
            long newest = requests ? judged.newest : promised + header.disorder();
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
     */
    private void notePaths(FileTrack file, PackHeader header, boolean judged, boolean fresh) {
        String before = file.trackerPaths();
        String declared = judged ? judgedBy(header) : Judgement.aside(header.trackerPaths());
        boolean changed = fresh && !before.isEmpty() && !before.equals(declared);
        if (changed) {
            pathChanges.add(new PathChange(file.id(), before, file.taken().spans()));
        }
        file.noteRead(header.host(), header.path(), fresh || before.isEmpty() ? declared : before, now);
    }

    private String judgedBy(PackHeader header) {
        return judgedBy + Judgement.paths(header.trackerPaths());
    }

    /**
     * A file goes on with other settings (texts of {@link Judgement}).
     *
     * @param before with which that was judged
     * @param spans what had been taken of it with these, or with still others
     */
    record PathChange(long fileId, String before, List<TakenRanges.Span> spans) {}

    /** In their order. */
    List<PathChange> pathChanges() {
        return pathChanges;
    }

    /** Judges a pack that was set aside. It is accounted for already, and its tokens are replaced already. */
    void retake(FileTrack file, Pack pack) {
        PackHeader header = pack.header();
        headers.add(header);
        verdict = new Ways.Taken();
        ByteRange range = new ByteRange(header.start(), header.end());
        Judged judged = judge(file, pack, List.of(range), UnaryOperator.identity());
        file.account().release(judged.bytes);
        pathChanges.add(new PathChange(
                file.id(),
                judgedBy(header),
                List.of(new TakenRanges.Span(range.start(), range.end(), TakenRanges.NO_WATERMARK))));
        state.order().take(file, range, watermark(header, judged.watermark), judged.requests, now);
    }

    /**
     * Judges what was rejected before. It is accounted for already, its tokens are replaced already, and the ledger knows that
     * none of it has been applied.
     *
     * @param bytes what it counts for
     */
    void offer(FileTrack file, Pack pack, long bytes) {
        boolean[] first = {true};
        offer(file, pack, UnaryOperator.identity(), entry -> {
            long counted = first[0] ? bytes : 0;
            first[0] = false;
            return counted;
        });
        if (pack.entries().isEmpty()) {
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
        headers.add(pack.header());
        verdict = new Ways.Taken();
        Judged judged = new Judged(Long.MIN_VALUE);
        judged.offered = true;
        for (PackEntry entry : pack.entries()) {
            long counted = bytes.applyAsLong(entry);
            if (entry instanceof TrackingRequest request) {
                judge(file, masking.apply(request), counted, pack.header(), judged);
            } else {
                outcomes.reject(file, (RejectedLine) entry, counted);
            }
        }
    }

    private Judged setAside(FileTrack file, Pack pack, List<ByteRange> missing) {
        Judged judged = nothingYet(file);
        List<PackEntry> entries = new ArrayList<>();
        UncountedBytes uncounted = new UncountedBytes();
        for (PackEntry entry : pack.entries()) {
            if (!isNew(missing, entry)) {
                outcomes.duplicate(file, provenBefore);
                continue;
            }
            long bytes = uncounted.of(entry, missing);
            judged.bytes += bytes;
            PackEntry kept = kept(entry, bytes);
            if (kept instanceof TrackingRequest request && isTooLarge(pack.header(), request)) {
                outcomes.rejectTooLarge(file, request, bytes);
            } else if (!(kept instanceof TrackingRequest request) || !cameAnotherWay(file, request, bytes)) {
                file.account().hold(bytes);
                entries.add(kept);
            }
        }
        setAside(file, pack.header(), entries);
        return judged;
    }

    /**
     * Sets a pack aside whose bytes are proven to be others than those that had been taken of its range. Nothing of it is
     * accounted for, and completeness stops before it until the operator accepts that.
     *
     * @param kept whether there is room for it
     * @param lossListed whether a possible loss of its stream is listed already
     */
    void conflict(FileTrack file, Pack pack, ProofMatch.Contradiction contradiction, boolean kept, boolean lossListed) {
        PackHeader header = pack.header();
        List<PackEntry> entries = new ArrayList<>();
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (PackEntry entry : pack.entries()) {
            entries.add(kept(entry, entry.length()));
            if (entry instanceof TrackingRequest request) {
                from = Math.min(from, request.time());
                to = Math.max(to, request.time());
            }
        }
        outcomes.conflict(file, state.streamOf(file), Math.max(1, entries.size()), kept);
        UnknownLoss loss =
                to < from ? new UnknownLoss(header.readTime(), header.readTime()) : new UnknownLoss(from, to);
        if (kept) {
            conflict(file, header, entries, contradiction);
        }
        if (kept || !lossListed) {
            loseUnseen(file, header, loss);
        } else {
            state.order().loseUnseen(file, loss.from() - header.disorder());
        }
    }

    private void conflict(
            FileTrack file, PackHeader header, List<PackEntry> entries, ProofMatch.Contradiction contradiction) {
        if (entries.size() > 1 && Weight.sum(entries, Weight::of) > HoldingBack.MOST_HELD) {
            int half = entries.size() / 2;
            conflict(file, header, entries.subList(0, half), contradiction);
            conflict(file, header, entries.subList(half, entries.size()), contradiction);
        } else {
            conflicts.add(new ConflictRows.Conflict(
                    ids.getAsLong(), state.streamOf(file).id(), file.id(), new Pack(header, entries), contradiction));
        }
    }

    /** Packs that contradict what had been taken. */
    List<ConflictRows.Conflict> conflicts() {
        return conflicts;
    }

    /** One row, several where that would be large. The promise that nothing earlier comes goes with the last. */
    private void setAside(FileTrack file, PackHeader header, List<PackEntry> entries) {
        if (entries.size() > 1 && Weight.sum(entries, Weight::of) > HoldingBack.MOST_HELD) {
            int half = entries.size() / 2;
            setAside(file, withoutWatermark(header), entries.subList(0, half));
            setAside(file, header, entries.subList(half, entries.size()));
        } else if (!entries.isEmpty() || header.watermark().isPresent()) {
            Pack kept = new Pack(header, entries);
            aside.add(new AsidePacks.Aside(ids.getAsLong(), state.streamOf(file).id(), file.id(), kept));
        }
    }

    private static PackHeader withoutWatermark(PackHeader h) {
        return new PackHeader(
                        h.file(),
                        h.start(),
                        h.end(),
                        h.readTime(),
                        h.host(),
                        OptionalLong.empty(),
                        h.disorder(),
                        h.trackerPaths(),
                        h.beforeStart(),
                        h.lost())
                .withPath(h.path());
    }

    private static boolean isTooLarge(PackHeader header, TrackingRequest request) {
        return Weight.of(request) > HoldingBack.MOST_HELD
                && StoredPack.encode(new Pack(header, List.of(request))).length > PacketLimit.MOST_VALUE;
    }

    private PackEntry kept(PackEntry entry, long bytes) {
        if (entry instanceof TrackingRequest request) {
            return Candidate.withLength(mask.mask(request), bytes);
        }
        RejectedLine line = (RejectedLine) entry;
        return new RejectedLine(line.offset(), bytes, line.reason(), line.detail(), mask.mask(line.raw()));
    }

    /** Packs of streams that have stopped. */
    List<AsidePacks.Aside> aside() {
        return aside;
    }

    /** Of these, the packs from a place on. */
    List<Pack> asideFrom(int first) {
        return aside.subList(first, aside.size()).stream()
                .map(AsidePacks.Aside::pack)
                .toList();
    }

    private static final class Judged {
        private long bytes;
        private long watermark = TakenRanges.NO_WATERMARK;
        private boolean requests;
        private long newest = Long.MIN_VALUE;
        /** It has been judged before, and is known to be not applied. */
        private boolean offered;

        private final long forgottenUntil;

        Judged(long forgottenUntil) {
            this.forgottenUntil = forgottenUntil;
        }
    }

    private Judged nothingYet(FileTrack file) {
        return new Judged(state.tally(state.streamOf(file)).forgottenUntil());
    }

    private Judged judge(FileTrack file, Pack pack, List<ByteRange> missing, UnaryOperator<TrackingRequest> masking) {
        Judged judged = nothingYet(file);
        UncountedBytes uncounted = new UncountedBytes();
        for (PackEntry entry : pack.entries()) {
            if (!isNew(missing, entry)) {
                outcomes.duplicate(file, provenBefore);
                continue;
            }
            long bytes = uncounted.of(entry, missing);
            judged.bytes += bytes;
            if (entry instanceof TrackingRequest request) {
                judge(file, masking.apply(request), bytes, pack.header(), judged);
            } else {
                outcomes.reject(file, (RejectedLine) entry, bytes);
            }
        }
        return judged;
    }

    private void judge(FileTrack file, TrackingRequest request, long bytes, PackHeader header, Judged judged) {
        outcomes.read(file);
        judged.newest = Math.max(judged.newest, request.time());
        if (request.time() > judged.forgottenUntil
                && state.identities().note(file.file().stream(), request, headers.size())
                && !judged.offered) {
            outcomes.duplicate(file, true);
            file.account().skip(bytes);
            return;
        }
        if (request.time() > now + policy.maxFuture().toMillis()) {
            outcomes.reject(
                    file,
                    request,
                    bytes,
                    "future-time",
                    "The request's time lies further in the future than maxFuture allows. Set that frontend's clock right; once"
                            + " that time has passed: trackreplay rejected replay --reason future-time");
            return;
        }
        if (request.time() <= judged.forgottenUntil) {
            outcomes.reject(
                    file,
                    request,
                    bytes,
                    Outcomes.OLDER_THAN_LEDGER,
                    "The ledger has forgotten log files of this stream up to a later time (ledgerRetention), so nobody can"
                            + " tell whether this request has been applied already.");
            return;
        }
        if (cameAnotherWay(file, request, bytes)) {
            judged.watermark = Math.max(judged.watermark, request.time() - header.disorder());
            return;
        }
        judged.requests = true;
        judged.watermark = Math.max(judged.watermark, request.time() - header.disorder());
        file.noteTime(request.time());
        Optional<String> left = filter.reason(request);
        if (left.isPresent()) {
            outcomes.skip(file, request, bytes, left.get());
            return;
        }
        outcomes.chosen(file);
        Optional<String> reason = policy.leftOut().reason(file.file(), request);
        if (reason.isPresent()) {
            outcomes.skip(file, bytes, reason.get());
            return;
        }
        Candidate candidate = Candidate.of(file.id(), file.file(), request, bytes, headers.size() - 1);
        boolean isLate = state.order().late(candidate.key());
        if (isLate && policy.late() == ReplayPolicy.Late.SET_ASIDE && isOlder(request)) {
            outcomes.reject(
                    file,
                    request,
                    bytes,
                    Outcomes.LATE,
                    "The request is older than what had been applied when it came. To apply it all the same: trackreplay"
                            + " rejected replay --reason late");
            return;
        }
        (isLate ? late : onTime).add(candidate);
    }

    /** Rejects what would count twice. */
    private boolean cameAnotherWay(FileTrack file, TrackingRequest request, long bytes) {
        if (!(verdict instanceof Ways.Doubtful twice) || !twice.which().test(request)) {
            return false;
        }
        outcomes.reject(file, request, bytes, Ways.REASON, twice.sentence(file.file().stream()));
        return true;
    }

    /** Of one second and another stream is not what anybody means. */
    private boolean isOlder(TrackingRequest request) {
        return request.time() < state.order().frontier().time();
    }

    /** A request is new by its offset; what stands for a whole rejected pack is new if any byte of it is. */
    private static boolean isNew(List<ByteRange> missing, PackEntry entry) {
        return contains(missing, entry.offset()) || (entry instanceof RejectedLine && overlap(missing, entry) > 0);
    }

    private static boolean contains(List<ByteRange> ranges, long offset) {
        for (ByteRange range : ranges) {
            if (offset >= range.start() && offset < range.end()) {
                return true;
            }
        }
        return false;
    }

    static long overlap(List<ByteRange> ranges, PackEntry entry) {
        long bytes = 0;
        for (ByteRange range : ranges) {
            bytes += range.overlap(entry.offset(), entry.offset() + entry.length());
        }
        return bytes;
    }

    private void lose(FileTrack file, ByteRange range, long bytes) {
        lostBytes += bytes;
        file.account().lose(bytes);
        long from = state.order().lose(file);
        losses.add(new WriteOutcomes.Loss(
                ids.getAsLong(),
                state.streamOf(file).id(),
                file.id(),
                range.start(),
                range.end(),
                bytes,
                from,
                OptionalLong.empty()));
    }

    /** Notes that bytes may have been destroyed unseen; completeness stops before the first of them. */
    void loseUnseen(FileTrack file, PackHeader header, UnknownLoss loss) {
        boolean known = losses.stream()
                .anyMatch(l -> l.fileId() == file.id()
                        && l.from() == loss.from()
                        && l.to().equals(OptionalLong.of(loss.to())));
        if (!known) {
            state.order().loseUnseen(file, loss.from() - header.disorder());
            losses.add(new WriteOutcomes.Loss(
                    ids.getAsLong(),
                    state.streamOf(file).id(),
                    file.id(),
                    header.start(),
                    header.end(),
                    0,
                    loss.from(),
                    OptionalLong.of(loss.to())));
        }
    }

    /** A heartbeat from a clock that is far ahead is no promise. */
    private long watermark(PackHeader header, long byRequests) {
        long promised = header.watermark().orElse(TakenRanges.NO_WATERMARK);
        boolean credible = promised == Long.MAX_VALUE
                || promised <= now + policy.maxFuture().toMillis();
        return credible ? Math.max(byRequests, promised) : byRequests;
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

    List<WriteOutcomes.Loss> losses() {
        return losses;
    }

    long takenBytes() {
        return takenBytes;
    }

    long lostBytes() {
        return lostBytes;
    }
}
