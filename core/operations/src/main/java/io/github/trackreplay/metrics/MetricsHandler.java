/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import com.google.common.io.ByteStreams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the endpoint's requests. Thread-safe. */
final class MetricsHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(MetricsHandler.class);
    private static final int MOST_BODY = 1 << 20;

    private final MetricsHub hub;
    private final Optional<MetricsUsers> users;
    private final PageAnswers pages;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** @param names of this machine */
    MetricsHandler(MetricsHub hub, Optional<MetricsUsers> users, OwnNames names) {
        this.hub = hub;
        this.users = users;
        this.pages = new PageAnswers(hub, users.isPresent(), names);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            EndpointAnswer answer;
            try {
                answer = skipBody(exchange)
                        ? answer(exchange)
                        : EndpointAnswer.text(400, "The request's body cannot be read; none is needed here.");
            } catch (RuntimeException e) {
                log.warn("The metrics cannot be shown.", e);
                answer = EndpointAnswer.text(500, "The metrics cannot be shown; the agent's log says why.");
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /**
     * Nothing that is asked here has a body. One that comes all the same is read to its end, as far as that is bearable: what
     * is left unread when the connection closes resets it, and the client may then never see the answer.
     *
     * @return whether it could be read; Java's server trips over chunks whose length is a lie, and a stranger's nonsense is no
     *     entry in our log
     */
    private static boolean skipBody(HttpExchange exchange) throws IOException {
        try {
            ByteStreams.exhaust(ByteStreams.limit(exchange.getRequestBody(), MOST_BODY));
            return true;
        } catch (RuntimeException e) {
            log.debug("A request's body could not be read.", e);
            return false;
        }
    }

    private EndpointAnswer answer(HttpExchange exchange) throws IOException {
        if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return EndpointAnswer.text(405, "Only GET and HEAD.");
        }
        boolean known = users.isEmpty()
                || users.get().allows(exchange.getRequestHeaders().getFirst("Authorization"));
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/health/live")) {
            return EndpointAnswer.text(200, "live");
        }
        if (path.equals("/health/ready")) {
            return ready(known);
        }
        if (!known) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"Track Replay\", charset=\"UTF-8\"");
            return EndpointAnswer.text(401, "Name and password are those of the file that metricsUsers names.");
        }
        return switch (path) {
            case "/metrics" -> metrics(exchange.getRequestHeaders().getFirst("Accept"));
            case "/", "/state.json", "/tap.json" ->
                pages.answer(
                        exchange.getRequestURI(), exchange.getRequestHeaders().getFirst("Host"));
            default -> EndpointAnswer.text(404, "There is /, /metrics, /health/live and /health/ready.");
        };
    }

    private EndpointAnswer ready(boolean known) {
        List<String> troubles = hub.troubles();
        if (troubles.isEmpty()) {
            return EndpointAnswer.text(200, "ready");
        }
        return EndpointAnswer.text(503, known ? String.join("\n", troubles) : "not ready");
    }

    private EndpointAnswer metrics(String accept) throws IOException {
        boolean older = accept != null && accept.contains("text/plain") && !accept.contains("openmetrics");
        ExpositionFormatWriter format =
                older ? formats.getPrometheusTextFormatWriter() : formats.getOpenMetricsTextFormatWriter();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        format.write(text, hub.scrape());
        return new EndpointAnswer(200, format.getContentType(), text.toByteArray(), Map.of());
    }
}
