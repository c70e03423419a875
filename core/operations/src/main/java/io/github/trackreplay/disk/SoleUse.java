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

/**
 * The sole use of a directory or file by one process, by a lock of the operating system on a file beside it, which ends with
 * the process however that ends. Thread-safe.
 *
 * <p>The system drops a lock of a process as soon as the process closes any other opening of the same file, which is why
 * Flume's own lock on a file channel holds nobody off; so this class never opens one file twice.
 */
public final class SoleUse implements AutoCloseable {
    /**
     * By file; a channel to which nobody refers would be closed in the end, and the lock with it. Also the monitor under which files
     * are made, looked for and locked: between these steps a part would count on a lock that another one does not get.
     */
    private static final Map<Path, FileChannel> HELD = new HashMap<>();

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
        synchronized (HELD) {
            Path file = made(lockFile);
            if (HELD.containsKey(file)) {
                throw new InUseException("is in use by another part of this agent (" + file + ")");
            }
            return lock(file);
        }
    }

    /**
     * Takes the sole use for this process, until it ends. Components that share what is locked may each ask.
     *
     * @throws InUseException if another process has it
     */
    public static void takeForProcess(Path lockFile) throws IOException {
        synchronized (HELD) {
            Path file = made(lockFile);
            if (!HELD.containsKey(file)) {
                SoleUse unused = lock(file); // it stays among the held ones
            }
        }
    }

    /** Asks the system; whoever calls keeps {@link #HELD}. */
    private static SoleUse lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new InUseException(
                        "is in use by " + Files.readString(file).strip() + " (" + file + ")");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            HELD.put(file, channel);
            taken = true;
            return new SoleUse(file, channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static Path made(Path lockFile) throws IOException {
        Path directory = lockFile.toAbsolutePath().getParent();
        if (directory != null) {
            PrivateFiles.createDirectories(directory);
        }
        PrivateFiles.createFile(lockFile);
        return lockFile.toRealPath();
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            try {
                channel.close();
            } finally {
                HELD.remove(file, channel);
            }
        }
    }
}
