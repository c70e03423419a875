/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.document.Documents;
import io.github.trackreplay.document.FlatDocument;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import javax.servlet.http.HttpServletRequest;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.eclipse.jetty.server.Request;

/**
 * Reads what shippers post: a JSON array of documents, one document, one a line, lines of text, an OTLP export of logs, or Flume's
 * own array of headers and bodies; also compressed (gzip, deflate). Each document or line is an event. Immutable and thread-safe.
 *
 * @param token what clients must send as a bearer's; empty: nothing
 * @param maxBytes most bytes of a body, uncompressed
 * @param maxDocuments most events of a request
 * @param prefix of the settings' names in sentences
 */
record PostedDocuments(Optional<String> token, long maxBytes, int maxDocuments, String prefix) {
    private static final String BEARER = "Bearer ";
    private static final int CHUNK = 64 << 10;

    /** As they come, in one piece, and as events. */
    private static final int TIMES_IN_MEMORY = 4;

    /** What an event takes of the memory besides its body. */
    private static final long EVENT_BYTES = 256;

    /** A request of which nothing is taken; the message is for who sent it. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Of HTTP: 400, 401, 408, 413 or 503. */
        int status() {
            return status;
        }
    }

    /** A share for a request, whose thread stops waiting for its body when others need the memory. */
    static MemoryShare share(MemoryPool pool, HttpServletRequest request) {
        Request jettys = Request.getBaseRequest(request);
        return pool.share(() -> {
            if (jettys != null) {
                boolean unused = jettys.getHttpInput().failed(new PacedInput.SentAwayException());
            }
        });
    }

    /**
     * The events of a request.
     *
     * @param memory what they need of it
     * @throws RefusedException if it lacks the token, is too large, cannot be read or memory is short
     * @throws IOException if the client goes
     */
    List<Event> of(HttpServletRequest request, MemoryShare memory) throws RefusedException, IOException {
        checkToken(request);
        return Documents.of(body(request, memory), (piece, number) -> {
            if (number > maxDocuments) {
                throw new RefusedException(
                        413,
                        "The request holds more than " + maxDocuments + " documents (" + prefix
                                + "maxDocuments). Send fewer at once.");
            }
            take(memory, EVENT_BYTES + piece.bytes().length);
            return event(piece, number);
        });
    }

    private static void take(MemoryShare memory, long bytes) throws RefusedException {
        if (!memory.take(bytes)) {
            throw memory.isBeyondAll()
                    ? new RefusedException(
                            413,
                            "The request needs more of this agent's memory than all requests may have, a quarter of its heap."
                                    + " Send less at once.")
                    : new RefusedException(503, "Other requests need this agent's memory just now. Send it again.");
        }
    }

    private void checkToken(HttpServletRequest request) throws RefusedException {
        String given = request.getHeader("Authorization");
        boolean right = token.isEmpty()
                || (given != null
                        && given.startsWith(BEARER)
                        && MessageDigest.isEqual(
                                given.substring(BEARER.length()).trim().getBytes(UTF_8),
                                token.get().getBytes(UTF_8)));
        if (!right) {
            throw new RefusedException(
                    401,
                    "The request does not have the token (Authorization: Bearer) that " + prefix + "token asks for.");
        }
    }

    private byte[] body(HttpServletRequest request, MemoryShare memory) throws RefusedException, IOException {
        try (InputStream in = uncompressed(request, memory)) {
            return bounded(in, memory);
        } catch (PacedInput.SentAwayException e) {
            throw new RefusedException(
                    503,
                    "Other requests need this agent's memory, and the body of this one comes slowly. Send it again, or less at once.");
        } catch (PacedInput.TooSlowException e) {
            throw new RefusedException(408, "The request's body comes at less than a kilobyte a second. Send it anew.");
        } catch (ZipException | EOFException e) {
            throw new RefusedException(
                    400, "The request's body is not compressed as its Content-Encoding says: " + e.getMessage() + ".");
        }
    }

    private RefusedException tooLarge() {
        return new RefusedException(
                413,
                "The request's body has more than " + maxBytes + " bytes (" + prefix + "maxBytes). Send less at once.");
    }

    private InputStream uncompressed(HttpServletRequest request, MemoryShare memory)
            throws RefusedException, IOException {
        if (request.getContentLengthLong() > maxBytes) {
            throw tooLarge();
        }
        String encoding = Optional.ofNullable(request.getHeader("Content-Encoding"))
                .orElse("identity")
                .trim()
                .toLowerCase(Locale.ROOT);
        InputStream in = new PacedInput(request.getInputStream(), memory);
        return switch (encoding) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> new GZIPInputStream(new ByteArrayInputStream(bounded(in, memory)));
            case "deflate" -> new InflaterInputStream(in);
            default ->
                throw new RefusedException(
                        400,
                        "The request's Content-Encoding '" + encoding + "' is not known. Use gzip, deflate or none.");
        };
    }

    private byte[] bounded(InputStream in, MemoryShare memory) throws RefusedException, IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[CHUNK];
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
            if (all.size() + read > maxBytes) {
                throw tooLarge();
            }
            take(memory, (long) TIMES_IN_MEMORY * read);
            all.write(some, 0, read);
        }
        return all.toByteArray();
    }

    private static Event event(Documents.Piece piece, int number) throws RefusedException {
        Optional<FlatDocument> document = Optional.ofNullable(piece.document());
        if (document.isEmpty() && isBrokenJson(piece.bytes())) {
            throw new RefusedException(
                    400,
                    "Document " + number
                            + " of the request is no JSON. Send an array of documents, one document a line, or lines of text.");
        }
        return document.filter(PostedDocuments::isFlumes)
                .map(PostedDocuments::flumes)
                .orElseGet(() -> EventBuilder.withBody(piece.bytes()));
    }

    /** Begins as a document or an array of them does. A visitor's address or host may begin with a bracket too: {@code [::1]}. */
    private static boolean isBrokenJson(byte[] line) {
        int at = 1;
        while (line[0] == '[' && at < line.length && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return line[0] == '{' || (line[0] == '[' && (at == line.length || "{\"[]".indexOf(line[at]) >= 0));
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
