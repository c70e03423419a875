/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.order.Passed;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operator should be told of a transaction, once it is committed. Immutable.
 *
 * @param passed what the order stopped waiting for
 * @param streams what turned out of streams
 * @param shared log files that came for the first time and that other streams have too
 * @param losses what is lost, or is not after all
 * @param rejects what was rejected, by stream and reason
 */
public record Announcements(
        List<Passed> passed, Streams streams, List<SharedFile> shared, Losses losses, List<Rejects> rejects) {
    /**
     * What turned out of streams.
     *
     * @param stopped those that stopped, because nothing of them could be read
     * @param unlisted those of which something was set aside, because no collector lists them
     * @param withoutHost those of which all that came was skipped because it says no host
     * @param skewed those whose clocks turned out to be wrong
     * @param switched those that come by another way from now on
     * @param twofold those that two agents bring at the same time
     * @param crowded those that more agents bring than can be told apart
     */
    public record Streams(
            List<String> stopped,
            List<String> unlisted,
            List<String> withoutHost,
            List<Skewed> skewed,
            List<Ways.Switched> switched,
            List<ReaderWatch.Two> twofold,
            List<String> crowded) {
        /** Copies the lists. */
        public Streams {
            stopped = List.copyOf(stopped);
            unlisted = List.copyOf(unlisted);
            withoutHost = List.copyOf(withoutHost);
            skewed = List.copyOf(skewed);
            switched = List.copyOf(switched);
            twofold = List.copyOf(twofold);
            crowded = List.copyOf(crowded);
        }

        Streams and(Streams later) {
            return new Streams(
                    both(stopped, later.stopped),
                    both(unlisted, later.unlisted),
                    both(withoutHost, later.withoutHost),
                    both(skewed, later.skewed),
                    both(switched, later.switched),
                    both(twofold, later.twofold),
                    both(crowded, later.crowded));
        }
    }

    /**
     * What is lost, or is not after all.
     *
     * @param missing what has not come of files and topics that pipelines carry
     * @param recovered what came of what had been booked as destroyed
     * @param whole log files of which a possible loss is none any more, because they were read whole
     */
    public record Losses(List<LinesStood.Missing> missing, List<LossNotes.Recovered> recovered, List<LogFile> whole) {
        /** Copies the lists. */
        public Losses {
            missing = List.copyOf(missing);
            recovered = List.copyOf(recovered);
            whole = List.copyOf(whole);
        }

        Losses and(Losses later) {
            return new Losses(both(missing, later.missing), both(recovered, later.recovered), both(whole, later.whole));
        }
    }

    /** Copies the lists. */
    public Announcements {
        passed = List.copyOf(passed);
        shared = List.copyOf(shared);
        rejects = List.copyOf(rejects);
    }

    Announcements and(Announcements later) {
        return new Announcements(
                both(passed, later.passed),
                streams.and(later.streams),
                both(shared, later.shared),
                losses.and(later.losses),
                both(rejects, later.rejects));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
