/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.option.Values;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.source.http.HTTPBadRequestException;
import org.apache.flume.source.http.HTTPSourceHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what shippers post to Flume's {@code http} source: see {@link PostedDocuments}. For a source that is there;
 * {@link PipelineHttpSource} answers more precisely.
 *
 * <p>Flume's source answers 200 after the channel has committed all of it, 503 when the channel takes nothing, 400 with a sentence
 * to what cannot be read, is too large, or lacks the token, and 500 where memory is short or the client too slow; then nothing of it is
 * taken. Thread-safe.
 */
public final class PipelineHandler implements HTTPSourceHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineHandler.class);

    /** Jetty's threads at Flume's source, where nothing else is set. */
    private static final int USUAL_CLIENTS = 200;

    private volatile PostedDocuments posted = documents(PipelineHandlerOptions.OPTIONS.read("", Map.of()));

    private final MemoryPool memory = MemoryPool.ofHeap(USUAL_CLIENTS);

    @Override
    public void configure(Context context) {
        Values read = PipelineHandlerOptions.OPTIONS.read("", context.getParameters());
        if (!read.problems().isEmpty()) {
            throw new ConfigurationException("PipelineHandler cannot be used: " + read.explanation());
        }
        posted = documents(read);
        if (read.find(PipelineHandlerOptions.TOKEN).isEmpty()) { // Flume tells a handler nothing of its source
            LOG.warn(
                    "PipelineHandler asks for no token: unless the http source's bind is 127.0.0.1 (by default it is every"
                            + " address), everybody who reaches its port may send requests. Set handler.token.");
        }
    }

    private static PostedDocuments documents(Values values) {
        return new PostedDocuments(
                values.find(PipelineHandlerOptions.TOKEN),
                values.get(PipelineHandlerOptions.MAX_BYTES),
                values.get(PipelineHandlerOptions.MAX_DOCUMENTS),
                "handler.");
    }

    @Override
    public List<Event> getEvents(HttpServletRequest request) throws HTTPBadRequestException, IOException {
        try (MemoryShare share = PostedDocuments.share(memory, request)) {
            return posted.of(request, share);
        } catch (PostedDocuments.RefusedException e) {
            throw answered(e);
        }
    }

    /** What is only to be sent again must not be answered 400, which shippers take for final: Flume's source answers 500 to the other. */
    static IOException answered(PostedDocuments.RefusedException refused) throws HTTPBadRequestException {
        if (refused.status() == 408 || refused.status() == 503) {
            return new IOException(refused.getMessage(), refused);
        }
        throw new HTTPBadRequestException(refused.getMessage(), refused);
    }
}
