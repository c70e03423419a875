/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sole use of a directory or file by one process, by a lock of the operating system on a file beside it, which ends with
 * the process however that ends. Thread-safe.
 *
 * <p>The system drops a lock of a process as soon as the process closes any other opening of the same file, which is why
 * Flume's own lock on a file channel holds nobody off; so this class never opens one file twice.
 */
public final class SoleUse implements AutoCloseable {
    /** By file; a channel to which nobody refers would be closed in the end, and the lock with it. */
    private static final Map<Path, Optional<FileChannel>> HELD = new HashMap<>();

    private final Path file;
    private final FileChannel channel;

    /** Somebody else has it; the message is the end of a sentence that begins with what is locked. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        InUseException(String message) {
            super(message);
        }
    }

    private SoleUse(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the sole use; it lasts until {@link #close} or the end of the process.
     *
     * @param lockFile is made if it is missing, with its directory; it stays
     * @throws InUseException if another process, or another part of this one, has it
     */
    public static SoleUse take(Path lockFile) throws IOException {
        make(lockFile);
        Path file = lockFile.toRealPath();
        synchronized (HELD) {
            if (HELD.putIfAbsent(file, Optional.empty()) != null) {
                throw new InUseException("is in use by another part of this agent (" + file + ")");
            }
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new InUseException(
                        "is in use by " + Files.readString(file).strip() + " (" + file + ")");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            synchronized (HELD) {
                HELD.put(file, Optional.of(channel));
            }
            taken = true;
            return new SoleUse(file, channel);
        } finally {
            if (!taken) {
                release(file, channel);
            }
        }
    }

    /**
     * Takes the sole use for this process, until it ends. Components that share what is locked may each ask.
     *
     * @throws InUseException if another process has it
     */
    public static void takeForProcess(Path lockFile) throws IOException {
        make(lockFile);
        Path file = lockFile.toRealPath();
        boolean ours;
        synchronized (HELD) {
            ours = HELD.containsKey(file);
        }
        if (!ours) {
            SoleUse unused = take(lockFile); // it stays among the held ones
        }
    }

    private static void make(Path lockFile) throws IOException {
        Path directory = lockFile.toAbsolutePath().getParent();
        if (directory != null) {
            PrivateFiles.createDirectories(directory);
        }
        PrivateFiles.createFile(lockFile);
    }

    private static void release(Path file, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            synchronized (HELD) {
                HELD.remove(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        release(file, channel);
    }
}
