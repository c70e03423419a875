/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.takeover.Begin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Told what happens to log files. Called by the reading thread, at most once per occurrence; must return quickly. */
public interface TailListener {
    /** The name of a log gives a stream's name that collectors do not take. Nothing of it is read. */
    default void unusableName(String stream, String why) {}

    /** Does nothing. */
    TailListener SILENT = new TailListener() {};

    /** Many files are looked at for the first time; so many have been so far. */
    default void looking(String stream, int files, int of) {}

    /**
     * What there was at the start is looked at for its times, before it is read.
     *
     * @param files how many files have been so far
     * @param bytes how much they and the present one hold, uncompressed
     */
    default void surveying(String stream, int files, int of, long bytes) {}

    /** What there was at the start has been looked at, and its requests stand in no order. */
    default void outOfOrder(String stream, Duration disorder) {}

    /** A log file that was not known before. */
    default void appeared(String stream, Path path, long number) {}

    /** A known log file was found again at a path, after a restart, as a copy or compressed; it goes on at the position. */
    default void recognised(String stream, Path path, long number, long position) {}

    /** A log file lies wholly before the stream's start, so it is not read. */
    default void beforeStart(String stream, Path path) {}

    /**
     * In none of the first lines that may be calls of the tracker a time is found, so that {@code startAt} cannot tell which of them
     * are earlier; they are taken, unless their file was last written before it.
     *
     * @param start what the setting says
     */
    default void untimed(String stream, Instant start) {}

    /** Another tail has read a file before, or not: where it begins. */
    default void takenOver(String stream, Begin begin) {}

    /** A log file was read to its end and has a successor. */
    default void finished(LogFile file, long length) {}

    /** It was finished although its time of modification changes all the time: it has not grown for a minute. */
    default void onlyTouched(String stream, Path path) {}

    /** A finished log file got further bytes; they are read too. */
    default void resumed(LogFile file, Path path, long length) {}

    /** The file at a path lost its content (copytruncate, a restart of the server). */
    default void truncated(String stream, Path path) {}

    /** Bytes {@code [from, to)} of a log file were destroyed before they were read. */
    default void lost(LogFile file, long from, long to) {}

    /**
     * Bytes were destroyed before it was known which log file they belong to, so that none can account for them: a first line was not
     * complete, or they stood behind an older file of which that is so.
     */
    default void lostUnidentified(String stream, Path path, long bytes) {}

    /** Bytes may have been destroyed that were never seen. */
    default void unknownLoss(String stream, Instant from, Instant to, String why) {}

    /** Compressed content breaks off or is damaged; it was read as far as it goes. */
    default void damaged(String stream, Path path, long readTo, IOException why) {}

    /**
     * The last line of a file has no line end, so it may be cut: it was not taken.
     *
     * @param from where it begins
     * @param bytes how long it is
     */
    default void unfinished(String stream, Path path, long from, long bytes) {}

    /**
     * A file begins as a known one does, is shorter than what was read of that, and the other one's bytes are out of reach, so
     * nobody can tell whether it is a copy of its beginning. It counts as a log file of its own.
     *
     * @param other number of the known log file
     * @param position up to where that was read
     */
    default void unproven(String stream, Path path, long number, long other, long position) {}

    /**
     * A file begins with many bytes of a known one and goes on differently: somebody has rewritten the log. It counts as a
     * log file of its own, so its requests are replayed again.
     *
     * @param agreed how many bytes are equal, at least
     */
    default void rewritten(String stream, Path path, long number, long agreed) {}

    /**
     * A file has taken the place of a log that is found nowhere any more, and begins before the end of what was read of that:
     * somebody has rewritten the log. It counts as a log file of its own, so its requests are replayed again.
     *
     * @param first the time of its first line
     * @param read up to which time the other one had been read
     */
    default void writtenAnew(String stream, Path path, long number, Instant first, Instant read) {}

    /**
     * The last line of a live file has had no line end for long. Nothing waits for it any more; if it is completed after
     * all, its request is late.
     *
     * @param from where it begins
     * @param bytes how long it is
     */
    default void halfLine(String stream, Path path, long from, long bytes) {}

    /**
     * A file is packed or encoded in a way that is not read; it is left out.
     *
     * @param what it is, to be read after "is"
     */
    default void foreignArchive(String stream, Path path, String what) {}

    /**
     * A file goes on without a line where a log does not; it is left out.
     *
     * @param what to be read after its path
     */
    default void noLog(String stream, Path path, String what) {}

    /**
     * A log file goes on without a line of a log where a log does not. What stands behind it in its stream is read without waiting for it;
     * if lines come of it after all, their requests are late.
     *
     * @param position from which byte on
     */
    default void notWaitedFor(LogFile file, Path path, long position) {}

    /**
     * It goes on so: it is not read any more.
     *
     * @param position from which byte on there was no line of a log
     */
    default void givenUp(LogFile file, Path path, long position) {}

    /** A file or directory cannot be read; it is tried again and again. */
    default void unreadable(Path path, String why) {}

    /**
     * So many files are open that there will soon be none left for anything else.
     *
     * @param count how many the process may have open at most, to leave as many
     */
    default void tooManyOpen(long count) {}

    /**
     * Nothing behind a log file is read, because what is left of it cannot be read: it cannot be opened, or stands where nobody can look.
     *
     * @param position up to where it has been read
     */
    default void heldUp(String stream, long number, long position) {}

    /** A file or directory can be read after all. */
    default void readableAgain(Path path) {}

    /** A pattern matches no file. */
    default void nothingMatches(String pattern) {}

    /** A stream's patterns match several live logs; all but the one named first are left alone. */
    default void severalLiveFiles(String stream, List<String> baseNames) {}
}
