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
 * @param stopped streams that stopped, because nothing of them could be read
 * @param unlisted streams of which something was set aside, because no collector lists them
 * @param shared log files that came for the first time and that other streams have too
 * @param skewed streams whose clocks turned out to be wrong
 * @param switched streams that come by another way from now on
 * @param losses what is lost, or is not after all
 * @param withoutHost streams of which all that came was skipped because it says no host
 * @param rejects what was rejected, by stream and reason
 */
public record Announcements(
        List<Passed> passed,
        List<String> stopped,
        List<String> unlisted,
        List<SharedFile> shared,
        List<Skewed> skewed,
        List<Ways.Switched> switched,
        Losses losses,
        List<String> withoutHost,
        List<Rejects> rejects) {
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
        stopped = List.copyOf(stopped);
        unlisted = List.copyOf(unlisted);
        shared = List.copyOf(shared);
        skewed = List.copyOf(skewed);
        switched = List.copyOf(switched);
        withoutHost = List.copyOf(withoutHost);
        rejects = List.copyOf(rejects);
    }

    Announcements and(Announcements later) {
        return new Announcements(
                both(passed, later.passed),
                both(stopped, later.stopped),
                both(unlisted, later.unlisted),
                both(shared, later.shared),
                both(skewed, later.skewed),
                both(switched, later.switched),
                losses.and(later.losses),
                both(withoutHost, later.withoutHost),
                both(rejects, later.rejects));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
