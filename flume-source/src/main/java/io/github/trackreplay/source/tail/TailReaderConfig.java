/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * What a {@link TailReader} is given.
 *
 * @param stream the stream's name; {@code %{basename}} in it stands for the name of the live file, one stream each
 * @param access where the files are
 * @param startAt where a stream begins that has no position
 * @param settings how lines are read
 * @param clocks the time
 * @param times recognises event times
 * @param listener told what happens to files
 * @param teller tells the event times of what is found at the start, before it is read; empty if nobody does
 */
public record TailReaderConfig(
        String stream,
        FileAccess access,
        StartAt startAt,
        TailSettings settings,
        Clocks clocks,
        EventTimeFinder times,
        TailListener listener,
        Optional<TimesTeller> teller) {
    /**
     * How files are reached.
     *
     * @param finder finds them
     * @param disk where they are
     * @param openFiles counts those that are open
     */
    public record FileAccess(FileFinder finder, Disk disk, OpenFiles openFiles) {
        public FileAccess {
            Objects.requireNonNull(finder, "finder");
            Objects.requireNonNull(disk, "disk");
            Objects.requireNonNull(openFiles, "openFiles");
        }

        /** As many open as half of what the process may open. */
        public FileAccess(FileFinder finder, Disk disk) {
            this(finder, disk, OpenFiles.ofProcess());
        }

        /** For logs on the machine's own disks. */
        public FileAccess(FileFinder finder) {
            this(finder, Disk.REAL);
        }
    }

    /**
     * The time.
     *
     * @param present the present
     * @param log the time by which the log is written, for what a heartbeat promises; the same unless a log is replayed
     */
    public record Clocks(InstantSource present, InstantSource log) {
        public Clocks {
            Objects.requireNonNull(present, "present");
            Objects.requireNonNull(log, "log");
        }
    }

    public TailReaderConfig {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(startAt, "startAt");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(clocks, "clocks");
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(teller, "teller");
    }

    /** Where nobody tells the times of what is found. */
    public TailReaderConfig(
            String stream,
            FileAccess access,
            StartAt startAt,
            TailSettings settings,
            Clocks clocks,
            EventTimeFinder times,
            TailListener listener) {
        this(stream, access, startAt, settings, clocks, times, listener, Optional.empty());
    }

    /** The same, with somebody who tells the times of what is found at the start. */
    public TailReaderConfig asking(TimesTeller who) {
        return new TailReaderConfig(stream, access, startAt, settings, clocks, times, listener, Optional.of(who));
    }

    /** For logs on the machine's own disks that are written by the same clock. */
    public TailReaderConfig(
            String stream,
            FileFinder finder,
            StartAt startAt,
            TailSettings settings,
            InstantSource clock,
            EventTimeFinder times,
            TailListener listener) {
        this(stream, new FileAccess(finder), startAt, settings, new Clocks(clock, clock), times, listener);
    }
}
