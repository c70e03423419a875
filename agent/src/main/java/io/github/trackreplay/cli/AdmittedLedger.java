/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.backfill.Backfill;
import io.github.trackreplay.backfill.RequestKinds;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.order.TakenRanges;
import java.util.OptionalLong;

/** The ledger, asked only for log files that the import may bring. */
record AdmittedLedger(ImportLedger ledger, Backfill.Admission admission) implements RequestKinds.Ledger {
    @Override
    public TakenRanges taken(LogFile file) throws InterruptedException {
        admission.admit(file);
        return ledger.taken(file);
    }

    @Override
    public OptionalLong lastTime(String stream) throws InterruptedException {
        return ledger.lastTime(stream);
    }

    @Override
    public boolean isSkipping(String stream) throws InterruptedException {
        return ledger.isSkipping(stream);
    }
}
