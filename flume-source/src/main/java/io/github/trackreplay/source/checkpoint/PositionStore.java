/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.disk.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The positions of one source on disk: a file with all of them, and beside it what has changed since.
 *
 * <p>{@link #save} leaves either the old or the new state. The first one of a process, and one after many changes, writes the file
 * anew: beside itself, synced, moved over the old one, the directory synced. The others append what has changed to the {@link
 * PositionJournal}. {@link #load} believes only a file whose SHA-256 stands in its last line. For one thread of one process at
 * a time; others may load.
 *
 * <p>Why so: {@code docs/decisions/0035-changes-of-positions-are-appended.md}.
 */
public final class PositionStore {
    /** Changes may always grow to this, and to half of what the whole file has. */
    private static final long LEAST_CHANGES = 256 * 1024;

    private final Path file;
    private final Path aside;
    private final PositionJournal journal;
    private Optional<Positions> saved = Optional.empty();
    private long wholeLength;

    /** @param file where the positions are; its directory is created when the first ones are saved */
    public PositionStore(Path file) {
        this.file = file.toAbsolutePath();
        this.aside = this.file.resolveSibling(this.file.getFileName() + ".new");
        this.journal = new PositionJournal(this.file.resolveSibling(this.file.getFileName() + ".changes"));
    }

    public Path file() {
        return file;
    }

    /**
     * Reads what was saved last.
     *
     * @return empty if nothing ever was
     * @throws UnreadablePositionsException if the file is damaged or of another version
     */
    public Optional<Positions> load() throws IOException {
        try {
            Optional<PositionFile.Loaded> loaded = PositionFile.load(file);
            if (loaded.isEmpty()) {
                return Optional.empty();
            }
            PositionsBuilder positions = loaded.get().positions();
            journal.read(loaded.get().checksum(), change -> change.lines().forEach(positions::change));
            return Optional.of(positions.build());
        } catch (IllegalArgumentException e) {
            UnreadablePositionsException unreadable =
                    new UnreadablePositionsException(file, String.valueOf(e.getMessage()));
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    /** Writes the positions so that they survive the loss of power at any moment. */
    public void save(Positions positions) throws IOException {
        Optional<Positions> before = saved;
        saved = Optional.empty(); // if this fails, nothing may be appended to it
        boolean much = journal.length() >= Math.max(LEAST_CHANGES, wholeLength / 2);
        if (before.isPresent()
                && !much
                && Files.exists(file)
                && Files.size(file) == wholeLength
                && journal.isIntact()) {
            ByteArrayOutputStream change = new ByteArrayOutputStream();
            PositionChanges.write(before.get(), positions, line -> {
                change.writeBytes(line.getBytes(StandardCharsets.UTF_8));
                change.write('\n');
            });
            journal.append(change);
        } else {
            saveWhole(positions);
        }
        saved = Optional.of(positions);
    }

    private void saveWhole(Positions positions) throws IOException {
        Path directory = file.resolveSibling("");
        PrivateFiles.createDirectories(directory);
        PrivateFiles.createFile(aside);
        String checksum;
        // Not a FileChannel: an interrupt, which is how Flume stops a source, would close that in the middle of a
        // write.
        try (FileOutputStream out = new FileOutputStream(aside.toFile())) {
            checksum = write(positions, out);
            out.getFD().sync();
        }
        wholeLength = Files.size(aside);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(directory);
        journal.begin(checksum);
    }

    private static String write(Positions positions, OutputStream file) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        OutputStream lines = new BufferedOutputStream(new DigestOutputStream(file, sha256), 1 << 16);
        PositionsCodec.write(positions, line -> {
            lines.write(line.getBytes(StandardCharsets.UTF_8));
            lines.write('\n');
        });
        lines.flush();
        String checksum = HexFormat.of().formatHex(sha256.digest());
        file.write((PositionFile.CHECKSUM + checksum + "\n").getBytes(StandardCharsets.US_ASCII));
        return checksum;
    }

    private static void syncDirectory(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
