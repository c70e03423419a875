/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import com.google.common.math.LongMath;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * One stream: what has been taken of it, what it promises, and its state. Its files and chains are in its {@link Succession};
 * which of them is waited for, and how far that one is, {@link StreamWatermark} says. Mutable.
 *
 * <p>Only the files from the chains' reaches onwards need to be here; whoever takes a pack of another file, or of one that
 * {@link #knows} denies, looks it up in the ledger first ({@link #add}).
 */
public final class StreamOrder {
    private final long id;
    private final String name;
    private final Succession succession;
    private final StreamWatermark streamWatermark;
    private final StreamCompleteness completeness;
    private final StreamWait wait = new StreamWait();
    private final StreamBound bound;
    private SkewAndDisorder timing = new SkewAndDisorder();
    private long lastSeen;
    private long lastRequest;
    /** Whether more of it was reached without a gap when it last advanced. */
    private boolean reached;

    private boolean stored;
    private boolean changed;

    /** A stream as it is stored. */
    public StreamOrder(long id, String name) {
        this.id = id;
        this.name = name;
        this.succession = new Succession(name);
        this.streamWatermark = new StreamWatermark(succession);
        this.completeness = new StreamCompleteness(name, succession, streamWatermark);
        this.bound = new StreamBound(name, streamWatermark, wait);
        this.stored = true;
    }

    static StreamOrder unknown(long id, String name, long now) {
        StreamOrder stream = new StreamOrder(id, name);
        stream.stored = false;
        stream.changed = true;
        stream.wait.begin(now);
        return stream;
    }

    /** Sets what a stored row knows besides. */
    public void describe(StoredStream row) {
        succession.numbered(row.greatestNumber());
        streamWatermark.describe(row.currentChain(), row.waited().expected());
        wait.describe(row.waited());
        lastSeen = row.lastSeen();
        lastRequest = row.lastRequest();
        completeness.lossFrom(row.lossFrom());
    }

    /** Goes on observing where an older image of the same stream has. */
    private void goOnFrom(StreamOrder before) {
        wait.goOnFrom(before.wait);
        timing = before.timing;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Whether all that is stored of a file and its neighbours in the chain is here. */
    public boolean knows(Fingerprint fingerprint) {
        return find(fingerprint).filter(FileTrack::seen).isPresent();
    }

    public Optional<FileTrack> find(Fingerprint fingerprint) {
        return succession.find(fingerprint);
    }

    /** Adds a stored file; its chain must have been added. */
    public void add(FileTrack file) {
        succession.add(file);
    }

    /** Adds a stored chain. */
    public void add(Chain chain) {
        succession.add(chain);
    }

    /**
     * The file that a pack names. A new one gets its place in the succession.
     *
     * @param ids gives an id for a new file
     */
    FileTrack file(LogFile header, LongSupplier ids) {
        if (knows(header.fingerprint())) {
            return find(header.fingerprint()).orElseThrow();
        }
        FileTrack file = succession.place(header, ids);
        streamWatermark.noteJoined();
        changed = true;
        return file;
    }

    /** A collector's configuration lists it: its agent is waited for, also if it has been retired before. */
    public void expect() {
        changed |= !expected() || retired();
        streamWatermark.expected(true);
        wait.retired(false);
    }

    /** No configuration lists it any more. One of which nothing has ever come is not waited for any longer. */
    public void unexpect() {
        changed |= expected();
        streamWatermark.expected(false);
        wait.retired(retired() || succession.chains().isEmpty());
    }

    /** No configuration lists it, though something comes of it: it is set aside, and nothing waits for it. */
    public void ignore() {
        changed |= !retired();
        wait.retired(true);
    }

    /** Whether a collector's configuration lists it. */
    public boolean expected() {
        return streamWatermark.expected();
    }

    /** Whether an agent has brought something of it, not only imports. */
    boolean followed() {
        return succession.chains().stream().anyMatch(Chain::followed);
    }

    /**
     * Accounts for a range of a file.
     *
     * @param watermark what the stream promises once everything up to the range's end has arrived;
     *     {@link Long#MAX_VALUE} if nothing more comes at all
     * @param imported whether an import brings it, not an agent
     */
    void take(FileTrack file, ByteRange range, long watermark, boolean imported, long now) {
        boolean ends = watermark == Long.MAX_VALUE;
        boolean newest = !succession.hasSuccessor(file);
        boolean further = newest && range.end() > file.taken().end();
        boolean vouched = newest
                && watermark != TakenRanges.NO_WATERMARK
                && range.end() == file.taken().end()
                && file.taken().missing(range).isEmpty();
        file.taken().add(range, ends ? TakenRanges.NO_WATERMARK : watermark);
        file.touch();
        wait.retired(false);
        lastSeen = now;
        changed = true;
        Optional<Chain> moved = succession.chain(file.chain());
        if (moved.isEmpty()) {
            return;
        }
        Chain chain = moved.get();
        streamWatermark.noteMoved(chain, imported);
        if ((ends && newest) || further || vouched) {
            // what only fills a gap does not reopen a chain that has ended; who vouches for its end follows it still
            chain.end(!ends ? Chain.End.OPEN : imported ? Chain.End.IMPORT : Chain.End.AGENT);
        }
        if (ends && imported) {
            streamWatermark.endImported();
        }
    }

    /** Notes that the present range brought requests. */
    void noteRequests(long now) {
        lastRequest = now;
    }

    /** Notes bytes that were destroyed: completeness stops before them until they are accepted. */
    long noteLoss(FileTrack file) {
        changed = true;
        return completeness.noteLoss(file);
    }

    /** Notes that requests from an event time on may have been destroyed unseen. */
    void noteUnknownLoss(long from) {
        completeness.noteUnknownLoss(from);
        changed = true;
    }

    /** Goes on as far as the ranges reach. */
    void advance(long now) {
        long before = pace();
        boolean moved = false;
        for (Chain chain : succession.chains()) {
            moved |= chain.advance(succession.successors());
        }
        reached = moved;
        streamWatermark.followTheLivingChain();
        if (pace() != before) {
            changed |= wait.move(now);
        }
    }

    /**
     * Its reader works off what there was at its start and has told what is still to come of that. As long as its bytes come without a gap
     * it is waited for, though its watermark stands still: there may be much before its earliest request. See {@link
     * StreamWait#MOST_STANDING_MILLIS}.
     */
    void worksOff(long now) {
        if (reached) {
            streamWatermark
                    .moved()
                    .filter(chain -> chain.end() == Chain.End.OPEN)
                    .ifPresent(chain -> chain.end(Chain.End.BACKLOG));
            changed |= wait.worksOff(now);
        }
    }

    /**
     * Its reader still looks at what there was at its start, and nothing of that comes meanwhile. As long as it says so, and nothing is missing
     * of what came before, it is waited for: no longer than for one that works that off.
     */
    void looks(long now) {
        Optional<Chain> looking = streamWatermark
                .moved()
                .filter(chain -> chain.gapInOrder(succession.successors()).isEmpty());
        if (looking.isPresent()) {
            looking.filter(chain -> !streamWatermark.over(chain)).ifPresent(chain -> chain.end(Chain.End.LOOK));
            changed |= wait.worksOff(now);
        }
    }

    /** Another collector may have moved it, or taken what its reader works off: goes on where an older image of the same stream has. */
    void goOnElsewhere(StreamOrder older, long now) {
        goOnFrom(older);
        if (older.pace() != pace()) {
            wait.movedElsewhere(now);
            return;
        }
        waitingSince(older.waitingSince());
        if (worksOffMore(older) || looksOn(older)) {
            wait.worksOffElsewhere(now);
        }
    }

    /** Whether more of a backlog has come without a gap than an older image of the stream knows. */
    private boolean worksOffMore(StreamOrder older) {
        Optional<GaplessReach> before = older.streamWatermark.moved().map(Chain::order);
        Optional<GaplessReach> now = streamWatermark
                .moved()
                .filter(chain -> chain.end() == Chain.End.BACKLOG)
                .map(Chain::order);
        return before.isPresent() && now.isPresent() && now.get().isBeyond(before.get());
    }

    /** Whether its reader has said again that it looks. */
    private boolean looksOn(StreamOrder older) {
        return lastSeen > older.lastSeen
                && streamWatermark
                        .moved()
                        .filter(chain -> chain.end() == Chain.End.LOOK)
                        .isPresent();
    }

    /** See {@link Skew#note}. */
    OptionalLong noteSkew(long millisecondsBehind, boolean requests, long now) {
        return timing.noteSkew(millisecondsBehind, requests, now);
    }

    /** By how many milliseconds the times that it brings lie behind the present; empty until that has been measured. */
    public OptionalLong skew() {
        return timing.skew();
    }

    /** Notes how far its reader says that its event times may run backwards, milliseconds. */
    void noteDisorder(long millis, long now) {
        timing.noteDisorder(millis, now);
    }

    /** What its reader said last of how far its event times may run backwards; empty if nothing since this was loaded. */
    public OptionalLong disorder() {
        return timing.disorder();
    }

    /** When {@link #disorder} was said. */
    public long disorderAt() {
        return timing.disorderAt();
    }

    /** When {@link #skew} was measured. */
    public long skewAt() {
        return timing.skewAt();
    }

    /** Looks whether it only trails; see {@link Trailing#look}. */
    boolean trails(long reachedByOthers, long elapsed, long maxHold) {
        long time = boundTime();
        return time != Long.MIN_VALUE
                && time != Long.MAX_VALUE
                && reachedByOthers != Long.MIN_VALUE
                && wait.trails(reachedByOthers - time, elapsed, maxHold);
    }

    /** Stops waiting for a stream that moves; what comes of it is late. */
    Passed.Behind passBehind(long reachedByOthers) {
        long distance = reachedByOthers - boundTime();
        wait.passBehind();
        changed = true;
        return new Passed.Behind(name, pace(), distance);
    }

    /** Whether it has been passed although it moves. */
    public boolean behind() {
        return wait.behind();
    }

    /** The order waits for it again. */
    void rejoin(long now) {
        wait.rejoin(now);
        changed = true;
    }

    /** What moves as long as the stream need not be passed: what is imported of it is no sign of life of its agent. */
    long pace() {
        return streamWatermark.pace();
    }

    /** The order's watermark of the chain that moved last. */
    public long watermark() {
        return streamWatermark.ofMoved();
    }

    /** See {@link StreamBound#key}. */
    Optional<OrderKey> bound() {
        return bound.key();
    }

    /** See {@link StreamBound#ofImport}. */
    Optional<OrderKey> boundOfImport() {
        return bound.ofImport();
    }

    /** See {@link StreamBound#time}. */
    long boundTime() {
        return bound.time();
    }

    /** Below all requests of a stream. */
    static OrderKey first(String stream) {
        return StreamBound.first(stream);
    }

    /** Everything of this stream with an earlier event time has been taken. */
    public long wholeBefore() {
        return retired() ? Long.MAX_VALUE : completeness.wholeBefore();
    }

    /** Stops waiting for what it waits for: the first gap of the chain that holds, else the stream itself. */
    Passed pass(long now) {
        Optional<Chain> holder = streamWatermark.anythingMayCome() ? Optional.empty() : streamWatermark.holder();
        Optional<ByteRange> gap = holder.flatMap(chain -> chain.gapInOrder(succession.successors()));
        wait.begin(now);
        changed = true;
        if (gap.isEmpty()) {
            wait.pass();
            return new Passed.Silence(name, pace(), lastSeen);
        }
        Chain chain = holder.orElseThrow();
        FileTrack file = chain.order().file();
        file.passed().add(gap.get(), TakenRanges.NO_WATERMARK);
        file.touch();
        long before = chain.whole().watermark();
        advance(now);
        return new Passed.Gap(name, file.file(), gap.get(), before);
    }

    /** Gives up everything that is missing now: completeness no longer waits for gaps and losses. */
    public List<Passed.Gap> acceptHoles() {
        changed = true;
        return completeness.acceptHoles();
    }

    /** The present is not earlier than what has been waited since. */
    void notAfter(long now) {
        wait.notAfter(now);
    }

    boolean overdue(long now, long maxHold) {
        return now - wait.since() > maxHold && bound().isPresent();
    }

    /** The last time at which it is not {@link #overdue} if nothing changes, milliseconds since 1970-01-01 UTC. */
    long overdueAfter(long maxHold) {
        return bound().isPresent() ? LongMath.saturatedAdd(wait.since(), maxHold) : Long.MAX_VALUE;
    }

    /** Drops files that can neither move a reach nor have requests held back. */
    public void forgetSettled() {
        succession.forgetSettled();
    }

    /** What it is doing, for people. */
    public StreamState state() {
        if (retired()) {
            return StreamState.RETIRED;
        }
        if (passed()) {
            return behind() ? StreamState.BEHIND : StreamState.UNREACHABLE;
        }
        if (streamWatermark.unheard()) {
            return StreamState.AWAITED;
        }
        if (streamWatermark.moved().filter(streamWatermark::over).isPresent()) {
            return StreamState.ENDED;
        }
        return lastSeen > lastRequest ? StreamState.QUIET : StreamState.ACTIVE;
    }

    public Collection<FileTrack> files() {
        return succession.files();
    }

    public Collection<Chain> chains() {
        return succession.chains();
    }

    /** Ids of chains that were joined to others and are still stored. */
    public List<Long> removedChains() {
        return succession.removedChains();
    }

    /** The chain that a chain has become part of since the last commit; itself if it has not. */
    public long joinedInto(long chain) {
        return succession.joinedInto(chain);
    }

    public long lastNumber() {
        return succession.lastNumber();
    }

    public long current() {
        return streamWatermark.current();
    }

    public boolean retired() {
        return wait.retired();
    }

    public boolean passed() {
        return wait.passed();
    }

    public long lastSeen() {
        return lastSeen;
    }

    public long lastRequest() {
        return lastRequest;
    }

    public long lossFrom() {
        return completeness.lossFrom();
    }

    /** Sets it anew, where losses were taken back; {@link Long#MAX_VALUE} if none is left. */
    public void lossFrom(long from) {
        completeness.lossFrom(from);
        changed = true;
    }

    long waitingSince() {
        return wait.since();
    }

    void waitingSince(long since) {
        wait.begin(since);
    }

    public boolean stored() {
        return stored;
    }

    public boolean changed() {
        return changed;
    }

    public void noteStored() {
        stored = true;
        changed = false;
        succession.noteStored();
    }
}
