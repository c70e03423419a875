/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.accesslog.SyslogFrame;
import io.github.trackreplay.document.Documents;
import io.github.trackreplay.document.FlatDocument;
import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.event.TrackerPaths;
import io.github.trackreplay.event.Way;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes events of others apart into lines, each with its stream and its place. Immutable and thread-safe. */
public final class CarriedLines {
    static final String NO_STREAM = "no-stream";
    static final String WRONG_STREAM = "wrong-stream-name";
    static final String NOT_UNDERSTOOD = "unknown-document";
    static final String CUT = "cut-line";
    static final String TOO_MANY = "too-many-lines";

    /** The stream of what names none: it is set aside there. */
    static final String UNNAMED = "pipeline";

    private static final char REPLACEMENT = '\uFFFD';
    private static final String SYSLOG_STATUS = "flume.syslog.status";

    private final PipelineSettings settings;
    private final TrackerPaths paths;
    private final DocumentLine documents;

    public CarriedLines(PipelineSettings settings) {
        this.settings = settings;
        this.paths = TrackerPaths.of(settings.paths());
        this.documents = new DocumentLine(paths);
    }

    /**
     * The lines of an event, in their order; an event with more of them than that is one that is set aside.
     *
     * @param most at least 1
     */
    public List<CarriedLine> of(Map<String, String> headers, byte[] body, long most) {
        try {
            return Documents.of(body, (piece, number) -> {
                if (number > most) {
                    throw new TooManyException();
                }
                return line(headers, piece, number - 1);
            });
        } catch (TooManyException e) {
            return List.of(whole(headers, body, most));
        }
    }

    private static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private CarriedLine whole(Map<String, String> headers, byte[] body, long most) {
        String name = stream(headers, Optional.empty())
                .filter(text -> StreamName.problem(text).isEmpty())
                .orElse(UNNAMED);
        CarriedLine.Content content = new CarriedLine.SetAside(
                TOO_MANY,
                "The event holds more than " + most + " lines, which one of " + body.length
                        + " bytes may hold here, so nothing of it is read, and its first 64 KiB are kept. Let each event hold one line"
                        + " or document, or fewer.",
                body);
        return new CarriedLine(
                name,
                body.length + 1L,
                content,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Way.of(Way.CONTENT, "several"));
    }

    private CarriedLine line(Map<String, String> headers, Documents.Piece piece, int part) {
        Optional<FlatDocument> document = Optional.ofNullable(piece.document());
        CarriedLine.Content content = isCut(headers, piece) ? cut(piece) : content(headers, piece);
        String name = stream(headers, document).orElse("");
        Optional<String> problem = StreamName.problem(name);
        if (problem.isPresent() && !(content instanceof CarriedLine.Skipped)) {
            content = withoutStream(name, problem.get(), piece);
        }
        Optional<CarriedPlace> file = CarriedPlace.file(headers, document);
        Optional<CarriedPlace> topic = CarriedPlace.topic(headers, document);
        return new CarriedLine(
                problem.isPresent() ? UNNAMED : name,
                piece.bytes().length + 1L,
                content,
                file,
                topic,
                part,
                CarriedPlace.stretch(file, document, part, () -> bytesInFile(piece))
                        .or(() -> topic.flatMap(CarriedPlace::message)),
                file.or(() -> topic)
                        .map(CarriedPlace::way)
                        .orElseGet(() -> Way.of(Way.CONTENT, piece.isLine() ? "line" : "document")));
    }

    /** How long the line was in its file, with a line feed: what cannot be decoded was a byte. */
    private static OptionalLong bytesInFile(Documents.Piece piece) {
        FlatDocument document = piece.document();
        if (document == null) {
            return OptionalLong.of(piece.bytes().length + 1L);
        }
        Optional<String> line = DocumentLine.whole(document);
        if (line.isEmpty()) {
            return OptionalLong.empty();
        }
        long bytes = line.get().getBytes(UTF_8).length;
        for (int at = line.get().indexOf(REPLACEMENT); at >= 0; at = line.get().indexOf(REPLACEMENT, at + 1)) {
            bytes -= 2;
        }
        return OptionalLong.of(bytes + 1);
    }

    private CarriedLine.Content content(Map<String, String> headers, Documents.Piece piece) {
        FlatDocument document = piece.document();
        if (document == null) {
            boolean framed = headers.containsKey("Facility") && headers.containsKey("Severity");
            return paths.occurIn(piece.bytes())
                    ? new CarriedLine.Line(framed ? SyslogFrame.left(piece.bytes()) : SyslogFrame.line(piece.bytes()))
                    : new CarriedLine.Skipped();
        }
        DocumentLine.Outcome outcome = documents.of(document, piece.bytes());
        if (outcome instanceof DocumentLine.Line line) {
            return new CarriedLine.Line(line.bytes());
        }
        if (outcome instanceof DocumentLine.NotUnderstood not) {
            return new CarriedLine.SetAside(NOT_UNDERSTOOD, not.sentence(), piece.bytes());
        }
        return new CarriedLine.Skipped();
    }

    /** Flume's syslog sources cut a line that is longer than their {@code eventSize}, and say so. */
    private boolean isCut(Map<String, String> headers, Documents.Piece piece) {
        return "Incomplete".equals(headers.get(SYSLOG_STATUS)) && paths.occurIn(piece.bytes());
    }

    private static CarriedLine.SetAside cut(Documents.Piece piece) {
        return new CarriedLine.SetAside(
                CUT,
                "The syslog source has cut the line at its eventSize. Set that to 65536 or more; what has been cut is gone.",
                piece.bytes());
    }

    private CarriedLine.SetAside withoutStream(String name, String problem, Documents.Piece piece) {
        if (name.isEmpty()) {
            return new CarriedLine.SetAside(
                    NO_STREAM,
                    "The event does not say which machine's log it is of: none of the headers and fields "
                            + String.join(", ", settings.streamFrom())
                            + " (streamFrom) has a text. Set the interceptor's stream, or streamFrom.",
                    piece.bytes());
        }
        return new CarriedLine.SetAside(
                WRONG_STREAM,
                "The event's stream '" + StreamName.shown(name) + "' " + problem
                        + ". Set the interceptor's stream, or streamFrom.",
                piece.bytes());
    }

    private Optional<String> stream(Map<String, String> headers, Optional<FlatDocument> document) {
        if (settings.stream().isPresent()) {
            return settings.stream();
        }
        for (String name : settings.streamFrom()) {
            Optional<String> text = document.flatMap(d -> named(d, name))
                    .or(() -> Optional.ofNullable(headers.get(name)).filter(header -> !header.isEmpty()));
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    /** Of a line that was parsed as JSON, {@code host} is the site that was asked for, not the machine. */
    private static Optional<String> named(FlatDocument document, String name) {
        boolean parsed = name.equals("host") && document.get("client").isPresent();
        return parsed ? Optional.empty() : document.get(name);
    }
}
