/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
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
    private final StreamWatermark promise;
    private boolean retired;
    private boolean passed;
    private boolean behind;
    private Trailing trailing = new Trailing();
    private Skew skew = new Skew();
    private OptionalLong disorder = OptionalLong.empty();
    private long disorderAt;
    private long lastSeen;
    private long lastRequest;
    private long waitingSince;
    private long lossFrom = Long.MAX_VALUE;
    private boolean stored;
    private boolean changed;

    /** A stream as it is stored. */
    public StreamOrder(long id, String name) {
        this.id = id;
        this.name = name;
        this.succession = new Succession(name);
        this.promise = new StreamWatermark(succession);
        this.stored = true;
    }

    static StreamOrder unknown(long id, String name, long now) {
        StreamOrder stream = new StreamOrder(id, name);
        stream.stored = false;
        stream.changed = true;
        stream.waitingSince = now;
        return stream;
    }

    /**
     * What a stored row knows of a stream besides.
     *
     * @param greatestNumber greatest file number ever given
     * @param currentChain the chain that moved last, or 0
     * @param waited whether the order waits for it, and who says so
     * @param lastSeen when something last came of it, milliseconds since 1970-01-01 UTC
     * @param lastRequest when a request last did
     * @param lossFrom least event time that an unaccepted loss may concern, or {@link Long#MAX_VALUE}
     */
    public record Stored(
            long greatestNumber, long currentChain, Waited waited, long lastSeen, long lastRequest, long lossFrom) {}

    /**
     * Whether the order waits for a stream.
     *
     * @param expected whether a collector's configuration lists it
     * @param retired whether the operator has taken it out, or nobody lists it
     * @param passed whether the order has gone on without it
     * @param behind whether that was because it lies behind the others although it moves
     */
    public record Waited(boolean expected, boolean retired, boolean passed, boolean behind) {}

    /** Sets what a stored row knows besides. */
    public void describe(Stored row) {
        succession.numbered(row.greatestNumber());
        promise.describe(row.currentChain(), row.waited().expected());
        retired = row.waited().retired();
        passed = row.waited().passed() || row.waited().behind();
        behind = row.waited().behind();
        lastSeen = row.lastSeen();
        lastRequest = row.lastRequest();
        lossFrom = row.lossFrom();
    }

    /** Goes on observing where an older image of the same stream has. */
    void goOnFrom(StreamOrder before) {
        trailing = before.trailing;
        skew = before.skew;
        disorder = before.disorder;
        disorderAt = before.disorderAt;
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
        promise.noteJoined();
        changed = true;
        return file;
    }

    /** A collector's configuration lists it: its agent is waited for, also if it has been retired before. */
    public void expect() {
        changed |= !expected() || retired;
        promise.expected(true);
        retired = false;
    }

    /** No configuration lists it any more. One of which nothing has ever come is not waited for any longer. */
    public void unexpect() {
        changed |= expected();
        promise.expected(false);
        retired |= succession.chains().isEmpty();
    }

    /** No configuration lists it, though something comes of it: it is set aside, and nothing waits for it. */
    public void ignore() {
        changed |= !retired;
        retired = true;
    }

    /** Whether a collector's configuration lists it. */
    public boolean expected() {
        return promise.expected();
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
        retired = false;
        lastSeen = now;
        changed = true;
        Optional<Chain> moved = succession.chain(file.chain());
        if (moved.isEmpty()) {
            return;
        }
        Chain chain = moved.get();
        promise.noteMoved(chain, imported);
        if ((ends && newest) || further || vouched) {
            // what only fills a gap does not reopen a chain that has ended; who vouches for its end follows it still
            chain.end(!ends ? Chain.End.OPEN : imported ? Chain.End.IMPORT : Chain.End.AGENT);
        }
        if (ends && imported) {
            promise.endImported();
        }
    }

    /** Notes that the present range brought requests. */
    void noteRequests(long now) {
        lastRequest = now;
    }

    /** Notes bytes that were destroyed: completeness stops before them until they are accepted. */
    long noteLoss(FileTrack file) {
        long from = succession
                .chain(file.chain())
                .map(chain -> chain.whole().watermark())
                .orElse(TakenRanges.NO_WATERMARK);
        lossFrom = Math.min(lossFrom, from);
        changed = true;
        return from;
    }

    /** Notes that requests from an event time on may have been destroyed unseen. */
    void noteUnknownLoss(long from) {
        lossFrom = Math.min(lossFrom, from);
        changed = true;
    }

    /** Goes on as far as the ranges reach. */
    void advance(long now) {
        long before = pace();
        for (Chain chain : succession.chains()) {
            chain.advance(succession.successors());
        }
        promise.followTheLivingChain();
        if (pace() != before) {
            waitingSince = now;
            if (passed && !behind) {
                changed = true;
                passed = false;
            }
        }
    }

    /** See {@link Skew#note}. */
    OptionalLong noteSkew(long millisecondsBehind, boolean requests, long now) {
        return skew.note(millisecondsBehind, requests, now);
    }

    /** By how many milliseconds the times that it brings lie behind the present; empty until that has been measured. */
    public OptionalLong skew() {
        return skew.measured();
    }

    /** Notes how far its reader says that its event times may run backwards, milliseconds. */
    void noteDisorder(long millis, long now) {
        disorder = OptionalLong.of(millis);
        disorderAt = now;
    }

    /** What its reader said last of how far its event times may run backwards; empty if nothing since this was loaded. */
    public OptionalLong disorder() {
        return disorder;
    }

    /** When {@link #disorder} was said. */
    public long disorderAt() {
        return disorderAt;
    }

    /** When {@link #skew} was measured. */
    public long skewAt() {
        return skew.measuredAt();
    }

    /** Looks whether it only trails; see {@link Trailing#look}. */
    boolean trails(long reachedByOthers, long elapsed, long maxHold) {
        long time = boundTime();
        return time != Long.MIN_VALUE
                && time != Long.MAX_VALUE
                && reachedByOthers != Long.MIN_VALUE
                && trailing.look(reachedByOthers - time, elapsed, maxHold);
    }

    /** Stops waiting for a stream that moves; what comes of it is late. */
    Passed.Behind passBehind(long reachedByOthers) {
        long distance = reachedByOthers - boundTime();
        passed = true;
        behind = true;
        changed = true;
        return new Passed.Behind(name, pace(), distance);
    }

    /** Whether it has been passed although it moves. */
    public boolean behind() {
        return behind;
    }

    /** The order waits for it again. */
    void rejoin(long now) {
        passed = false;
        behind = false;
        waitingSince = now;
        changed = true;
    }

    /** What moves as long as the stream need not be passed: what is imported of it is no sign of life of its agent. */
    long pace() {
        return promise.pace();
    }

    /** The order's watermark of the chain that moved last. */
    public long watermark() {
        return promise.ofMoved();
    }

    /** The least key that may still come from this stream; empty if it does not hold the order. */
    Optional<OrderKey> bound() {
        if (retired || passed) {
            return Optional.empty();
        }
        return promise.anythingMayCome()
                ? Optional.of(first(name))
                : promise.holder().map(this::keyAfter);
    }

    /** The same for the import that reads the stream: it waits for itself whatever has been passed. */
    Optional<OrderKey> boundOfImport() {
        return promise.moved()
                .filter(own -> passed && !retired && !own.followed() && !promise.finished(own))
                .map(this::keyAfter)
                .or(this::bound);
    }

    /** The time of {@link #bound}, or {@link Long#MAX_VALUE}: cheap. */
    long boundTime() {
        if (retired || passed) {
            return Long.MAX_VALUE;
        }
        if (promise.anythingMayCome()) {
            return Long.MIN_VALUE;
        }
        return promise.holder().map(chain -> chain.order().watermark()).orElse(Long.MAX_VALUE);
    }

    private OrderKey keyAfter(Chain chain) {
        GaplessReach reach = chain.order();
        return reach.watermark() == TakenRanges.NO_WATERMARK
                ? first(name)
                : new OrderKey(reach.watermark(), name, reach.file().file().number(), reach.offset(), 0);
    }

    /** Below all requests of a stream. */
    static OrderKey first(String stream) {
        return new OrderKey(Long.MIN_VALUE, stream, 0, 0, 0);
    }

    /** Everything of this stream with an earlier event time has been taken. */
    public long wholeBefore() {
        if (retired) {
            return Long.MAX_VALUE;
        }
        if (promise.anythingMayCome()) {
            return Long.MIN_VALUE;
        }
        Optional<Chain> agents = promise.expectedAgents();
        long whole = lossFrom;
        for (Chain chain : succession.chains()) {
            boolean present = chain.id() == current()
                    || agents.filter(c -> c.id() == chain.id()).isPresent();
            boolean waits = (present && !promise.over(chain)) || chain.hasGap(succession.successors());
            whole = waits ? Math.min(whole, chain.whole().watermark()) : whole;
        }
        return whole;
    }

    /** Stops waiting for what it waits for: the first gap of the chain that holds, else the stream itself. */
    Passed pass(long now) {
        Optional<Chain> holder = promise.anythingMayCome() ? Optional.empty() : promise.holder();
        Optional<ByteRange> gap = holder.flatMap(chain -> chain.gapInOrder(succession.successors()));
        waitingSince = now;
        changed = true;
        if (gap.isEmpty()) {
            passed = true;
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
        List<Passed.Gap> accepted = new ArrayList<>();
        for (Chain chain : succession.chains()) {
            chain.advance(succession.successors());
            Optional<ByteRange> gap = chain.gapInWhole(succession.successors());
            while (gap.isPresent()) {
                FileTrack file = chain.whole().file();
                accepted.add(new Passed.Gap(
                        name, file.file(), gap.get(), chain.whole().watermark()));
                file.accepted().add(gap.get(), TakenRanges.NO_WATERMARK);
                file.touch();
                chain.advance(succession.successors());
                gap = chain.gapInWhole(succession.successors());
            }
        }
        lossFrom = Long.MAX_VALUE;
        changed = true;
        return accepted;
    }

    boolean overdue(long now, long maxHold) {
        return now - waitingSince > maxHold && bound().isPresent();
    }

    /** Drops files that can neither move a reach nor have requests held back. */
    public void forgetSettled() {
        succession.forgetSettled();
    }

    /** What it is doing, for people. */
    public State state() {
        if (retired) {
            return State.RETIRED;
        }
        if (passed) {
            return behind ? State.BEHIND : State.UNREACHABLE;
        }
        if (promise.unheard()) {
            return State.AWAITED;
        }
        if (promise.moved().filter(promise::over).isPresent()) {
            return State.ENDED;
        }
        return lastSeen > lastRequest ? State.QUIET : State.ACTIVE;
    }

    /** States of a stream. */
    public enum State {
        /** It brings requests. */
        ACTIVE,
        /** It has nothing to bring and says so. */
        QUIET,
        /** A collector expects it, and its agent has not said anything yet. */
        AWAITED,
        /** It says nothing; the order no longer waits for it. */
        UNREACHABLE,
        /** What it brings lies so far behind the others that the order no longer waits for it. */
        BEHIND,
        /** Its reader has said that nothing more comes. */
        ENDED,
        /** The operator has taken it out. */
        RETIRED
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

    public long lastNumber() {
        return succession.lastNumber();
    }

    public long current() {
        return promise.current();
    }

    public boolean retired() {
        return retired;
    }

    public boolean passed() {
        return passed;
    }

    public long lastSeen() {
        return lastSeen;
    }

    public long lastRequest() {
        return lastRequest;
    }

    public long lossFrom() {
        return lossFrom;
    }

    long waitingSince() {
        return waitingSince;
    }

    void waitingSince(long since) {
        waitingSince = since;
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
