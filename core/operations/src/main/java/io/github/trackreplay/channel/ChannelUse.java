/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.channel;

import io.github.trackreplay.disk.SoleUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sole use of file channels by this process: two processes on one channel spoil its checkpoint, and Flume's own lock holds
 * nobody off. Our components take it when they start, under whatever starts Flume; they share it, and it ends with the process.
 */
public final class ChannelUse {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelUse.class);

    private ChannelUse() {}

    /**
     * Takes it.
     *
     * @param channels of Flume's; those that are no file channels need no lock
     * @throws IllegalStateException if another process has it; the message says all
     */
    public static void take(List<?> channels) {
        channels.stream()
                .flatMap(channel -> ChannelDirectories.named(String.valueOf(channel)).stream())
                .forEach(ChannelUse::take);
    }

    /** The file whose lock says who uses a directory of a file channel. */
    public static Path lockOf(Path directory) {
        return directory.resolve("trackreplay.lock");
    }

    private static void take(Path directory) {
        take(directory, lockOf(directory));
    }

    /**
     * Takes the sole use of something else that only one process may have.
     *
     * @param what for the sentence
     * @throws IllegalStateException if another process has it; the message says all
     */
    public static void take(Path what, Path lock) {
        try {
            SoleUse.takeForProcess(lock);
        } catch (SoleUse.InUseException e) {
            throw new IllegalStateException(
                    what + " " + e.getMessage()
                            + ". Two agents with one configuration spoil each other's channel: stop one, or give it directories of"
                            + " its own.",
                    e);
        } catch (IOException e) {
            LOG.warn(
                    "No lock can be had on {}: {}",
                    lock,
                    e.toString()); // a file system without locks has none to offer
        }
    }
}
