/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.audit.Account;
import io.github.trackreplay.audit.FileAudit;
import io.github.trackreplay.audit.LedgerFile;
import io.github.trackreplay.audit.ReadLedgerFile;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a log is proven to be the one that a stream's ledger took: only so much of it is offered again. A log that begins
 * as a known one does may be another one. For one log and one thread.
 */
final class ProvenBytes {
    private final DatabaseOptions database;
    private final String stream;
    private final Path path;
    private final boolean unproven;
    private long provenTo = -1;
    private long left;

    /** @param unproven whether bytes without a proof pass, too; never those that are proven to be others */
    ProvenBytes(DatabaseOptions database, String stream, Path path, boolean unproven) {
        this.database = database;
        this.stream = stream;
        this.path = path;
        this.unproven = unproven;
    }

    /**
     * The proven part of a pack; nothing if there is none.
     *
     * @throws CommandFailure if the log is proven to be another one, or the ledger has no proofs of it
     */
    Optional<Pack> of(Pack pack) throws IOException {
        if (provenTo < 0) {
            provenTo = provenTo(pack.header().file());
        }
        long end = pack.header().end();
        if (end <= provenTo) {
            return Optional.of(pack);
        }
        left += end - Math.max(provenTo, pack.header().start());
        if (pack.header().start() >= provenTo) {
            return Optional.empty();
        }
        List<PackEntry> entries = pack.entries().stream()
                .filter(entry -> entry.offset() + entry.length() <= provenTo)
                .toList();
        return Optional.of(new Pack(pack.header().until(provenTo), entries));
    }

    private long provenTo(LogFile log) throws IOException {
        ReadLedgerFile ledger = new ReadLedgerFile(new LedgerTables(database.prefix()));
        List<LedgerFile> files = Database.use(
                database, connection -> ledger.of(connection, log.fingerprint().hex(), Optional.of(stream)));
        if (files.isEmpty()) {
            return Long.MAX_VALUE; // the engine says that nothing of it has been taken
        }
        Account account = new FileAudit(path).account(files.get(0));
        if (!account.proof().otherBytes().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    path + " begins as file " + files.get(0).name().number() + " of stream '" + stream
                            + "' does, but goes on with other bytes: it is another log, or was changed. Nothing of it has been"
                            + " changed in the ledger.");
        }
        if (unproven) {
            return Long.MAX_VALUE;
        }
        if (account.proof().proven() == 0) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    path
                            + ": the ledger has no proofs of this log, so that another one that begins with the same line could"
                            + " pass for it. If it certainly is the log that stream '" + stream
                            + "' took, add --unproven.");
        }
        return account.proof().proven();
    }

    /** A sentence about what was left, if anything was. */
    Optional<String> left() {
        return left == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s: its bytes from %,d on (%,d bytes) have not been taken, or nothing proves that they are those that were"
                                + " taken. They were left. If they certainly are, add --unproven.",
                        path,
                        provenTo,
                        left));
    }
}
