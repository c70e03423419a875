/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.metrics.MetricsOptions;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Problem;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.source.tail.FilePatterns;
import io.github.trackreplay.source.tail.GlobFinder;
import io.github.trackreplay.source.tail.StartAt;
import io.github.trackreplay.source.tail.TailSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/** The settings of {@link AccessLogSource}. */
public final class AccessLogSourceOptions {
    public static final Option<String> STREAM = Option.text(
                    "stream",
                    "Name of this frontend's log, unique among all frontends and never changed: it is part of every request's"
                            + " identity. %{basename} in it stands for the name of the live file, for patterns that match"
                            + " several logs.")
            .mandatory();
    public static final Option<List<String>> FILES = Option.of(
                    "files",
                    "words",
                    "The log files, as patterns separated by blanks: the live one and its rotated predecessors"
                            + " (/var/log/nginx/access.log*). Rotated files packed by gzip, bzip2, xz or zstd are read where they were not read before. A name with"
                            + " blanks stands in double quotes; in single quotes also [, {, * and ? mean themselves"
                            + " ('/srv/site [1]/access.log'*).",
                    AccessLogSourceOptions::patterns)
            .mandatory();
    public static final Option<StartAt> START_AT = Option.of(
                    "startAt",
                    "beginning | end | time such as 2026-11-22T06:00:00+01:00 | taildir:FILE | filebeat:DIRECTORY | logstash:FILE",
                    "Where to begin with a log that was never read: with its oldest file, behind what is there, or with the"
                            + " requests of a time, or where another tail has stopped: Flume's TAILDIR (its positionFile), Filebeat"
                            + " (its registry, by default /var/lib/filebeat/registry), Logstash's file input (its sincedb). Stop"
                            + " that tail first; validate shows where each file would begin. Set the time at which the live tracker stopped recording, so that nothing"
                            + " is counted twice.",
                    StartAt::parse)
            .mandatory();
    public static final Option<Path> POSITIONS = Option.path(
                    "positions",
                    "Directory in which to remember how far the logs have been read, in a file named after the source. Keep"
                            + " it on a local disk.")
            .orElse("positions");
    public static final Option<List<String>> PATHS = Option.words(
                    "paths",
                    "Paths of tracker calls, any case; a call counts if its path ends in one of them. Say here if the tracker"
                            + " has another name.")
            .orElse("/matomo.php /piwik.php");
    public static final Option<ChatbotPages> CHATBOT_PAGES = Option.choice(
                    "chatbotPages",
                    ChatbotPages.class,
                    "Whether the log's other lines are taken too where an AI chatbot fetched a page (ChatGPT-User,"
                            + " Claude-User and the others that Matomo records since 5.7): as requests of bots, into"
                            + " log_bot_request. Set the sink's chatbotSites where Matomo's own site URLs do not tell the"
                            + " site. Files that belong to a page (images, styles, scripts, fonts) are not taken.")
            .orElse("off");

    /** Whether pages that chatbots fetched are taken. */
    public enum ChatbotPages {
        OFF,
        ON
    }

    public static final Option<Duration> DISORDER = Option.duration(
            "disorder",
            "How far event times may run backwards within the log. By default it follows what the log shows: it begins with"
                    + " 100 ms, and is the worst of the last day and a quarter of it, 37 s at most. Set a time to have it fixed:"
                    + " longer than the server buffers its log and than its slowest request takes; 0 for a log in strict"
                    + " order.");
    public static final Option<Duration> FINAL_AFTER = Option.duration(
                    "finalAfter", "How long a rotated file must be unchanged until nothing more is expected in it.")
            .orElse("5 s");
    public static final Option<Duration> HEARTBEAT = Option.duration(
                    "heartbeat", "Least time between two messages that say that a quiet log is quiet.")
            .orElse("500 ms");
    public static final Option<Path> CLOCK_FILE = Option.path(
            "clockFile",
            "Only to replay a recorded log line by line as if it were written now: a file whose time of modification is the"
                    + " present time in that log. A quiet log then promises by it, not by this machine's clock. Whoever"
                    + " writes the log sets it after the lines (touch -d).");
    public static final Option<Long> PACK_BYTES = Option.bytes(
                    "packBytes", "Most bytes of log lines in one Flume event.")
            .orElse("64 KiB");
    public static final Option<Long> MAX_LINE_BYTES = Option.bytes(
                    "maxLineBytes", "A longer line is rejected; its first 64 KiB are kept.")
            .orElse("1 MiB");
    public static final Option<Integer> BATCH_SIZE = Option.number(
                    "batchSize",
                    1,
                    10_000,
                    "Most Flume events in one channel transaction; at most the channel's transactionCapacity.")
            .orElse("32");
    public static final Option<Long> RESERVE = Option.bytes(
                    "reserve",
                    "Free space on the channel's disks below which nothing more is put on the channel, so that it can still be"
                            + " drained. Set it well above the file channel's minimumRequiredSpace (500 MiB by default): below"
                            + " that the channel can neither take nor give. 0 switches the check off.")
            .orElse("1536 MiB");
    public static final Option<List<String>> RESERVE_PATHS = Option.words(
            "reservePaths",
            "Directories on further disks that reserve is about, such as the file channel's checkpointDir where that is on another"
                    + " one; those of its dataDirs are looked at in any case.");
    public static final Option<String> HOST = Option.text(
            "host", "Name of this machine in events and reports; by default what the machine calls itself.");

    public static final OptionSet OPTIONS = new OptionSet(
            "AccessLogSource",
            List.of(
                    STREAM,
                    FILES,
                    START_AT,
                    POSITIONS,
                    PATHS,
                    CHATBOT_PAGES,
                    DISORDER,
                    FINAL_AFTER,
                    HEARTBEAT,
                    CLOCK_FILE,
                    PACK_BYTES,
                    MAX_LINE_BYTES,
                    BATCH_SIZE,
                    RESERVE,
                    RESERVE_PATHS,
                    HOST,
                    MetricsOptions.PORT,
                    MetricsOptions.BIND,
                    MetricsOptions.USERS),
            List.of("type", "channels", "selector.", "interceptors", "interceptors."));

    /** An event of more than 32 MiB is refused by the sink. */
    private static final long LARGEST_BUFFER = 16L << 20;

    private AccessLogSourceOptions() {}

    /** Reads and checks settings, those that depend on each other included. */
    public static Values read(String prefix, Map<String, String> settings) {
        Values values = OPTIONS.read(prefix, settings);
        List<Problem> further = new ArrayList<>();
        for (Option<Long> size : List.of(PACK_BYTES, MAX_LINE_BYTES)) {
            values.find(size)
                    .filter(bytes -> bytes < 1 || bytes > LARGEST_BUFFER)
                    .ifPresent(bytes -> further.add(
                            new Problem(values.nameOf(size), "must be from 1 byte to 16 MiB, not " + bytes + ".")));
        }
        values.find(STREAM)
                .flatMap(name -> StreamName.problem(name).map(why -> "'" + StreamName.shown(name) + "' " + why))
                .ifPresent(why -> further.add(new Problem(
                        values.nameOf(STREAM), why + ". Name the stream in letters and digits, such as web1.")));
        values.find(DISORDER)
                .filter(time -> time.toMillis() > HeaderGrammar.MOST_DISORDER)
                .ifPresent(time -> further.add(new Problem(values.nameOf(DISORDER), "must be at most 400 d.")));
        values.find(STREAM)
                .filter(name -> name.codePoints().anyMatch(StreamName::isBlank))
                .ifPresent(name -> further.add(new Problem(
                        values.nameOf(STREAM), "'" + name + "' holds a blank. Name the stream in one word.")));
        values.find(PATHS)
                .filter(List::isEmpty)
                .ifPresent(none -> further.add(new Problem(values.nameOf(PATHS), "must name at least one path.")));
        return values.with(further);
    }

    /** How to read lines. Only for values without problems. */
    private static List<String> patterns(String text) {
        List<String> patterns = FilePatterns.of(text);
        try {
            new GlobFinder(patterns);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "has a pattern that cannot be understood: " + e.getPattern() + " (" + e.getDescription() + ").", e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getMessage(), e);
        }
        return patterns;
    }

    /** @param reader see {@link TailSettings#reader} */
    static TailSettings settings(Values values, String host, String reader) {
        return new TailSettings(
                TrackerPaths.with(values.get(PATHS), values.get(CHATBOT_PAGES) == ChatbotPages.ON),
                host,
                Math.toIntExact(values.get(PACK_BYTES)),
                Math.toIntExact(values.get(MAX_LINE_BYTES)),
                values.find(DISORDER),
                values.get(FINAL_AFTER),
                values.get(HEARTBEAT),
                reader);
    }
}
