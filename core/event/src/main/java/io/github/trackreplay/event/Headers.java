/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes and strictly reads the headers that both event forms share. Numbers are decimal; what does not apply is left out;
 * {@code beforeStart} and {@code lost} are left out when 0, the two {@code unknownLoss…} when nothing can have been
 * destroyed unseen, {@code archiveEnd} when nothing is told of it, {@code proofs} when there are none: one is
 * {@code blockStart:boundary:hash}, several are joined by commas; {@code path}, {@code reader} and {@code places} when they are not known,
 * {@code lineEnds} when only some are proven.
 */
final class Headers {
    static final String TIMESTAMP = "timestamp";
    static final String HOST = "host";
    static final String VERSION = "trackreplay.version";
    static final String STREAM = "trackreplay.stream";
    static final String FILE = "trackreplay.file";
    static final String FILE_NUMBER = "trackreplay.fileNumber";
    static final String PREVIOUS = "trackreplay.previous";
    static final String PREVIOUS_LENGTH = "trackreplay.previousLength";
    static final String START = "trackreplay.start";
    static final String END = "trackreplay.end";
    static final String COUNT = "trackreplay.count";
    static final String WATERMARK = "trackreplay.watermark";
    static final String DISORDER = "trackreplay.disorder";
    static final String PATHS = "trackreplay.paths";
    static final String BEFORE_START = "trackreplay.beforeStart";
    static final String LOST = "trackreplay.lost";
    static final String UNKNOWN_LOSS_FROM = "trackreplay.unknownLossFrom";
    static final String UNKNOWN_LOSS_TO = "trackreplay.unknownLossTo";
    static final String ARCHIVE_END = "trackreplay.archiveEnd";
    static final String PROOFS = "trackreplay.proofs";
    static final String LINE_ENDS = "trackreplay.lineEnds";
    static final String PATH = "trackreplay.path";
    static final String READER = "trackreplay.reader";
    static final String PLACES = "trackreplay.places";
    static final String OFFSETS = "trackreplay.offsets";
    static final String FIELDS = "trackreplay.fields";
    static final String READ_AS = "trackreplay.readAs";
    static final String TIMES = "trackreplay.times";
    static final String KEPT = "trackreplay.kept";
    static final String SURVEY = "trackreplay.survey";
    static final String COMPRESSION = "trackreplay.compression";

    /** The version that this build writes. */
    static final String CURRENT_VERSION = "2";

    /** The version of packs that the sink numbers: what a pipeline of others brought. An older sink must not take their ranges. */
    private static final String PIPELINE_VERSION = "3";

    /** The version before proofs, which is read too. */
    private static final String OLDER_VERSION = "1";

    private Headers() {}

    /** Whether a header belongs to the wire contract. */
    static boolean isOwn(String name) {
        return name.equals(TIMESTAMP) || name.equals(HOST) || name.startsWith("trackreplay.");
    }

    static Map<String, String> write(PackHeader header, int count) {
        Map<String, String> map = new HashMap<>();
        LogFile file = header.file();
        map.put(VERSION, PipelineLog.is(file) ? PIPELINE_VERSION : CURRENT_VERSION);
        map.put(TIMESTAMP, Long.toString(header.readTime()));
        map.put(HOST, header.host());
        map.put(STREAM, file.stream());
        map.put(FILE, file.fingerprint().hex());
        map.put(FILE_NUMBER, Long.toString(file.number()));
        file.previous().ifPresent(previous -> {
            map.put(PREVIOUS, previous.fingerprint().hex());
            map.put(PREVIOUS_LENGTH, Long.toString(previous.length()));
        });
        map.put(START, Long.toString(header.start()));
        map.put(END, Long.toString(header.end()));
        map.put(COUNT, Integer.toString(count));
        header.watermark().ifPresent(watermark -> map.put(WATERMARK, Long.toString(watermark)));
        map.put(DISORDER, Long.toString(header.disorder()));
        map.put(PATHS, header.trackerPaths());
        putUnlessZero(map, BEFORE_START, header.beforeStart());
        putUnlessZero(map, LOST, header.lost());
        header.unknownLoss().ifPresent(loss -> {
            map.put(UNKNOWN_LOSS_FROM, Long.toString(loss.from()));
            map.put(UNKNOWN_LOSS_TO, Long.toString(loss.to()));
        });
        if (header.archiveEnd() != ArchiveEnd.UNTOLD) {
            map.put(ARCHIVE_END, header.archiveEnd().text());
        }
        if (!header.proofs().isEmpty()) {
            map.put(PROOFS, Proof.text(header.proofs()));
        }
        if (header.lineEnds() != LineEnds.SOME) {
            map.put(LINE_ENDS, header.lineEnds().text());
        }
        if (!header.path().isEmpty()) {
            map.put(PATH, header.path());
        }
        if (!header.reader().isEmpty()) {
            map.put(READER, header.reader());
        }
        if (!header.places().equals(Places.UNKNOWN)) {
            map.put(PLACES, header.places().text());
        }
        return map;
    }

    private static List<Proof> readProofs(Map<String, String> map) {
        String text = map.get(PROOFS);
        return text == null ? List.of() : Proof.ofText(text);
    }

    private static void putUnlessZero(Map<String, String> map, String name, long value) {
        if (value != 0) {
            map.put(name, Long.toString(value));
        }
    }

    static PackHeader read(Map<String, String> map) throws MalformedEventException {
        checkVersion(map);
        try {
            return new PackHeader(
                    ofVersion(readFile(map), map.getOrDefault(VERSION, "")),
                    number(map, START),
                    number(map, END),
                    readReading(map),
                    readPromise(map),
                    readUnread(map),
                    readProven(map),
                    map.containsKey(PLACES) ? Places.read(map.get(PLACES)) : Places.UNKNOWN);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.HEADERS,
                    "The event's headers contradict each other: " + e.getMessage(),
                    e);
        }
    }

    private static void checkVersion(Map<String, String> map) throws MalformedEventException {
        String version = map.get(VERSION);
        if (version == null) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.FOREIGN,
                    "The event has no header " + VERSION + ", so it was not written by Track Replay.");
        }
        if (!version.equals(CURRENT_VERSION) && !version.equals(OLDER_VERSION) && !version.equals(PIPELINE_VERSION)) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.UNKNOWN_VERSION,
                    "The event is of version " + version + " and this build reads versions " + OLDER_VERSION + " to "
                            + PIPELINE_VERSION + ". Run the same Track Replay on all machines.");
        }
    }

    private static PackHeader.Reading readReading(Map<String, String> map) throws MalformedEventException {
        return new PackHeader.Reading(
                number(map, TIMESTAMP),
                text(map, HOST),
                map.getOrDefault(PATH, ""),
                text(map, PATHS),
                map.getOrDefault(READER, ""));
    }

    private static PackHeader.Promise readPromise(Map<String, String> map) throws MalformedEventException {
        OptionalLong watermark =
                map.containsKey(WATERMARK) ? OptionalLong.of(number(map, WATERMARK)) : OptionalLong.empty();
        return new PackHeader.Promise(watermark, number(map, DISORDER));
    }

    private static PackHeader.Unread readUnread(Map<String, String> map) throws MalformedEventException {
        return new PackHeader.Unread(
                numberOrZero(map, BEFORE_START),
                numberOrZero(map, LOST),
                readUnknownLoss(map),
                map.containsKey(ARCHIVE_END) ? ArchiveEnd.read(map.get(ARCHIVE_END)) : ArchiveEnd.UNTOLD);
    }

    private static PackHeader.Proven readProven(Map<String, String> map) {
        return new PackHeader.Proven(
                readProofs(map), map.containsKey(LINE_ENDS) ? LineEnds.read(map.get(LINE_ENDS)) : LineEnds.SOME);
    }

    private static Optional<UnknownLoss> readUnknownLoss(Map<String, String> map) throws MalformedEventException {
        return map.containsKey(UNKNOWN_LOSS_FROM)
                ? Optional.of(new UnknownLoss(number(map, UNKNOWN_LOSS_FROM), number(map, UNKNOWN_LOSS_TO)))
                : Optional.empty();
    }

    /** Ranges of a file that we read are one thing, bytes that the sink numbers another. */
    private static LogFile ofVersion(LogFile file, String version) {
        if (PipelineLog.is(file) != version.equals(PIPELINE_VERSION)) {
            throw new IllegalArgumentException("version " + version + " does not have the file "
                    + file.fingerprint().abbreviated());
        }
        return file;
    }

    private static LogFile readFile(Map<String, String> map) throws MalformedEventException {
        Optional<LogFile.Previous> previous = map.containsKey(PREVIOUS)
                ? Optional.of(new LogFile.Previous(new Fingerprint(text(map, PREVIOUS)), number(map, PREVIOUS_LENGTH)))
                : Optional.empty();
        return new LogFile(text(map, STREAM), new Fingerprint(text(map, FILE)), number(map, FILE_NUMBER), previous);
    }

    static String text(Map<String, String> map, String name) throws MalformedEventException {
        String value = map.get(name);
        if (value == null) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.HEADERS, "The event has no header " + name + ".");
        }
        return value;
    }

    private static long numberOrZero(Map<String, String> map, String name) throws MalformedEventException {
        return map.containsKey(name) ? number(map, name) : 0;
    }

    static long number(Map<String, String> map, String name) throws MalformedEventException {
        String value = text(map, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.HEADERS,
                    "The event's header " + name + " is no number: '" + value + "'.",
                    e);
        }
    }
}
