/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.nio.file.Path;

/**
 * Books that files on disk hold something else than the log files that were read from them (copytruncate, a restart of the server).
 * For one thread.
 */
final class CopytruncateBooking {
    private final String stream;
    private final TailListener listener;
    private final Disturbances disturbances;
    private final LastLook lastLook;
    private final PossibleLoss losses;

    CopytruncateBooking(TailedStream stream, LastLook lastLook, PossibleLoss losses) {
        this.stream = stream.name();
        this.listener = stream.listener();
        this.disturbances = stream.carriers().disturbances();
        this.lastLook = lastLook;
        this.losses = losses;
    }

    /** A carrier holds something else than its log file. */
    void replaced(Carrier carrier, long now) {
        TrackedFile file = carrier.file().orElseThrow();
        file.heldNoMoreBy(carrier);
        file.carriers().forEach(Carrier::unsettle);
        carrier.replaced();
        disturbances.disturb();
        if (!file.finished() && !file.beforeStart()) {
            file.become(file.state().truncate());
            file.changedAt = now;
            listener.truncated(stream, carrier.path());
            emptied(carrier.path(), now);
        }
    }

    /** The file at a path was emptied since the last look. */
    void emptied(Path path, long now) {
        losses.note(lastLook.at(), now, path + " was truncated; bytes written just before that cannot be known");
    }

    /** What was written between the copy and the truncation, while nobody looked, is gone without a trace. */
    void rewrittenWhileDown(TrackedFile file, Carrier carrier) {
        file.become(file.state().truncate());
        losses.noteWhileDown(
                carrier.path() + " was emptied or made anew while the agent was down; bytes written just before that"
                        + " cannot be known");
    }
}
