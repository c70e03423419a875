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
    private final GaplessReach order;
    private final GaplessReach whole;
    private boolean followed;
    private End end;
    private boolean changed;

    /** Who has said that nothing more comes of a chain. */
    public enum End {
        /** Nobody: more may come. */
        OPEN(0),
        /** An agent, or the operator who retired the stream. */
        AGENT(1),
        /** An import, which knows the files that it was given and nothing of an agent that follows the log. */
        IMPORT(2),
        /** Nobody, and its agent works off what there was at its start: it tells itself what is still to come. */
        BACKLOG(3),
        /** Nobody, and its agent still looks at what there was at its start. */
        LOOK(4);

        private final int code;

        End(int code) {
            this.code = code;
        }

        /** How it is stored. */
        public int code() {
            return code;
        }

        public static End of(int code) {
            for (End end : values()) {
                if (end.code == code) {
                    return end;
                }
            }
            return IMPORT;
        }
    }

    /**
     * A chain as it is stored.
     *
     * @param id the id of the file that was its head when it began
     * @param order over passed gaps
     * @param whole over no gap
     * @param followed whether an agent has brought anything of it
     * @param end whether its reader has said that nothing more comes
     */
    public Chain(long id, GaplessReach order, GaplessReach whole, boolean followed, End end) {
        this.id = id;
        this.order = order;
        this.whole = whole;
        this.followed = followed;
        this.end = end;
    }

    static Chain startingAt(FileTrack head) {
        Chain chain = new Chain(
                head.id(),
                new GaplessReach(true, head, 0, TakenRanges.NO_WATERMARK),
                new GaplessReach(false, head, 0, TakenRanges.NO_WATERMARK),
                false,
                End.OPEN);
        chain.changed = true;
        return chain;
    }

    public long id() {
        return id;
    }

    public GaplessReach order() {
        return order;
    }

    public GaplessReach whole() {
        return whole;
    }

    /** Whether an agent has brought anything of it; otherwise imports have brought all that there is. */
    public boolean followed() {
        return followed;
    }

    void follow() {
        changed |= !followed;
        followed = true;
    }

    public End end() {
        return end;
    }

    void end(End now) {
        changed |= end != now;
        end = now;
    }

    /** Takes over what is known of a chain that turns out to be the rest of this one. */
    void join(Chain rest) {
        if (rest.followed) {
            follow();
        }
        end(rest.end);
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
