/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.OrderKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One stream: what has been taken of it, what it promises, and its state. Its files and chains are in its {@link Succession}.
 * Mutable.
 *
 * <p>What is waited for: the chain that moved last, until its reader says that nothing more comes. Of a stream that a
 * collector <em>expects</em> also its agent, whatever is imported: an import ends the log files that it was given, not what
 * an agent follows. The agent is known by the chains that it has brought something of; as long as there is none, anything
 * may still come.
 *
 * <p>Only the files from the chains' reaches onwards need to be here; whoever takes a pack of another file, or of one that
 * {@link #knows} denies, looks it up in the ledger first ({@link #add}).
 */
public final class StreamOrder {
    private static final Comparator<Chain> FURTHEST =
            Comparator.comparingLong(chain -> chain.order().watermark());

    private final long id;
    private final String name;
    private final Succession succession;
    private long current;
    private boolean expected;
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
    /** Chains of which an import brought something since this was loaded. */
    private final Set<Long> imported = new HashSet<>();

    /** A stream as it is stored. */
    public StreamOrder(long id, String name) {
        this.id = id;
        this.name = name;
        this.succession = new Succession(name);
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
     * Sets what a stored row knows besides.
     *
     * @param greatestNumber greatest file number ever given
     * @param currentChain the chain that moved last, or 0
     * @param isExpected whether a collector's configuration lists it
     * @param lossSince least event time that an unaccepted loss may concern, or {@link Long#MAX_VALUE}
     */
    public void describe(
            long greatestNumber,
            long currentChain,
            boolean isExpected,
            boolean isRetired,
            boolean isPassed,
            long seenAt,
            long requestAt,
            long lossSince) {
        succession.numbered(greatestNumber);
        current = currentChain;
        expected = isExpected;
        retired = isRetired;
        passed = isPassed;
        lastSeen = seenAt;
        lastRequest = requestAt;
        lossFrom = lossSince;
    }

    /** A stored stream that has been passed because it lies behind the others. */
    public void describeBehind() {
        passed = true;
        behind = true;
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
        current = succession.joinedInto(current);
        changed = true;
        return file;
    }

    /** A collector's configuration lists it: its agent is waited for, also if it has been retired before. */
    public void expect() {
        changed |= !expected || retired;
        expected = true;
        retired = false;
    }

    /** No configuration lists it any more. One of which nothing has ever come is not waited for any longer. */
    public void unexpect() {
        changed |= expected;
        expected = false;
        retired |= succession.chains().isEmpty();
    }

    /** No configuration lists it, though something comes of it: it is set aside, and nothing waits for it. */
    public void ignore() {
        changed |= !retired;
        retired = true;
    }

    /** Whether a collector's configuration lists it. */
    public boolean expected() {
        return expected;
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
        Chain chain = succession.chain(file.chain());
        boolean newest = !succession.hasSuccessor(file);
        boolean further = newest && range.end() > file.taken().end();
        boolean vouched = newest
                && watermark != TakenRanges.NO_WATERMARK
                && range.end() == file.taken().end()
                && file.taken().missing(range).isEmpty();
        file.taken().add(range, ends ? TakenRanges.NO_WATERMARK : watermark);
        file.touch();
        current = chain == null ? current : chain.id();
        retired = false;
        lastSeen = now;
        changed = true;
        if (chain == null) {
            return;
        }
        if (imported) {
            this.imported.add(chain.id());
        } else {
            chain.follow();
        }
        if ((ends && newest) || further || vouched) {
            // what only fills a gap does not reopen a chain that has ended; who vouches for its end follows it still
            chain.end(!ends ? Chain.End.OPEN : imported ? Chain.End.IMPORT : Chain.End.AGENT);
        }
        if (ends && imported) {
            endImported();
        }
    }

    /** Of files that belong to several chains, because some were known before, the last one ends them all. */
    private void endImported() {
        for (long id : imported) {
            Chain chain = succession.chain(succession.joinedInto(id));
            if (chain != null && chain.end() == Chain.End.OPEN && !chain.followed()) {
                chain.end(Chain.End.IMPORT);
            }
        }
        imported.clear();
    }

    /** Notes that the present range brought requests. */
    void noteRequests(long now) {
        lastRequest = now;
    }

    /** Notes bytes that were destroyed: completeness stops before them until they are accepted. */
    long noteLoss(FileTrack file) {
        Chain chain = succession.chain(file.chain());
        long from = chain == null ? TakenRanges.NO_WATERMARK : chain.whole().watermark();
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
        followTheLivingChain();
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

    /** An old log that was imported to its end beside a live one ends nothing: the stream goes on where it is further. */
    private void followTheLivingChain() {
        Chain ended = succession.chain(current);
        if (ended == null || !finished(ended)) {
            return;
        }
        if (expected) {
            Chain agent = agentsChain();
            current = agent == null ? current : agent.id();
            return;
        }
        long reached = ended.order().watermark();
        succession.chains().stream()
                .filter(chain -> !over(chain) && chain.order().watermark() > reached)
                .max(FURTHEST)
                .ifPresent(chain -> current = chain.id());
    }

    /** What moves as long as the stream need not be passed: what is imported of it is no sign of life of its agent. */
    long pace() {
        Chain chain = expected ? agentsChain() : succession.chain(current);
        return chain == null ? TakenRanges.NO_WATERMARK : chain.order().watermark();
    }

    /** Where the agent is: on the chain that moved last, unless only imports know that one. Null if it is unheard. */
    private Chain agentsChain() {
        Chain moved = succession.chain(current);
        return moved != null && moved.followed()
                ? moved
                : succession.chains().stream()
                        .filter(Chain::followed)
                        .max(FURTHEST)
                        .orElse(null);
    }

    /** Whether it is expected, and imports have brought all that there is of it, if anything. */
    private boolean unheard() {
        return expected && agentsChain() == null;
    }

    /** Whether nobody brings more of a chain. */
    private boolean over(Chain chain) {
        return chain.end() == Chain.End.AGENT || (chain.end() == Chain.End.IMPORT && !(expected && chain.followed()));
    }

    /** Whether it is over and lacks nothing that the order waits for. */
    private boolean finished(Chain chain) {
        return over(chain) && chain.gapInOrder(succession.successors()).isEmpty();
    }

    /** The order's watermark of the chain that moved last. */
    public long watermark() {
        Chain chain = succession.chain(current);
        return chain == null ? TakenRanges.NO_WATERMARK : chain.order().watermark();
    }

    /** The least key that may still come from this stream; empty if it does not hold the order. */
    Optional<OrderKey> bound() {
        if (retired || passed) {
            return Optional.empty();
        }
        return anythingMayCome()
                ? Optional.of(first(name))
                : Optional.ofNullable(holder()).map(this::keyAfter);
    }

    /** The same for the import that reads the stream: it waits for itself whatever has been passed. */
    Optional<OrderKey> boundOfImport() {
        Chain own = succession.chain(current);
        return passed && !retired && own != null && !own.followed() && !finished(own)
                ? Optional.of(keyAfter(own))
                : bound();
    }

    /** The time of {@link #bound}, or {@link Long#MAX_VALUE}: cheap. */
    long boundTime() {
        if (retired || passed) {
            return Long.MAX_VALUE;
        }
        if (anythingMayCome()) {
            return Long.MIN_VALUE;
        }
        Chain holder = holder();
        return holder == null ? Long.MAX_VALUE : holder.order().watermark();
    }

    private boolean anythingMayCome() {
        return succession.chains().isEmpty() || unheard();
    }

    /** The chain that holds the order, or null. */
    private Chain holder() {
        Chain moved = succession.chain(current);
        Chain agent = expected ? agentsChain() : null;
        boolean movedHolds = moved != null && !finished(moved);
        if (agent == null || agent == moved || finished(agent)) {
            return movedHolds ? moved : null;
        }
        return movedHolds && FURTHEST.compare(moved, agent) < 0 ? moved : agent;
    }

    private OrderKey keyAfter(Chain chain) {
        Reach reach = chain.order();
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
        if (anythingMayCome()) {
            return Long.MIN_VALUE;
        }
        Chain agent = expected ? agentsChain() : null;
        long whole = lossFrom;
        for (Chain chain : succession.chains()) {
            boolean present = chain.id() == current || chain == agent;
            boolean waits = (present && !over(chain)) || chain.hasGap(succession.successors());
            whole = waits ? Math.min(whole, chain.whole().watermark()) : whole;
        }
        return whole;
    }

    /** Stops waiting for what it waits for: the first gap of the chain that holds, else the stream itself. */
    Passed pass(long now) {
        Chain chain = anythingMayCome() ? null : holder();
        Optional<ByteRange> gap = chain == null ? Optional.empty() : chain.gapInOrder(succession.successors());
        waitingSince = now;
        changed = true;
        if (gap.isEmpty()) {
            passed = true;
            return new Passed.Silence(name, pace(), lastSeen);
        }
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
        Chain chain = succession.chain(current);
        if (retired) {
            return State.RETIRED;
        }
        if (passed) {
            return behind ? State.BEHIND : State.UNREACHABLE;
        }
        if (unheard()) {
            return State.AWAITED;
        }
        if (chain != null && over(chain)) {
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
        return current;
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
