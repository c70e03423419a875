/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.LoadStreams;
import io.github.trackreplay.mysql.ledger.LockProgress;
import io.github.trackreplay.mysql.ledger.PipelineStreams;
import io.github.trackreplay.mysql.ledger.ReadTaken;
import io.github.trackreplay.mysql.ledger.SkippingStreams;
import io.github.trackreplay.order.TakenRanges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What an import asks the ledger before it writes anything: of tables that do not exist yet, nothing. For one thread. */
final class ImportLedger {
    private final Asking database;
    private final Optional<LedgerTables> tables;

    private ImportLedger(Asking database, Optional<LedgerTables> tables) {
        this.database = database;
        this.tables = tables;
    }

    static ImportLedger of(ReplaySession session) {
        return new ImportLedger(session, Optional.of(session.tables()));
    }

    /** @param exists whether there are tables of ours */
    static ImportLedger of(Asking database, String prefix, boolean exists) {
        return new ImportLedger(database, exists ? Optional.of(new LedgerTables(prefix)) : Optional.empty());
    }

    /** A question to tables that are there. */
    private interface Question<T> {
        Database.Work<T> to(LedgerTables tables);
    }

    private <T> T ask(T unknown, Question<T> question) throws InterruptedException {
        return tables.isEmpty() ? unknown : database.use(question.to(tables.get()));
    }

    /** What has been taken of a log file. */
    TakenRanges taken(LogFile file) throws InterruptedException {
        return ask(new TakenRanges(), known -> connection -> new ReadTaken(known).run(connection, file));
    }

    /** The greatest event time that has been taken of a stream. */
    OptionalLong lastTime(String stream) throws InterruptedException {
        return ask(OptionalLong.empty(), known -> connection -> new ReadTaken(known).lastTime(connection, stream));
    }

    /** The event time up to which everything has been applied. */
    long applied() throws InterruptedException {
        return ask(
                Long.MIN_VALUE,
                known -> connection ->
                        LockProgress.reading(known).run(connection).frontier().time());
    }

    /** Other streams that have a log file. */
    List<String> otherStreams(LogFile file) throws InterruptedException {
        return ask(List.of(), known -> connection -> new LoadStreams(known).otherStreams(connection, file));
    }

    /** What pipelines have brought. */
    List<PipelineStreams.Brought> brought() throws InterruptedException {
        return ask(List.of(), known -> connection -> new PipelineStreams(known).brought(connection));
    }

    /** Whether an import of a stream has left out what Matomo's tables had. */
    boolean isSkipping(String stream) throws InterruptedException {
        return ask(false, known -> connection -> new SkippingStreams(known).contains(connection, stream));
    }
}
