/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.api.BulkAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;

/**
 * Calls Matomo's {@code matomo.php} over HTTP/1.1 with connections that are kept. A call ends within its time, however slowly the
 * answer comes, and no answer takes more than {@value #MOST_BYTES} bytes. Nothing is followed and nothing is tried twice.
 * Thread-safe.
 */
final class Endpoint {
    private static final int MOST_BYTES = 1 << 20;

    /** Longer than servers keep a connection that says nothing: one that may be gone would leave a call's fate unknown. */
    private static final long IDLE_NANOS = Duration.ofSeconds(4).toNanos();

    private final ApiSettings settings;
    private Optional<HttpClient> client = Optional.empty();
    private long lastUse;

    /** What came of a call. */
    sealed interface Reply {}

    /** @param retryAfter how long the server asks to be left alone */
    record Answered(BulkAnswer answer, Optional<Duration> retryAfter) implements Reply {}

    /** @param why it did not reach the server */
    record Unsent(String why) implements Reply {}

    /** @param why it is not known whether the server got it and what it did */
    record Unheard(String why) implements Reply {}

    Endpoint(ApiSettings settings) {
        this.settings = settings;
    }

    private synchronized HttpClient client() {
        long now = System.nanoTime();
        Optional<HttpClient> kept = client.filter(known -> now - lastUse <= IDLE_NANOS);
        lastUse = now;
        if (kept.isEmpty()) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(settings.timeouts().connect());
            settings.access().tls().ifPresent(builder::sslContext);
            kept = Optional.of(builder.build());
            client = kept;
        }
        return kept.get();
    }

    private synchronized void used() {
        lastUse = System.nanoTime();
    }

    /**
     * Sends a body.
     *
     * @param agent whether our own User-Agent may be seen; Matomo would take it for a visitor's that says none
     */
    Reply call(byte[] body, boolean agent) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.address())
                .header("Content-Type", "application/json")
                .header("User-Agent", agent ? "TrackReplay" : "")
                .timeout(settings.timeouts().answer());
        if (settings.calls().gzip()) {
            request.header("Content-Encoding", "gzip");
        }
        byte[] sent = settings.calls().gzip() ? packed(body) : body;
        Limited limited = new Limited();
        CompletableFuture<HttpResponse<Void>> response = client().sendAsync(
                        request.POST(HttpRequest.BodyPublishers.ofByteArray(sent))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArrayConsumer(limited::take));
        try {
            return answered(response.get(settings.timeouts().answer().toMillis(), TimeUnit.MILLISECONDS), limited);
        } catch (TimeoutException e) {
            response.cancel(true);
            return new Unheard("The server has not answered within "
                    + settings.timeouts().answer().toSeconds() + " s.");
        } catch (ExecutionException e) {
            return failed(Optional.ofNullable(e.getCause()).orElse(e));
        } catch (InterruptedException e) {
            response.cancel(true);
            throw e;
        } finally {
            used();
        }
    }

    private static Reply answered(HttpResponse<Void> response, Limited limited) {
        return new Answered(
                new BulkAnswer(
                        response.statusCode(),
                        response.headers().firstValue("Location").orElse(""),
                        limited.text()),
                response.headers().firstValue("Retry-After").flatMap(Endpoint::seconds));
    }

    /** A date is as good as nothing: the growing pauses do. */
    private static Optional<Duration> seconds(String value) {
        return value.strip().matches("\\d{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())))
                : Optional.empty();
    }

    private Reply failed(Throwable failure) {
        String why = String.valueOf(
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
        Optional<String> tls = TlsTrouble.of(failure);
        if (tls.isPresent()) {
            return new Unsent(tls.get());
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ConnectException || t instanceof HttpConnectTimeoutException) {
                return new Unsent(
                        "The server " + settings.address().getAuthority() + " cannot be reached (" + why + ").");
            }
        }
        return failure instanceof SSLException
                ? new Unheard("TLS broke off (" + why + ").")
                : new Unheard("The connection broke off before the answer was complete (" + why + ").");
    }

    private static byte[] packed(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return packed.toByteArray();
    }

    /** Takes an answer's beginning, and the rest for nothing. */
    private static final class Limited {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        synchronized void take(Optional<byte[]> chunk) {
            chunk.ifPresent(some -> bytes.write(some, 0, Math.min(some.length, MOST_BYTES - bytes.size())));
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
