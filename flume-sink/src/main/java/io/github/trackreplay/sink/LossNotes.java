/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.UnknownLoss;
import io.github.trackreplay.mysql.ledger.WriteOutcomes;
import io.github.trackreplay.order.ByteRange;
import io.github.trackreplay.order.FileTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** What a transaction books as destroyed, or as perhaps destroyed; completeness stops before it. Used once. */
final class LossNotes {
    private final LedgerState state;
    private final LongSupplier ids;
    private final List<WriteOutcomes.Loss> losses = new ArrayList<>();
    private long bytes;

    LossNotes(LedgerState state, LongSupplier ids) {
        this.state = state;
        this.ids = ids;
    }

    /** Bytes of a range were destroyed before they were read. */
    void lose(FileTrack file, ByteRange range, long lost) {
        bytes += lost;
        file.account().lose(lost);
        long from = state.order().lose(file);
        losses.add(new WriteOutcomes.Loss(
                ids.getAsLong(),
                state.streamOf(file).id(),
                file.id(),
                range.start(),
                range.end(),
                lost,
                from,
                OptionalLong.empty()));
    }

    /** Bytes may have been destroyed unseen. */
    void loseUnseen(FileTrack file, PackHeader header, UnknownLoss loss) {
        boolean known = losses.stream()
                .anyMatch(l -> l.fileId() == file.id()
                        && l.from() == loss.from()
                        && l.to().equals(OptionalLong.of(loss.to())));
        if (!known) {
            holdCompleteness(file, header, loss);
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

    /** Completeness stops before a possible loss that is listed already, or another one of its stream. */
    void holdCompleteness(FileTrack file, PackHeader header, UnknownLoss loss) {
        state.order().loseUnseen(file, loss.from() - header.disorder());
    }

    List<WriteOutcomes.Loss> losses() {
        return losses;
    }

    /** Bytes that were destroyed. */
    long bytes() {
        return bytes;
    }
}
