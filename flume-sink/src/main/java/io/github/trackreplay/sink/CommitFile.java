/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.disk.PrivateFiles;
import io.github.trackreplay.mysql.ledger.LedgerException;
import io.github.trackreplay.mysql.ledger.Progress;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the last commit in a small local file: one line {@code 1 <database id> <commit number> <checksum>}, replaced
 * atomically, at most twice a second and on closing. After a crash it may be some commits behind, never ahead.
 */
final class CommitFile implements HighWater {
    private static final String VERSION = "1";
    private static final long INTERVAL_NANOS = 500_000_000L;

    private static final Logger log = LoggerFactory.getLogger(CommitFile.class);

    private final Path file;
    private String database = "";
    private long committed;
    private long written = -1;
    private long writtenAt;
    private boolean warned;

    private CommitFile(Path file) {
        this.file = file;
    }

    /**
     * The file at a place; it need not exist.
     *
     * @throws LedgerException if it exists and cannot be read
     */
    static CommitFile at(Path file) {
        CommitFile commits = new CommitFile(file);
        commits.read();
        return commits;
    }

    private void read() {
        try {
            List<String> parts = List.of(
                    Files.readString(file, StandardCharsets.US_ASCII).trim().split(" "));
            if (parts.size() != 4
                    || !parts.get(0).equals(VERSION)
                    || !parts.get(3).equals(checksum(parts.get(1), Long.parseLong(parts.get(2))))) {
                throw unreadable();
            }
            database = parts.get(1);
            committed = Long.parseLong(parts.get(2));
            written = committed;
        } catch (NoSuchFileException e) {
            committed = 0; // the first start
        } catch (IOException | NumberFormatException e) {
            LedgerException unreadable = unreadable();
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    private LedgerException unreadable() {
        return new LedgerException("The file " + file + ", which holds the number of the last"
                + " commit, cannot be read. If the database has not been restored from a backup, delete the file.");
    }

    private static String checksum(String database, long number) {
        CRC32 crc = new CRC32();
        crc.update((database + " " + number).getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(crc.getValue());
    }

    @Override
    public Optional<String> otherLedger(String databaseId) {
        return database.isEmpty() || databaseId.equals(database)
                ? Optional.empty()
                : Optional.of(
                        "The ledger in this database is another one than the one that this sink has written to until now ("
                                + file
                                + "). If it was begun again, or the sink was given another database, all is well. If not, end the agent at once:"
                                + " is it the right database (url), and the right tablePrefix? What goes into a wrong one is missing in the right"
                                + " one.");
    }

    @Override
    public Optional<WentBack> wentBack(Progress progress) {
        return !progress.databaseId().equals(database) || progress.commitNumber() >= committed
                ? Optional.empty()
                : Optional.of(HighWater.wentBack(
                        committed, progress.commitNumber(), "Then delete " + file + " and start again."));
    }

    @Override
    public void committed(String databaseId, long commitNumber) {
        database = databaseId;
        committed = commitNumber;
        long now = System.nanoTime();
        if (written < 0 || now - writtenAt >= INTERVAL_NANOS) {
            write();
            writtenAt = now;
        }
    }

    private void write() {
        if (written == committed || database.isEmpty()) {
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                PrivateFiles.createDirectories(directory);
            }
            PrivateFiles.createFile(fresh);
            String line = VERSION + " " + database + " " + committed + " " + checksum(database, committed) + "\n";
            try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
                out.getFD().sync();
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = committed;
        } catch (IOException e) {
            if (!warned) {
                log.warn(
                        "The file {} cannot be written, so a database that is restored from a backup while this agent"
                                + " is stopped would not be noticed: {}",
                        file,
                        e.toString());
                warned = true;
            }
        }
    }

    @Override
    public void close() {
        write();
    }
}
