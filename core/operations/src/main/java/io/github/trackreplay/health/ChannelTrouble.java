/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.health;

import io.github.trackreplay.channel.ChannelDirectories;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every component does about a channel that fails it. A channel that was not opened at the start ends the agent: at once
 * where an operator must change something first; where its disk was full, as soon as there is space, so that a service manager
 * starts it again only when that helps. Of a damaged channel, its files are read once and what they hold is said. Thread-safe.
 */
public final class ChannelTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelTrouble.class);
    private static final Pattern REQUIRED = Pattern.compile("required (\\d{1,18}) bytes");
    private static final long MARGIN = 1L << 20;
    private static final long LOOK_EVERY_MILLIS = 1000;
    /** Several components of an agent share a channel and meet the same failure, again and again. */
    private static final Set<List<Path>> CHECKED = ConcurrentHashMap.newKeySet();

    private static final Set<List<Path>> WAITING = ConcurrentHashMap.newKeySet();

    private ChannelTrouble() {}

    /**
     * Does what helps about a failure of a channel; returns at once.
     *
     * @param channels of Flume's, one of which failed; their texts name their directories
     * @return whether a channel is closed, and why
     */
    public static Optional<ClosedChannel> of(Throwable failure, List<?> channels) {
        List<Path> directories = channels.stream()
                .flatMap(channel -> ChannelDirectories.named(String.valueOf(channel)).stream())
                .toList();
        boolean there = MissingChannel.sentence(channels).isEmpty();
        if (!directories.isEmpty() && there && ClosedChannel.looksDamaged(failure) && CHECKED.add(directories)) {
            begin("channel-check", () -> LOG.error("{}", DamagedChannel.sentence(directories)));
        }
        Optional<ClosedChannel> closed = ClosedChannel.of(failure);
        closed.ifPresent(c -> end(c, directories));
        return closed;
    }

    /**
     * Why channels take or give nothing just now, and what to do, see {@link ClosedChannel#refusal}; where a directory of theirs is not there
     * any more, that.
     */
    public static String refusal(Throwable failure, List<?> channels, String otherwise) {
        return MissingChannel.sentence(channels).orElseGet(() -> ClosedChannel.refusal(failure, otherwise));
    }

    /** Why channels fail, and what helps, see {@link ClosedChannel#remedy}; where a directory of theirs is not there any more, that. */
    public static String remedy(Throwable failure, List<?> channels) {
        return MissingChannel.sentence(channels).orElseGet(() -> ClosedChannel.remedy(failure));
    }

    private static void end(ClosedChannel closed, List<Path> directories) {
        if (!closed.startAgain()) {
            AgentExit.request(AgentExit.CHANGE_FIRST);
        } else if (AgentExit.endsTheProcess()) {
            long needed = required(closed.sentence()) + MARGIN;
            if (WAITING.add(directories)) {
                begin("agent-exit-when-there-is-space", () -> endWhenThereIs(needed, directories));
            }
        }
    }

    private static void endWhenThereIs(long needed, List<Path> directories) throws InterruptedException {
        while (!space(directories, needed)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        LOG.info("There is space enough for the channel. The agent ends, so that it is started again.");
        WAITING.remove(directories);
        AgentExit.request(AgentExit.START_AGAIN);
    }

    private static long required(String sentence) {
        Matcher m = REQUIRED.matcher(sentence);
        return m.find() ? Long.parseLong(m.group(1)) : 0;
    }

    private static boolean space(List<Path> directories, long bytes) {
        return directories.stream().map(Path::toFile).map(File::getUsableSpace).allMatch(free -> free >= bytes);
    }

    /** Work that may be interrupted. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private static void begin(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
