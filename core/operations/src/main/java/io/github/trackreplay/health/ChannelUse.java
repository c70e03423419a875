/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import io.github.trackreplay.channel.ChannelDirectories;
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
     * Takes it. Flume opens channels before it starts our components, so whoever comes second has opened the channel already.
     *
     * @param channels of Flume's; those that are no file channels need no lock
     * @throws IllegalStateException if another process has it; the message says all, and an agent of ours ends
     */
    public static void take(List<?> channels) {
        channels.stream()
                .flatMap(channel -> ChannelDirectories.named(String.valueOf(channel)).stream())
                .forEach(directory -> take(
                        directory,
                        lockOf(directory),
                        "Two agents with one configuration spoil each other's channel, and Flume has opened it here already, so its"
                                + " checkpoint may be spoilt; its data are not. End this agent at once or, if this is the right one,"
                                + " the other; then stop both, say 'trackreplay channel check -f FILE' and, where events cannot be"
                                + " taken, 'trackreplay channel repair -f FILE', and start one again, or give each directories of"
                                + " its own."));
    }

    /** The file whose lock says who uses a directory of a file channel. */
    public static Path lockOf(Path directory) {
        return directory.resolve("trackreplay.lock");
    }

    /**
     * Takes the sole use of something else that only one process may have.
     *
     * @param what for the sentence
     * @throws IllegalStateException if another process has it; the message says all, and an agent of ours ends
     */
    public static void take(Path what, Path lock) {
        take(
                what,
                lock,
                "Two agents with one configuration spoil each other's work: stop one, or give it files and directories of its own.");
    }

    private static void take(Path what, Path lock, String remedy) {
        try {
            SoleUse.takeForProcess(lock);
        } catch (SoleUse.InUseException e) {
            AgentExit.request(AgentExit.CHANGE_FIRST);
            throw new IllegalStateException(what + " " + e.getMessage() + ". " + remedy, e);
        } catch (IOException e) {
            LOG.warn(
                    "No lock can be had on {}: {}",
                    lock,
                    e.toString()); // a file system without locks has none to offer
        }
    }
}
