/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a source whose logs are at rest sleep until something changes in their directories, where the operating system tells of that.
 *
 * <p>Nobody relies on being told: a sleep ends after a while in any case, so that the logs are looked at. A change that was found then without
 * having been told (a network file system, some containers' mounts) ends the sleeping for an hour, and the source looks as often as ever.
 * Directories in which other files are written to all the time are not slept beside either, for ten seconds up to a minute.
 *
 * <p>For one thread.
 */
final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    /** More directories are not watched: the system allows a user only so many. */
    private static final int MOST_DIRECTORIES = 64;

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration UNTOLD_PAUSE = Duration.ofHours(1);
    /** Within a sleep it is asked so often whether somebody has begun to wait. */
    private static final long SLICE_MILLIS = 200;

    /** So long a change that was found may be told later. */
    private static final long TOLD_WITHIN_MILLIS = 50;

    private final Duration longest;
    private final InstantSource clock;
    private final List<WatchKey> keys = new ArrayList<>();
    private Optional<WatchService> service = Optional.empty();
    private Set<Path> watched = Set.of();
    private long watchedSince;
    private boolean sleeps;
    private Duration pause = SHORTEST_PAUSE;
    private long restlessUntil = Long.MIN_VALUE;
    private long untoldUntil = Long.MIN_VALUE;

    /** @param longest of one sleep; so late a change is found that nobody tells of */
    LogWatch(Duration longest, InstantSource clock) {
        this.longest = longest;
        this.clock = clock;
    }

    /**
     * Sleeps until something changes in these directories, which are all at rest. It only begins to watch while the logs
     * have not been looked at since: what changed before that nobody tells.
     *
     * @param directories empty if something is not at rest, or if where changes would show is not known
     * @param lookedAt when the logs were looked at, in milliseconds
     * @param unawaited whether nobody waits for the source; a sleep ends soon when that changes
     * @return whether it has slept; if not the source waits as it always does
     */
    boolean sleep(Set<Path> directories, long lookedAt, BooleanSupplier unawaited) {
        if (directories.isEmpty() || directories.size() > MOST_DIRECTORIES) {
            leave();
            return false;
        }
        if (!watched.equals(directories)) {
            leave();
            if (clock.millis() >= Math.max(restlessUntil, untoldUntil)) {
                watch(directories);
            }
            return false;
        }
        if (lookedAt <= watchedSince) {
            return false;
        }
        sleeps = true;
        if (toldWhile(unawaited)) {
            leave();
            restlessUntil = clock.millis() + pause.toMillis();
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return true;
    }

    /** Whether it is told of changes, and has been told of none since the logs were looked at. */
    boolean tells() {
        return sleeps;
    }

    private boolean toldWhile(BooleanSupplier unawaited) {
        for (long left = longest.toMillis(); left > 0 && unawaited.getAsBoolean(); left -= SLICE_MILLIS) {
            if (told(Math.min(left, SLICE_MILLIS))) {
                return true;
            }
        }
        return false;
    }

    /** Lines have been found. */
    void found() {
        pause = SHORTEST_PAUSE;
        restlessUntil = Long.MIN_VALUE;
        if (!watched.isEmpty() && !told(TOLD_WITHIN_MILLIS)) {
            LOG.debug("No change is told of in {}: it is looked at as often as ever.", watched);
            untoldUntil = clock.millis() + UNTOLD_PAUSE.toMillis();
        }
        leave();
    }

    private void watch(Set<Path> directories) {
        try {
            WatchService watch = service.isPresent()
                    ? service.get()
                    : FileSystems.getDefault().newWatchService();
            service = Optional.of(watch);
            for (Path directory : directories) {
                keys.add(directory.register(
                        watch,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE));
            }
            watched = Set.copyOf(directories);
            watchedSince = clock.millis();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} cannot be watched: they are looked at as often as ever.", directories, e);
            leave();
            untoldUntil = clock.millis() + UNTOLD_PAUSE.toMillis();
        }
    }

    private boolean told(long millis) {
        try {
            return service.isPresent() && service.get().poll(millis, TimeUnit.MILLISECONDS) != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Flume stops the source
            return true;
        }
    }

    /** What is told of a directory that is not watched any more is of no use. */
    private void leave() {
        keys.forEach(WatchKey::cancel);
        keys.clear();
        watched = Set.of();
        sleeps = false;
        service.ifPresent(watch -> {
            while (watch.poll() != null) {}
        });
    }

    @Override
    public void close() {
        leave();
        try {
            if (service.isPresent()) {
                service.get().close();
            }
        } catch (IOException e) {
            LOG.debug("The watch of the directories cannot be closed.", e);
        }
        service = Optional.empty();
    }
}
