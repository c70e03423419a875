/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The text of a position file, version 2: a heading, per stream a line {@code stream} and per log file a line {@code file},
 * each of fixed columns separated by tabs; {@code -} is an absent value, names are percent-encoded. A file of which lines beyond
 * the position lie before the stream's start has one column more, a stream whose disorder has been seen too. Version 1 had no columns of keys and proofs; it is read too. The check sum is
 * {@link PositionStore}'s. Strict: what neither version wrote it does not read.
 */
final class PositionsCodec {
    static final String HEADING = "trackreplay positions 2";

    private static final String HEADING_1 = "trackreplay positions 1";
    private static final String ABSENT = "-";
    private static final int FILE_COLUMNS = 15;
    private static final int FILE_COLUMNS_1 = 13;

    private PositionsCodec() {}

    static String encode(Positions positions) {
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        line(text, "looked", Long.toString(positions.lookedAt()));
        for (StreamPositions stream : positions.streams()) {
            List<String> heading =
                    new ArrayList<>(List.of("stream", escape(stream.stream()), number(stream.skipBefore())));
            if (!stream.disorder().equals(SeenDisorder.NONE)) {
                heading.add(disorder(stream.disorder()));
            }
            line(text, heading.toArray(String[]::new));
            for (FilePosition file : stream.files()) {
                List<String> columns = new ArrayList<>(List.of(
                        "file",
                        file.fingerprint().hex(),
                        Long.toString(file.fingerprintLength()),
                        file.longer() ? "longer" : ABSENT,
                        Long.toString(file.number()),
                        file.previous().map(p -> p.fingerprint().hex()).orElse(ABSENT),
                        file.previous().map(p -> Long.toString(p.length())).orElse(ABSENT),
                        file.aside() ? "aside" : ABSENT,
                        file.finished() ? "finished" : ABSENT,
                        Long.toString(file.position()),
                        Long.toString(file.observedLength()),
                        file.fields().map(fields -> "=" + escape(fields)).orElse(ABSENT),
                        anchors(file.anchors()),
                        file.key().isEmpty() ? ABSENT : "=" + escape(file.key()),
                        proofs(file.proofs())));
                if (file.start() > 0) {
                    columns.add(Long.toString(file.start()));
                }
                line(text, columns.toArray(String[]::new));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String... columns) {
        text.append(String.join("\t", columns)).append('\n');
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
        StringBuilder text = new StringBuilder();
        for (Proof proof : proofs) {
            text.append(text.length() == 0 ? "" : ",")
                    .append(proof.blockStart())
                    .append(':')
                    .append(proof.boundary())
                    .append(':')
                    .append(proof.hash());
        }
        return text.length() == 0 ? ABSENT : text.toString();
    }

    /** @throws IllegalArgumentException with the reason if this is not such a text */
    static Positions decode(String text) {
        Iterator<String> lines = text.lines().iterator();
        if (!lines.hasNext()) {
            throw new IllegalArgumentException("it is empty");
        }
        String heading = lines.next();
        if (!heading.equals(HEADING) && !heading.equals(HEADING_1)) {
            throw new IllegalArgumentException("it begins with '" + heading.substring(0, Math.min(40, heading.length()))
                    + "', and this version reads only '" + HEADING + "' and '" + HEADING_1 + "'");
        }
        int fileColumns = heading.equals(HEADING) ? FILE_COLUMNS : FILE_COLUMNS_1;
        String[] looked = columns(lines, "looked", 2);
        List<StreamPositions> streams = new ArrayList<>();
        String[] stream = null;
        List<FilePosition> files = new ArrayList<>();
        while (lines.hasNext()) {
            String[] columns = lines.next().split("\t", -1);
            if (columns[0].equals("stream") && (columns.length == 3 || columns.length == 4)) {
                finish(streams, stream, files);
                stream = columns;
            } else if (columns[0].equals("file")
                    && (columns.length == fileColumns || columns.length == fileColumns + 1)
                    && stream != null) {
                files.add(file(columns, fileColumns));
            } else {
                throw new IllegalArgumentException("it has a line of an unknown kind: " + columns[0]);
            }
        }
        finish(streams, stream, files);
        return new Positions(Long.parseLong(looked[1]), streams);
    }

    private static String[] columns(Iterator<String> lines, String kind, int count) {
        String[] columns = lines.hasNext() ? lines.next().split("\t", -1) : new String[0];
        if (columns.length != count || !columns[0].equals(kind)) {
            throw new IllegalArgumentException("its line '" + kind + "' is missing");
        }
        return columns;
    }

    private static void finish(List<StreamPositions> streams, String[] stream, List<FilePosition> files) {
        if (stream != null) {
            OptionalLong skipBefore =
                    stream[2].equals(ABSENT) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(stream[2]));
            streams.add(new StreamPositions(
                    unescape(stream[1]),
                    skipBefore,
                    files,
                    stream.length == 3 ? SeenDisorder.NONE : readDisorder(stream[3])));
            files.clear();
        }
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

    private static FilePosition file(String[] columns, int fileColumns) {
        Optional<LogFile.Previous> previous = columns[5].equals(ABSENT)
                ? Optional.empty()
                : Optional.of(new LogFile.Previous(new Fingerprint(columns[5]), Long.parseLong(columns[6])));
        return new FilePosition(
                new Fingerprint(columns[1]),
                Long.parseLong(columns[2]),
                flag(columns[3], "longer"),
                Long.parseLong(columns[4]),
                previous,
                flag(columns[7], "aside"),
                flag(columns[8], "finished"),
                Long.parseLong(columns[9]),
                columns.length > fileColumns ? Long.parseLong(columns[fileColumns]) : 0,
                Long.parseLong(columns[10]),
                columns[11].equals(ABSENT) ? Optional.empty() : Optional.of(unescape(columns[11].substring(1))),
                readAnchors(columns[12]),
                fileColumns == FILE_COLUMNS && !columns[13].equals(ABSENT) ? unescape(columns[13].substring(1)) : "",
                fileColumns == FILE_COLUMNS ? readProofs(columns[14]) : List.of());
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
        List<Proof> proofs = new ArrayList<>();
        if (!column.equals(ABSENT)) {
            for (String proof : column.split(",", -1)) {
                String[] parts = proof.split(":", -1);
                if (parts.length != 3) {
                    throw new IllegalArgumentException("it has '" + proof + "' for a proof");
                }
                proofs.add(new Proof(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
            }
        }
        return proofs;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescape(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
