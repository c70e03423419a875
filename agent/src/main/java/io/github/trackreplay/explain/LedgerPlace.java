/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.explain;

import io.github.trackreplay.audit.Account;
import io.github.trackreplay.audit.FileAudit;
import io.github.trackreplay.audit.LedgerFile;
import io.github.trackreplay.audit.ReadLedgerFile;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the ledger whether a line was taken, and what it notes of it. */
public final class LedgerPlace {
    private static final String RANGES = """
            SELECT s.name, f.file_number, r.range_start, r.range_end
            FROM `%s` f JOIN `%s` s ON s.stream_id = f.stream_id JOIN `%s` r ON r.file_id = f.file_id
            WHERE f.file_id = ? AND r.kind = 0 AND r.range_start <= ? AND r.range_end > ?
            """;
    private static final String REJECTIONS = """
            SELECT j.reason, j.detail, j.line_index, j.replay_state
            FROM `%s` j
            WHERE j.file_id = ? AND j.line_offset = ?
            """;

    private final LedgerTables tables;

    public LedgerPlace(LedgerTables tables) {
        this.tables = tables;
    }

    /**
     * Sentences about a line.
     *
     * @param log where the line stands
     */
    public List<String> of(Connection connection, Path log, LoggedLine line) throws SQLException, IOException {
        if (!new LedgerSchema(tables).missing(connection).isEmpty()) {
            return List.of("There is no ledger in this database: nothing was replayed into it.");
        }
        List<String> sentences = new ArrayList<>();
        ReadLedgerFile ledger = new ReadLedgerFile(tables);
        FileAudit audit = new FileAudit(log);
        Optional<String> fingerprint = audit.fingerprint(ledger.fingerprints(connection, Optional.empty(), false));
        if (fingerprint.isPresent()) {
            for (LedgerFile file : ledger.of(connection, fingerprint.get(), Optional.empty())) {
                addFile(connection, audit.account(file), line, sentences);
            }
        }
        if (sentences.isEmpty()) {
            sentences.add("Not taken: no stream has brought this line yet.");
        }
        return sentences;
    }

    private void addFile(Connection connection, Account account, LoggedLine line, List<String> sentences)
            throws SQLException {
        LedgerFile file = account.file();
        if (!account.proof().otherBytes().isEmpty()) {
            sentences.add(
                    "Not taken: file " + file.name().number() + " of stream '" + file.name().stream()
                            + "' begins as this log does and goes on with other bytes: that is another log, or this one was changed.");
            return;
        }
        addRanges(connection, account, line, sentences);
        addRejections(connection, file, line, sentences);
    }

    private void addRanges(Connection connection, Account account, LoggedLine line, List<String> sentences)
            throws SQLException {
        String sql = RANGES.formatted(tables.file(), tables.stream(), tables.range());
        boolean proven =
                line.raw().offset() + line.raw().length() <= account.proof().proven();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, account.file().id());
            select.setLong(2, line.raw().offset());
            select.setLong(3, line.raw().offset());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sentences.add(
                            "Taken by stream '" + rows.getString("name") + "', file " + rows.getLong("file_number")
                                    + ", in the range " + rows.getLong("range_start") + "–" + rows.getLong("range_end")
                                    + " (applied, unless it is rejected below or held back for its order)."
                                    + (proven
                                            ? ""
                                            : " By its place only: nothing proves that these are the bytes that were taken."));
                }
            }
        }
    }

    private void addRejections(Connection connection, LedgerFile file, LoggedLine line, List<String> sentences)
            throws SQLException {
        String sql = REJECTIONS.formatted(tables.rejected());
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, file.id());
            select.setLong(2, line.raw().offset());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sentences.add("Rejected (" + rows.getString("reason") + "; request " + rows.getInt("line_index")
                            + " of the line; " + rows.getString("replay_state") + "): " + rows.getString("detail"));
                }
            }
        }
    }
}
