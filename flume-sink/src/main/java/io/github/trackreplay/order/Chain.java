/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.Map;
import java.util.Optional;

/**
 * The files of a stream in the order in which the server wrote them, and how far they have arrived. A stream has one
 * chain; a second one begins when a file comes whose predecessors are unknown, as when somebody imports an old file.
 * Mutable.
 */
public final class Chain {
    private final long id;
    private final Reach order;
    private final Reach whole;
    private boolean ended;
    private boolean changed;

    /**
     * A chain as it is stored.
     *
     * @param id the id of the file that was its head when it began
     * @param order over passed gaps
     * @param whole over no gap
     * @param ended whether its reader has said that nothing more comes
     */
    public Chain(long id, Reach order, Reach whole, boolean ended) {
        this.id = id;
        this.order = order;
        this.whole = whole;
        this.ended = ended;
    }

    static Chain startingAt(FileTrack head) {
        Chain chain = new Chain(
                head.id(),
                new Reach(true, head, 0, TakenRanges.NO_WATERMARK),
                new Reach(false, head, 0, TakenRanges.NO_WATERMARK),
                false);
        chain.changed = true;
        return chain;
    }

    public long id() {
        return id;
    }

    public Reach order() {
        return order;
    }

    public Reach whole() {
        return whole;
    }

    public boolean ended() {
        return ended;
    }

    void ended(boolean now) {
        changed |= ended != now;
        ended = now;
    }

    /** Returns whether the order's reach changed. */
    boolean advance(Map<Long, FileTrack> successors) {
        boolean ahead = order.advance(successors);
        boolean further = whole.advance(successors);
        changed = changed || ahead || further;
        return ahead;
    }

    Optional<ByteRange> gapInOrder(Map<Long, FileTrack> successors) {
        return order.gap(successors);
    }

    Optional<ByteRange> gapInWhole(Map<Long, FileTrack> successors) {
        return whole.gap(successors);
    }

    /** Whether bytes are missing before others that have arrived. */
    boolean hasGap(Map<Long, FileTrack> successors) {
        return gapInWhole(successors).isPresent();
    }

    public boolean changed() {
        return changed;
    }

    public void noteStored() {
        changed = false;
    }
}
