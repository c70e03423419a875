/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Foreseen;
import io.github.trackreplay.backfill.LateRequests;
import io.github.trackreplay.backfill.RecordedHours;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was found of an import's requests before anything was written.
 *
 * @param met what the ledger says of all of them
 * @param recorded what Matomo's tables have; nothing where nobody looked, or a sample shows nothing
 */
record ImportForesight(LateRequests met, Optional<RecordedHours> recorded) {

    /** What an import by these rules would make of it. */
    Foreseen by(LateRule late, RecordedRule rule) {
        List<String> sentences = new ArrayList<>();
        sentences.add(String.format(
                Locale.ROOT,
                "%,d of %,d requests have been taken already: duplicates.",
                met.duplicates(),
                met.duplicates() + met.fresh()));
        sentences.add(met.any() ? met.sentence() : "None is late.");
        recorded.ifPresentOrElse(hours -> sentences.addAll(hours.sentences()), () -> sentences.add(nothing(rule)));
        boolean stopsAtLate = late == LateRule.REFUSE && met.any();
        boolean stopsAtRecorded = rule == RecordedRule.REFUSE && recorded.isPresent();
        if (stopsAtLate || stopsAtRecorded) {
            sentences.add("The import would stop before it writes anything, unless you say what to do with "
                    + (stopsAtLate ? "late requests (--late=apply or hold)" : "")
                    + (stopsAtLate && stopsAtRecorded ? " and " : "")
                    + (stopsAtRecorded ? "those that are recorded already (--already-recorded=skip or apply)" : "")
                    + ".");
        }
        return new Foreseen(
                met.duplicates(),
                met.late(),
                recorded.map(RecordedHours::recorded).orElse(0L),
                sentences,
                stopsAtLate || stopsAtRecorded);
    }

    private static String nothing(RecordedRule rule) {
        return switch (rule) {
            case REFUSE -> "Matomo's tables have none of them already, by a sample of each minute.";
            case SKIP -> "Matomo's tables have none of them already.";
            case APPLY -> "Nobody has looked for what Matomo's tables have already.";
        };
    }
}
