/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.flume.Event;
import org.apache.flume.instrumentation.SourceCounter;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is posted to a {@link PipelineHttpSource}. Thread-safe. */
final class PostHandler extends AbstractHandler {
    private static final Logger log = LoggerFactory.getLogger(PipelineHttpSource.class);

    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int LONGEST_SENTENCE = 300;

    private final Map<Integer, Long> said = new ConcurrentHashMap<>();
    private final PostedDocuments documents;
    private final ChannelPuts puts;
    private final SourceCounter counter;
    private final MemoryPool memory;

    /** @param memory of which each request has its share */
    PostHandler(PostedDocuments documents, ChannelPuts puts, SourceCounter counter, MemoryPool memory) {
        this.documents = documents;
        this.puts = puts;
        this.counter = counter;
        this.memory = memory;
    }

    @Override
    public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        base.setHandled(true);
        if (!request.getMethod().equals("POST") && !request.getMethod().equals("PUT")) {
            response.setHeader("Allow", "POST, PUT");
            answer(response, 405, "Post documents here: a JSON array, one document a line, or lines of text.");
            return;
        }
        String length = request.getHeader("Content-Length");
        if (length != null && !length.matches("[0-9]{1,18}")) { // Jetty takes it for none
            answer(response, 400, "The request's Content-Length '" + length + "' is no number of bytes.");
            return;
        }
        try (MemoryShare share = PostedDocuments.share(memory, base)) {
            take(documents.of(request, share), response);
        } catch (PostedDocuments.RefusedException e) {
            counter.incrementEventReadFail();
            if (e.status() == 401) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            if (e.status() == 503) {
                response.setHeader("Retry-After", "1");
            }
            String why = String.valueOf(e.getMessage());
            say(request, e.status(), why);
            answer(response, e.status(), why);
        } catch (BadMessageException e) { // of Jetty: no HTTP
            answer(response, e.getCode(), e.getReason());
        }
    }

    private void take(List<Event> events, HttpServletResponse response) throws IOException {
        counter.incrementAppendBatchReceivedCount();
        counter.addToEventReceivedCount(events.size());
        if (events.isEmpty() || puts.put(events)) {
            counter.incrementAppendBatchAcceptedCount();
            counter.addToEventAcceptedCount(events.size());
            response.setStatus(200);
            response.setContentType("application/json");
            response.getOutputStream().write("{}".getBytes(UTF_8)); // what OTLP's clients read
        } else {
            response.setHeader("Retry-After", "1");
            answer(response, 503, "The channel takes nothing just now. Send it again.");
        }
    }

    /** Of each status one sentence a minute: a shipper may take it for final, and nobody reads what it was answered. */
    private void say(HttpServletRequest request, int status, String why) {
        long now = System.nanoTime();
        boolean due = said.merge(status, now, (last, at) -> at - last >= SAY_NANOS ? at : last) == now;
        if (due) {
            log.warn(
                    "A request of {} was answered {}: {}",
                    request.getRemoteAddr(),
                    status,
                    why.substring(0, Math.min(LONGEST_SENTENCE, why.length())));
        }
    }

    /** What is left of a refused body is not read. */
    private static void answer(HttpServletResponse response, int status, String sentence) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain; charset=utf-8");
        response.setHeader("Connection", "close");
        response.getOutputStream().write((sentence + "\n").getBytes(UTF_8));
    }
}
