/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.disk.PrivateFiles;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The position file of one source.
 *
 * <p>{@link #save} leaves either the old or the new state: it writes beside the file, syncs, moves over the file and syncs
 * the directory. {@link #load} believes only a file whose SHA-256 stands in its last line. For one thread of one
 * process at a time.
 */
public final class PositionStore {
    private static final String CHECKSUM = "sha256\t";
    private static final int CHECKSUM_LINE = CHECKSUM.length() + 64 + 1;

    private final Path file;
    private final Path aside;

    /** @param file where the positions are; its directory is created when the first ones are saved */
    public PositionStore(Path file) {
        this.file = file.toAbsolutePath();
        this.aside = this.file.resolveSibling(this.file.getFileName() + ".new");
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
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(PositionsCodec.decode(checked(bytes)));
        } catch (IllegalArgumentException e) {
            UnreadablePositionsException unreadable =
                    new UnreadablePositionsException(file, String.valueOf(e.getMessage()));
            unreadable.initCause(e);
            throw unreadable;
        }
    }

    private static String checked(byte[] bytes) {
        int body = bytes.length - CHECKSUM_LINE;
        if (bytes.length == 0) {
            throw new IllegalArgumentException("it is empty");
        }
        String last = body < 0 ? "" : new String(bytes, body, CHECKSUM_LINE, StandardCharsets.US_ASCII);
        if (!last.startsWith(CHECKSUM) || !last.equals(checksumLine(bytes, body))) {
            throw new IllegalArgumentException("its check sum is missing or wrong, so it was cut off or changed");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }

    /** Writes the positions so that they survive the loss of power at any moment. */
    public void save(Positions positions) throws IOException {
        byte[] body = PositionsCodec.encode(positions).getBytes(StandardCharsets.UTF_8);
        Path directory = file.getParent();
        PrivateFiles.createDirectories(directory);
        PrivateFiles.createFile(aside);
        // Not a FileChannel: an interrupt, which is how Flume stops a source, would close that in the middle of a
        // write.
        try (FileOutputStream out = new FileOutputStream(aside.toFile())) {
            out.write(body);
            out.write(checksumLine(body, body.length).getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(directory);
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

    private static String checksumLine(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return CHECKSUM + HexFormat.of().formatHex(sha256.digest()) + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
