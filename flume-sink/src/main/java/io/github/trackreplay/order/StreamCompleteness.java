/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far everything of a stream has been taken: no gap of its chains and no loss lies before that. Mutable. */
final class StreamCompleteness {
    private final String stream;
    private final Succession succession;
    private final StreamWatermark watermark;
    private long lossFrom = Long.MAX_VALUE;

    StreamCompleteness(String stream, Succession succession, StreamWatermark watermark) {
        this.stream = stream;
        this.succession = succession;
        this.watermark = watermark;
    }

    /** Least event time that an unaccepted loss may concern, or {@link Long#MAX_VALUE}. */
    long lossFrom() {
        return lossFrom;
    }

    void lossFrom(long stored) {
        lossFrom = stored;
    }

    /** Notes bytes that were destroyed. Returns the least event time that they may have had. */
    long noteLoss(FileTrack file) {
        long from = succession
                .chain(file.chain())
                .map(chain -> chain.whole().watermark())
                .orElse(TakenRanges.NO_WATERMARK);
        noteUnknownLoss(from);
        return from;
    }

    /** Notes that requests from an event time on may have been destroyed. */
    void noteUnknownLoss(long from) {
        lossFrom = Math.min(lossFrom, from);
    }

    /** Everything with an earlier event time has been taken, of a stream that is not retired. */
    long wholeBefore() {
        if (watermark.anythingMayCome()) {
            return Long.MIN_VALUE;
        }
        Optional<Chain> agents = watermark.expectedAgents();
        long whole = lossFrom;
        for (Chain chain : succession.chains()) {
            boolean present = chain.id() == watermark.current()
                    || agents.filter(c -> c.id() == chain.id()).isPresent();
            boolean waits = (present && !watermark.over(chain)) || chain.hasGap(succession.successors());
            whole = waits ? Math.min(whole, chain.whole().watermark()) : whole;
        }
        return whole;
    }

    /** Gives up everything that is missing now, losses too. Returns the gaps. */
    List<Passed.Gap> acceptHoles() {
        List<Passed.Gap> accepted = new ArrayList<>();
        for (Chain chain : succession.chains()) {
            chain.advance(succession.successors());
            Optional<ByteRange> gap = chain.gapInWhole(succession.successors());
            while (gap.isPresent()) {
                accepted.add(accept(chain, gap.get()));
                chain.advance(succession.successors());
                gap = chain.gapInWhole(succession.successors());
            }
        }
        lossFrom = Long.MAX_VALUE;
        return accepted;
    }

    private Passed.Gap accept(Chain chain, ByteRange gap) {
        FileTrack file = chain.whole().file();
        long before = chain.whole().watermark();
        file.accepted().add(gap, TakenRanges.NO_WATERMARK);
        file.touch();
        return new Passed.Gap(stream, file.file(), gap, before);
    }
}
