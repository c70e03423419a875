/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.FileGlimpse;
import io.github.trackreplay.source.rotation.Glimpse;
import io.github.trackreplay.source.rotation.Hindrance;
import io.github.trackreplay.source.rotation.Rotation;
import java.io.IOException;
import java.util.List;

/**
 * Whether the files on disk of one stream have anything to tell: whether they are as they were, whether it is known what they hold,
 * and whether a line is under way. For one thread.
 */
final class Quiescence {
    private final String stream;
    private final TailListener listener;
    private final Rotation rotation;
    private final Carriers carriers;
    private long calmAt;

    Quiescence(TailedStream stream) {
        this.stream = stream.name();
        this.listener = stream.listener();
        this.rotation = stream.rotation();
        this.carriers = stream.carriers();
    }

    /** Whether the open files that the server may be writing are as long as they were. */
    boolean openNewestAreAsTheyWere() {
        return newestAreAsTheyWere(true);
    }

    /** Whether the files that the server may be writing and that are not open are as they were, without a listing. */
    boolean closedNewestAreAsTheyWere() {
        return newestAreAsTheyWere(false);
    }

    private boolean newestAreAsTheyWere(boolean open) {
        try {
            for (Carrier carrier : carriers.newest()) {
                if (carrier.isOpen() == open && !carrier.isAsItWas()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // the listing tells
        }
    }

    /**
     * Whether nothing will happen until a file changes: all are understood and read, none waits for its end, and only what the
     * server may be writing is open.
     */
    boolean atRest(long now) {
        return areUnderstood(now) && carriers.opened().stream().allMatch(carriers::isNewest);
    }

    /** Whether it is known of all what they hold, and they can be read. */
    boolean areUnderstood(long now) {
        long count = carriers.disturbances().count();
        if (calmAt != count && carriers.all().stream().allMatch(carrier -> understood(carrier, now))) {
            calmAt = count;
        }
        return calmAt == count && carriers.opened().stream().allMatch(carrier -> understood(carrier, now));
    }

    private boolean understood(Carrier carrier, long now) {
        return carrier.listed()
                && carrier.isWithinReach()
                && !carrier.shrunk()
                && (!carrier.isUndecided()
                        || carrier.size() == 0
                        || (carrier.isForeign() && (carrier.settled() || !carrier.isEndless()))
                        || (carrier.settled() && rotation.isGivenUp(carrier.glimpse(), now)));
    }

    /** Whether nothing is pending: no line without line end, no file that is not understood yet. */
    boolean isQuiet(TrackedFile last, long now) {
        FileGlimpse file = last.glimpse();
        List<Glimpse> lastOnes = Carriers.glimpses(last.carriers());
        for (Carrier carrier : carriers.all()) {
            boolean concerns = carrier.isUndecided() || carrier.holds(last);
            if (concerns && hinders(carrier, rotation.hindrance(carrier.glimpse(), file, lastOnes, now))) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing can be promised; a line without its end that nobody waits for any more is said once. */
    private boolean hinders(Carrier carrier, Hindrance hindrance) {
        if (hindrance instanceof Hindrance.LeftBehind line) {
            if (carrier.leavesHalfLine()) {
                listener.halfLine(stream, carrier.path(), line.from(), line.bytes());
            }
            return false;
        }
        boolean awaited = hindrance instanceof Hindrance.Awaited;
        if (awaited) {
            carrier.goesOn();
        }
        return awaited;
    }
}
