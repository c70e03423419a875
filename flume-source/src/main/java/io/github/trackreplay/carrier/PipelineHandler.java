/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.document.Documents;
import io.github.trackreplay.document.FlatDocument;
import io.github.trackreplay.option.Values;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javax.servlet.http.HttpServletRequest;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.http.HTTPBadRequestException;
import org.apache.flume.source.http.HTTPSourceHandler;

/**
 * Reads what shippers post to Flume's {@code http} source: a JSON array of documents, one document, one a line, lines of text, an
 * OTLP export of logs, or Flume's own array of headers and bodies; also compressed (gzip, deflate). Each document or line is an
 * event.
 *
 * <p>The source answers 200 after the channel has committed all of it, 503 when the channel takes nothing, and 400 with a sentence
 * to what cannot be read, is too large, or lacks the token; then nothing of it is taken. Thread-safe.
 */
public final class PipelineHandler implements HTTPSourceHandler {
    private static final String BEARER = "Bearer ";

    private volatile Values values = PipelineHandlerOptions.OPTIONS.read("", Map.of());

    @Override
    public void configure(Context context) {
        Values read = PipelineHandlerOptions.OPTIONS.read("", context.getParameters());
        if (!read.problems().isEmpty()) {
            throw new ConfigurationException("PipelineHandler cannot be used: " + read.explanation());
        }
        values = read;
    }

    @Override
    public List<Event> getEvents(HttpServletRequest request) throws HTTPBadRequestException, IOException {
        checkToken(request);
        List<Event> events = new ArrayList<>();
        for (Documents.Piece piece : Documents.of(body(request))) {
            if (events.size() >= values.get(PipelineHandlerOptions.MAX_DOCUMENTS)) {
                throw new HTTPBadRequestException("The request holds more than "
                        + values.get(PipelineHandlerOptions.MAX_DOCUMENTS)
                        + " documents (handler.maxDocuments). Send fewer at once.");
            }
            events.add(event(piece, events.size() + 1));
        }
        return events;
    }

    private void checkToken(HttpServletRequest request) throws HTTPBadRequestException {
        Optional<String> token = values.find(PipelineHandlerOptions.TOKEN);
        String given = request.getHeader("Authorization");
        boolean right = token.isEmpty()
                || (given != null
                        && given.startsWith(BEARER)
                        && MessageDigest.isEqual(
                                given.substring(BEARER.length()).trim().getBytes(UTF_8),
                                token.get().getBytes(UTF_8)));
        if (!right) {
            throw new HTTPBadRequestException(
                    "The request does not have the token (Authorization: Bearer) that" + " handler.token asks for.");
        }
    }

    private byte[] body(HttpServletRequest request) throws HTTPBadRequestException, IOException {
        long most = values.get(PipelineHandlerOptions.MAX_BYTES);
        byte[] plain;
        try (InputStream in = uncompressed(request, most)) {
            plain = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most + 1));
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw new HTTPBadRequestException(
                    "The request's body is not compressed as its Content-Encoding says: " + e.getMessage() + ".");
        }
        if (plain.length > most) {
            throw tooLarge(most);
        }
        return plain;
    }

    private static HTTPBadRequestException tooLarge(long most) {
        return new HTTPBadRequestException(
                "The request's body has more than " + most + " bytes (handler.maxBytes). Send less at once.");
    }

    private static InputStream uncompressed(HttpServletRequest request, long most)
            throws HTTPBadRequestException, IOException {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        String encoding = Optional.ofNullable(request.getHeader("Content-Encoding"))
                .orElse("identity")
                .trim()
                .toLowerCase(Locale.ROOT);
        InputStream in = request.getInputStream();
        return switch (encoding) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> new GZIPInputStream(new ByteArrayInputStream(bounded(in, most)));
            case "deflate" -> new InflaterInputStream(in);
            default ->
                throw new HTTPBadRequestException(
                        "The request's Content-Encoding '" + encoding + "' is not known. Use gzip, deflate or none.");
        };
    }

    private static byte[] bounded(InputStream in, long most) throws HTTPBadRequestException, IOException {
        byte[] read = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most + 1));
        if (read.length > most) {
            throw tooLarge(most);
        }
        return read;
    }

    private static Event event(Documents.Piece piece, int number) throws HTTPBadRequestException {
        if (piece.isLine()) {
            if (piece.bytes()[0] == '{' || piece.bytes()[0] == '[') {
                throw new HTTPBadRequestException(
                        "Document " + number
                                + " of the request is no JSON. Send an array of documents, one document a line, or lines of text.");
            }
            return EventBuilder.withBody(piece.bytes());
        }
        FlatDocument document = piece.document();
        return isFlumes(document) ? flumes(document) : EventBuilder.withBody(piece.bytes());
    }

    /** What Flume's own handler takes: headers and a body, and nothing else. */
    private static boolean isFlumes(FlatDocument document) {
        return document.names().contains("body")
                && document.names().stream().allMatch(name -> name.equals("body") || name.startsWith("headers."));
    }

    private static Event flumes(FlatDocument document) {
        Map<String, String> headers = new HashMap<>();
        for (String name : document.names()) {
            if (name.startsWith("headers.") && !name.startsWith("headers.trackreplay.")) {
                headers.put(
                        name.substring("headers.".length()), document.get(name).orElse(""));
            }
        }
        return EventBuilder.withBody(document.get("body").orElse("").getBytes(UTF_8), headers);
    }
}
