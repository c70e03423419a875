/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.HeldBack;
import io.github.trackreplay.backfill.SharedRequests;
import io.github.trackreplay.mysql.ledger.ImportSamples;
import io.github.trackreplay.sink.ReplayException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits for other imports into the same database, and says so once. For one thread. */
final class OtherImports {
    private final ImportPresence presence;
    private final Consumer<String> say;

    OtherImports(ImportPresence presence, Consumer<String> say) {
        this.presence = presence;
        this.say = say;
    }

    /**
     * Shows others what this one brings, and compares it with what others bring that run.
     *
     * @param countsTwice whether the same requests are to count twice, so that there is nothing to compare
     * @throws Backfill.RefusedException if they bring the same requests
     */
    void compare(SharedRequests shared, boolean countsTwice, SharedRequests.Taken taken) throws InterruptedException {
        List<ImportSamples.Sample> others = presence.show(shared.sample());
        refuse(countsTwice ? List.of() : others, shared, taken, RecordedRule.TWICE_AT_ONCE);
    }

    /**
     * Looks whether others still know of this one, and compares with those that began while they did not.
     *
     * @param countsTwice whether the same requests are to count twice, so that there is nothing to compare
     * @throws Backfill.RefusedException if they bring the same requests
     * @throws CommandFailure if one of them brings the same stream, or the database cannot be asked
     */
    void keep(SharedRequests shared, boolean countsTwice, SharedRequests.Taken taken) throws InterruptedException {
        List<ImportSamples.Sample> others = presence.keep();
        refuse(countsTwice ? List.of() : others, shared, taken, RecordedRule.TWICE_MEANWHILE);
    }

    private static void refuse(
            List<ImportSamples.Sample> others, SharedRequests shared, SharedRequests.Taken taken, String remedy)
            throws InterruptedException {
        for (ImportSamples.Sample other : others) {
            Optional<String> twice = shared.sentence(other, taken);
            if (twice.isPresent()) {
                throw new Backfill.RefusedException(twice.get() + remedy);
            }
        }
    }

    /** Shows them that this one has said in the ledger what it brings. */
    void announced() {
        presence.announced();
    }

    /** Until those that have begun have said what they bring. */
    void awaitTheirAnnouncements() throws InterruptedException {
        if (presence.othersBegin()) {
            say.accept(
                    "Another import into this database has begun: this one waits until that has read its logs' times.");
            while (presence.othersBegin()) {
                AttemptPause.take();
            }
        }
    }

    /** What waits for streams that the others bring is applied as those go on. */
    void awaitWhatIsHeldBack(ReplaySession session, Backfill backfill) throws ReplayException, InterruptedException {
        boolean said = false;
        while (presence.othersRun() && heldBack(session, backfill).bytes() > 0) {
            if (!said) {
                heldBack(session, backfill).sentences().stream().limit(1).forEach(say);
                say.accept("Another import into this database is running: this one waits for it.");
                said = true;
            }
            AttemptPause.take();
            backfill.goOn();
        }
    }

    private static HeldBack heldBack(ReplaySession session, Backfill backfill) throws InterruptedException {
        return HeldBack.of(session.status(), backfill, Instant.now());
    }
}
