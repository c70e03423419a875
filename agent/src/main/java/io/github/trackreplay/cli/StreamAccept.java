/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.mysql.SqlReason;
import io.github.trackreplay.mysql.ledger.AcceptLoss;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.ledger.LossRows;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.status.Diagnosis;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import io.github.trackreplay.status.StatusText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;

/** {@code trackreplay stream accept}: completeness no longer waits for what is missing. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description = {
            "Accepts what is missing of a stream at this moment, gaps and destroyed bytes: completeness no longer waits for it. "
                    + "What arrives of it all the same is applied, late. Says what was accepted, how far the stream is complete "
                    + "then, and what still holds it.",
            "Exit codes: 0 accepted, also when nothing was missing, 1 no such stream, 69 database cannot be reached."
        })
final class StreamAccept extends StreamDecision {
    @Override
    Optional<List<String>> decide(LedgerTables tables, Connection connection, String name) throws SQLException {
        Optional<AcceptLoss.Accepted> accepted =
                new AcceptLoss(tables).run(connection, name, System.currentTimeMillis());
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        List<String> told = new ArrayList<>(told(accepted.get(), name));
        told.addAll(after(tables, connection, name));
        return Optional.of(told);
    }

    /** What cannot be looked at afterwards takes nothing back. */
    private static List<String> after(LedgerTables tables, Connection connection, String name) {
        try {
            connection.setAutoCommit(true);
            return after(new ReadStatus(tables).run(connection), name);
        } catch (SQLException e) {
            return List.of("That is committed. How far the stream is complete now could not be read: " + SqlReason.of(e)
                    + " (trackreplay status says it.)");
        }
    }

    private static List<String> told(AcceptLoss.Accepted accepted, String name) {
        List<String> told = new ArrayList<>();
        accepted.gaps()
                .forEach(gap -> told.add("Accepted that bytes " + gap.range().start() + " to "
                        + gap.range().end() + " of log file " + gap.file().number() + " ("
                        + gap.file().fingerprint().abbreviated() + "…) have not arrived."));
        accepted.losses().forEach(loss -> told.add("Accepted: " + StatusText.loss(shown(loss)) + "."));
        if (accepted.conflicts() > 0) {
            told.add("Accepted " + accepted.conflicts() + " packs that contradict what had been taken.");
        }
        if (told.isEmpty()) {
            return List.of("Nothing is missing of stream '" + name + "'.");
        }
        told.add("Completeness no longer waits for that.");
        if (accepted.losses().stream().anyMatch(loss -> loss.is(LossRows.TWO_READERS))) {
            told.add(
                    "If both agents still run under this name, what they bring from now on is told of again within a minute.");
        }
        return told;
    }

    private static Status.Loss shown(LossRows.Loss loss) {
        return new Status.Loss(
                loss.bytes(),
                loss.when().from() == TakenRanges.NO_WATERMARK
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(loss.when().from())),
                instant(loss.when().to()),
                loss.is(LossRows.TWO_READERS));
    }

    private static Optional<Instant> instant(OptionalLong time) {
        return time.isPresent() ? Optional.of(Instant.ofEpochMilli(time.getAsLong())) : Optional.empty();
    }

    /** How far it is complete now, and what holds it still. */
    private static List<String> after(Status status, String name) {
        List<String> told = new ArrayList<>();
        status.streams().stream().filter(stream -> stream.name().equals(name)).forEach(stream -> {
            told.add("Stream '" + name + "' is complete through: " + StatusText.completeThrough(stream) + ".");
            List<String> holding = Diagnosis.holding(stream, status.collectors(), Instant.now());
            if (!holding.isEmpty()) {
                told.add("What still holds it:");
                holding.forEach(sentence -> told.add("  " + sentence));
            }
        });
        return told;
    }
}
