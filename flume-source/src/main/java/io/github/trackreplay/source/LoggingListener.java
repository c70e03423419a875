/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.source.tail.FileFinder;
import io.github.trackreplay.source.tail.TailListener;
import io.github.trackreplay.takeover.Begin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what happens to log files in sentences that an administrator can act on. */
final class LoggingListener implements TailListener {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogSource.class);
    /** How the system says that the limit of open files is reached. */
    private static final String TOO_MANY_OPEN = "Too many open files";

    private final AccessLogSourceCounter counter;
    private final FileNews news;

    /** @param news says of which files the usual is said */
    LoggingListener(AccessLogSourceCounter counter, FileNews news) {
        this.counter = counter;
        this.news = news;
    }

    private void say(FileNews.Kind kind, String stream, String sentence, Object... values) {
        if (news.isToBeSaid(kind, stream)) {
            LOG.info(sentence, values);
        } else {
            LOG.debug(sentence, values);
        }
    }

    @Override
    public void unusableName(String stream, String why) {
        LOG.error(
                "The log that would be stream '{}' is not read: the name {}. Rename the log, or give it a source of its own"
                        + " with another stream.",
                stream,
                why);
    }

    @Override
    public void looking(String stream, int files, int of) {
        LOG.info("Stream {}: {} of {} files looked at.", stream, files, of);
    }

    @Override
    public void surveying(String stream, int files, int of, long bytes) {
        LOG.info(
                "Stream {}: before it is read, what is there is looked at for its times: {} of {} log files so far, {} MiB.",
                stream,
                files,
                of,
                bytes >> 20);
    }

    @Override
    public void outOfOrder(String stream, Duration disorder) {
        LOG.info(
                "Stream {}: what is there stands in no order: requests lie up to {} before others that precede them. They are"
                        + " applied in the order of their times; what must wait for others waits in the database.",
                stream,
                text(disorder));
    }

    private static String text(Duration time) {
        if (time.toMinutes() < 2) {
            return Math.max(1, time.toSeconds()) + " s";
        }
        return time.toHours() < 2
                ? time.toMinutes() + " min"
                : time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }

    @Override
    public void appeared(String stream, Path path, long number) {
        say(FileNews.Kind.FOUND, stream, "Stream {}: {} is its log file number {}.", stream, path, number);
    }

    @Override
    public void recognised(String stream, Path path, long number, long position) {
        say(
                FileNews.Kind.RECOGNISED,
                stream,
                "Stream {}: {} holds log file number {}, read on from byte {}.",
                stream,
                path,
                number,
                position);
    }

    @Override
    public void takenOver(String stream, Begin begin) {
        LOG.info("Stream {}: {}", stream, begin.sentence());
    }

    @Override
    public void beforeStart(String stream, Path path) {
        say(FileNews.Kind.BEFORE_START, stream, "Stream {}: {} lies before startAt and is not read.", stream, path);
    }

    @Override
    public void untimed(String stream, Instant start) {
        LOG.warn(
                "Stream {}: startAt is {}, and no time is found in any of the first calls of its log, so nobody can tell which of"
                        + " them are earlier. All are taken, except those of files last written before that: what Matomo has"
                        + " tracked itself counts twice. Let the log say the time as [22/Nov/2026:10:00:00 +0100],"
                        + " 2026-11-22T10:00:00+01:00, or in seconds, milliseconds or microseconds since 1970, or set"
                        + " startAt = end before the stream is first read.",
                stream,
                start);
    }

    @Override
    public void finished(LogFile file, long length) {
        say(
                FileNews.Kind.FINISHED,
                file.stream(),
                "Stream {}: log file number {} has been read to its end, {} bytes.",
                file.stream(),
                file.number(),
                length);
    }

    @Override
    public void resumed(LogFile file, Path path, long length) {
        LOG.warn(
                "Stream {}: the server wrote on to {} after its rotation; its lines are replayed late. If that happens at"
                        + " every rotation, raise finalAfter.",
                file.stream(),
                path);
    }

    @Override
    public void onlyTouched(String stream, Path path) {
        LOG.warn(
                "Stream {}: the time of {} changes again and again, and the file has not grown for a minute, so it counts as complete;"
                        + " until now what follows of its log has waited. Have the mirror, backup or script that touches rotated"
                        + " logs leave them alone, or keep its copies out of the patterns.",
                stream,
                path);
    }

    @Override
    public void truncated(String stream, Path path) {
        LOG.warn(
                "Stream {}: {} was truncated. Rotate with rename and create instead of copytruncate: what the server writes"
                        + " between copying and truncating is lost before anyone can read it.",
                stream,
                path);
    }

    @Override
    public void lost(LogFile file, long from, long to) {
        LOG.error(
                "Stream {}: bytes {} to {} of log file number {} were destroyed before they were read. If there is a copy,"
                        + " import it.",
                file.stream(),
                from,
                to,
                file.number());
    }

    @Override
    public void lostUnidentified(String stream, Path path, long bytes) {
        LOG.error(
                "Stream {}: {} bytes of {} were destroyed before it was known which log file they belong to. If there is a copy,"
                        + " import it.",
                stream,
                bytes,
                path);
    }

    @Override
    public void unknownLoss(String stream, Instant from, Instant to, String why) {
        counter.possibleLoss();
        LOG.warn("Stream {}: unknown loss possible between {} and {}: {}.", stream, from, to, why);
    }

    @Override
    public void damaged(String stream, Path path, long readTo, IOException why) {
        LOG.error(
                "Stream {}: {} is damaged; it was read up to byte {}. If there is a sound copy, put it in its place. ({})",
                stream,
                path,
                readTo,
                why.getMessage());
    }

    @Override
    public void unproven(String stream, Path path, long number, long other, long position) {
        counter.possibleLoss();
        LOG.warn(
                "Stream {}: {} begins as log file number {} does, and the bytes of that are out of reach, so nobody can tell"
                        + " whether it is a copy of its beginning. It is read as log file number {}. If it is a copy, its"
                        + " requests count twice: import nothing of it, and keep partial copies out of the patterns.",
                stream,
                path,
                other,
                number);
    }

    @Override
    public void rewritten(String stream, Path path, long number, long agreed) {
        LOG.error(
                "Stream {}: {} begins with the {} bytes of a log that was read before and goes on differently, as after 'sed -i'"
                        + " or an editor. It is read as log file number {}, and requests that stood in the old one count"
                        + " again. Do not rewrite logs that are followed.",
                stream,
                path,
                agreed,
                number);
    }

    @Override
    public void writtenAnew(String stream, Path path, long number, Instant first, Instant read) {
        LOG.error(
                "Stream {}: {} is another file than the one that was read there, which is found nowhere any more, and begins at {},"
                        + " while that one had been read up to {}, as after 'sed -i' or an editor. It is read as log file number"
                        + " {}, and requests that stood in the old one count again. Do not rewrite logs that are followed.",
                stream,
                path,
                first,
                read,
                number);
    }

    @Override
    public void halfLine(String stream, Path path, long from, long bytes) {
        LOG.warn(
                "Stream {}: the last {} bytes of {} (from byte {} on) have had no line end for a minute, as after a crash of"
                        + " the server. Nothing waits for them any more. If the line is completed, its request is replayed"
                        + " late.",
                stream,
                bytes,
                path,
                from);
    }

    @Override
    public void foreignArchive(String stream, Path path, String what) {
        LOG.warn(
                "Stream {}: {} is {}, which the agent does not read, so it is left out. That does not matter if it had been read"
                        + " before it was packed; otherwise `trackreplay import` it as UTF-8, plain or packed by gzip, bzip2, xz"
                        + " or zstd, and have logs written and packed so.",
                stream,
                path,
                what);
    }

    @Override
    public void noLog(String stream, Path path, String what) {
        LOG.warn(
                "Stream {}: {} {}, as no log does, so it is left out, and nothing waits for it. Keep such files out of the patterns."
                        + " If it is a log all the same, `trackreplay import` it.",
                stream,
                path,
                what);
    }

    @Override
    public void notWaitedFor(LogFile file, Path path, long position) {
        LOG.warn(
                "Stream {}: {} goes on from byte {} without a line of a log. The logs behind it are read without waiting for it; if"
                        + " lines come after all, their requests are replayed late. Keep files that are no logs out of the"
                        + " patterns.",
                file.stream(),
                path,
                position);
    }

    @Override
    public void givenUp(LogFile file, Path path, long position) {
        LOG.error(
                "Stream {}: {} (log file number {}) has no line of a log behind byte {}, and is not read on. If there are any further"
                        + " behind, `trackreplay import` it; otherwise keep it out of the patterns.",
                file.stream(),
                path,
                file.number(),
                position);
    }

    @Override
    public void unreadable(Path path, String why) {
        counter.incrementEventReadFail();
        if (why.contains(TOO_MANY_OPEN)) {
            LOG.error(
                    "{} cannot be read just now: {}. Raise the limit of open files (LimitNOFILE of the service, ulimit -n);"
                            + " it is tried again and again, and nothing of it is lost.",
                    path,
                    why);
            return;
        }
        if (!why.contains("Permission denied") && !why.equals(FileFinder.Listing.NO_RIGHT)) {
            LOG.error(
                    "{} cannot be read: {}. It is tried again and again, and the other files are read meanwhile.",
                    path,
                    why);
            return;
        }
        LOG.error(
                "{} cannot be read: {}. Give the agent's user read access (for example through the group adm); it is tried"
                        + " again and again, and the other files are read meanwhile.",
                path,
                why);
    }

    @Override
    public void heldUp(String stream, long number, long position) {
        LOG.warn(
                "Stream {}: nothing behind log file number {} is read, because what follows its byte {} cannot be read just now."
                        + " Let the agent read it (see what it said of files and directories that cannot be read), or remove"
                        + " it if it is to be given up.",
                stream,
                number,
                position);
    }

    @Override
    public void tooManyOpen(long count) {
        LOG.warn(
                "{} files are open in this process, half of what it may open. Where it can open no more, what is not open is read"
                        + " later. Raise the limit of open files (LimitNOFILE of the service, ulimit -n).",
                count);
    }

    @Override
    public void readableAgain(Path path) {
        LOG.info("{} can be read now.", path);
    }

    @Override
    public void nothingMatches(String pattern) {
        LOG.warn("No file matches {}. Is the path right? Files that appear later are read.", pattern);
    }

    @Override
    public void severalLiveFiles(String stream, List<String> names) {
        LOG.error(
                "The patterns of stream {} match several logs: {}. Only {} is read. Write %{basename} into the stream's name to"
                        + " read each as a stream of its own, or narrow the patterns.",
                stream, String.join(", ", names), names.get(0));
    }
}
