/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lines of a position file, version 3: a heading, {@code looked}, per stream a line {@code stream}, per log file a line
 * {@code file}, and per file on disk that may be none of these a line {@code unidentified}, each of fixed columns separated by tabs; {@code -} is an absent value, names are percent-encoded. A file of which
 * lines beyond the position lie before the stream's start has one column more, one that may hold lines which nobody has seen two, a stream whose disorder has been seen too. One that is not read on is {@code given-up} instead of {@code finished}. Version
 * 2 is read too: of these lines it has those that its writer knew, and who knew few would not read others, so these have another heading. So
 * is version 1, which had no columns of keys and proofs. The check sum is {@link PositionStore}'s. {@link PositionChanges} have the
 * same lines and two more. Strict: what no version wrote is not read.
 */
final class PositionsCodec {
    static final String HEADING = "trackreplay positions 3";

    private static final String HEADING_2 = "trackreplay positions 2";
    private static final String HEADING_1 = "trackreplay positions 1";
    private static final String ABSENT = "-";
    /** Instead of {@code finished}. */
    private static final String GIVEN_UP = "given-up";

    static final String UNIDENTIFIED = "unidentified";
    static final int UNIDENTIFIED_COLUMNS = 5;

    static final int FILE_COLUMNS = 15;
    /** That a line {@code file} may have besides. */
    static final int MORE_FILE_COLUMNS = 2;

    private static final int FILE_COLUMNS_1 = 13;

    private PositionsCodec() {}

    /** Takes lines, without their ends. */
    interface Lines {
        void line(String line) throws IOException;
    }

    static void write(Positions positions, Lines out) throws IOException {
        out.line(HEADING);
        out.line(looked(positions));
        for (StreamPositions stream : positions.streams()) {
            out.line(stream(stream));
            for (UnidentifiedFile file : stream.unidentified()) {
                out.line(unidentified(file));
            }
            for (FilePosition file : stream.files()) {
                out.line(file(file));
            }
        }
    }

    static String unidentified(UnidentifiedFile file) {
        return String.join(
                "\t",
                UNIDENTIFIED,
                escape(file.key()),
                Long.toString(file.since()),
                file.held().map(held -> anchors(List.of(held))).orElse(ABSENT),
                escape(file.path()));
    }

    static UnidentifiedFile readUnidentified(String[] columns) {
        return new UnidentifiedFile(
                unescape(columns[1]),
                unescape(columns[4]),
                Long.parseLong(columns[2]),
                readAnchors(columns[3]).stream().findFirst());
    }

    static String looked(Positions positions) {
        return "looked\t" + positions.lookedAt();
    }

    static String stream(StreamPositions stream) {
        String heading = "stream\t" + escape(stream.stream()) + '\t' + number(stream.skipBefore());
        return stream.disorder().equals(SeenDisorder.NONE) ? heading : heading + '\t' + disorder(stream.disorder());
    }

    static String file(FilePosition file) {
        Optional<LogFile.Previous> previous = file.previous();
        FilePosition.Reading reading = file.reading();
        FilePosition.Identity identity = file.identity();
        FilePosition.Proven proven = file.proven();
        String key = file.key();
        String line = String.join(
                "\t",
                "file",
                file.fingerprint().hex(),
                Long.toString(identity.length()),
                identity.longer() ? "longer" : ABSENT,
                Long.toString(file.number()),
                previous.map(p -> p.fingerprint().hex()).orElse(ABSENT),
                previous.map(p -> Long.toString(p.length())).orElse(ABSENT),
                file.place().aside() ? "aside" : ABSENT,
                file.isGivenUp() ? GIVEN_UP : file.finished() ? "finished" : ABSENT,
                Long.toString(file.position()),
                Long.toString(reading.observedLength()),
                reading.fields().map(fields -> "=" + escape(fields)).orElse(ABSENT),
                anchors(proven.anchors()),
                key.isEmpty() ? ABSENT : "=" + escape(key),
                proofs(proven.blocks()));
        OptionalLong unseenSince = file.unseenSince();
        if (unseenSince.isPresent()) {
            return line + '\t' + reading.start() + '\t' + unseenSince.getAsLong();
        }
        return reading.start() > 0 ? line + '\t' + reading.start() : line;
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : ABSENT;
    }

    private static String anchors(List<Anchor> anchors) {
        StringBuilder text = new StringBuilder();
        for (Anchor anchor : anchors) {
            text.append(text.length() == 0 ? "" : ",")
                    .append(anchor.offset())
                    .append(':')
                    .append(anchor.hash());
        }
        return text.length() == 0 ? ABSENT : text.toString();
    }

    private static String proofs(List<Proof> proofs) {
        return proofs.isEmpty() ? ABSENT : Proof.text(proofs);
    }

    /**
     * How many columns a line {@code file} has at least.
     *
     * @param heading the first line of a position file
     */
    static int fileColumns(String heading) {
        if (heading.equals(HEADING_1)) {
            return FILE_COLUMNS_1;
        }
        if (!heading.equals(HEADING) && !heading.equals(HEADING_2)) {
            throw new IllegalArgumentException("it begins with '" + heading.substring(0, Math.min(40, heading.length()))
                    + "', and this version reads only '" + HEADING + "', '" + HEADING_2 + "' and '" + HEADING_1 + "'");
        }
        return FILE_COLUMNS;
    }

    /** The heading of a stream, without its files. */
    static StreamPositions readStream(String[] columns) {
        return new StreamPositions(
                unescape(columns[1]),
                columns[2].equals(ABSENT) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(columns[2])),
                List.of(),
                columns.length == 3 ? SeenDisorder.NONE : readDisorder(columns[3]));
    }

    private static String disorder(SeenDisorder seen) {
        StringBuilder text = new StringBuilder(seen.fine() ? "fine" : "whole");
        seen.worst()
                .forEach(worst ->
                        text.append(',').append(worst.hour()).append(':').append(worst.millis()));
        return text.toString();
    }

    private static SeenDisorder readDisorder(String column) {
        String[] parts = column.split(",", -1);
        if (!parts[0].equals("fine") && !parts[0].equals("whole")) {
            throw new IllegalArgumentException("it says '" + column + "' for the disorder of a stream");
        }
        List<SeenDisorder.Worst> worst = new ArrayList<>();
        for (String part : parts) {
            int colon = part.indexOf(':');
            if (colon >= 0) {
                worst.add(new SeenDisorder.Worst(
                        Long.parseLong(part.substring(0, colon)), Long.parseLong(part.substring(colon + 1))));
            }
        }
        return new SeenDisorder(parts[0].equals("fine"), worst);
    }

    static FilePosition readFile(String[] columns, int fileColumns) {
        Optional<LogFile.Previous> previous = columns[5].equals(ABSENT)
                ? Optional.empty()
                : Optional.of(new LogFile.Previous(new Fingerprint(columns[5]), Long.parseLong(columns[6])));
        boolean givenUp = columns[8].equals(GIVEN_UP);
        FilePosition read = new FilePosition(
                new FilePosition.Identity(
                        new Fingerprint(columns[1]), Long.parseLong(columns[2]), flag(columns[3], "longer")),
                new FilePosition.Place(Long.parseLong(columns[4]), previous, flag(columns[7], "aside")),
                new FilePosition.Reading(
                        givenUp || flag(columns[8], "finished"),
                        Long.parseLong(columns[9]),
                        columns.length > fileColumns ? Long.parseLong(columns[fileColumns]) : 0,
                        Long.parseLong(columns[10]),
                        columns[11].equals(ABSENT)
                                ? Optional.empty()
                                : Optional.of(unescape(columns[11].substring(1)))),
                fileColumns == FILE_COLUMNS && !columns[13].equals(ABSENT) ? unescape(columns[13].substring(1)) : "",
                new FilePosition.Proven(
                        readAnchors(columns[12]), fileColumns == FILE_COLUMNS ? readProofs(columns[14]) : List.of()));
        FilePosition seen = columns.length > fileColumns + 1
                ? read.unseenSince(OptionalLong.of(Long.parseLong(columns[fileColumns + 1])))
                : read;
        return givenUp ? seen.asGivenUp() : seen;
    }

    private static boolean flag(String column, String name) {
        if (!column.equals(name) && !column.equals(ABSENT)) {
            throw new IllegalArgumentException("it says '" + column + "' where '" + name + "' may stand");
        }
        return column.equals(name);
    }

    private static List<Anchor> readAnchors(String column) {
        List<Anchor> anchors = new ArrayList<>();
        if (!column.equals(ABSENT)) {
            for (String anchor : column.split(",", -1)) {
                int colon = anchor.indexOf(':');
                anchors.add(new Anchor(
                        Long.parseLong(anchor.substring(0, Math.max(0, colon))), anchor.substring(colon + 1)));
            }
        }
        return anchors;
    }

    private static List<Proof> readProofs(String column) {
        return column.equals(ABSENT) ? List.of() : Proof.ofText(column);
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String unescape(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
