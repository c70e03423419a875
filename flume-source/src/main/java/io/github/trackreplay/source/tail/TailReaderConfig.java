/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.time.InstantSource;
import java.util.Objects;

/**
 * What a {@link TailReader} is given.
 *
 * @param stream the stream's name; {@code %{basename}} in it stands for the name of the live file, one stream each
 * @param finder finds the files
 * @param startAt where a stream begins that has no position
 * @param settings how lines are read
 * @param clock the time
 * @param logClock the time by which the log is written, for what a heartbeat promises; the same unless a log is replayed
 * @param times recognises event times
 * @param listener told what happens to files
 * @param disk where the files are that the finder finds
 */
public record TailReaderConfig(
        String stream,
        FileFinder finder,
        StartAt startAt,
        TailSettings settings,
        InstantSource clock,
        InstantSource logClock,
        EventTimeFinder times,
        TailListener listener,
        Disk disk) {
    public TailReaderConfig {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(finder, "finder");
        Objects.requireNonNull(startAt, "startAt");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(logClock, "logClock");
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(disk, "disk");
    }

    /** For logs on the machine's own disks. */
    public TailReaderConfig(
            String stream,
            FileFinder finder,
            StartAt startAt,
            TailSettings settings,
            InstantSource clock,
            InstantSource logClock,
            EventTimeFinder times,
            TailListener listener) {
        this(stream, finder, startAt, settings, clock, logClock, times, listener, Disk.REAL);
    }

    /** For logs that are written by the same clock. */
    public TailReaderConfig(
            String stream,
            FileFinder finder,
            StartAt startAt,
            TailSettings settings,
            InstantSource clock,
            EventTimeFinder times,
            TailListener listener) {
        this(stream, finder, startAt, settings, clock, clock, times, listener);
    }
}
