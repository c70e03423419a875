/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.document.JsonTree;
import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.validate.AgentSettings;
import io.github.trackreplay.validate.UnreadableFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A running agent's endpoint (metricsPort), as one of its users asks it. */
final class AgentEndpoint {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> ANY = List.of("0.0.0.0", "::", "*");

    private final URI base;
    private final Optional<String> credentials;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @param credentials {@code name:password} */
    AgentEndpoint(URI base, Optional<String> credentials) {
        this.base = base;
        this.credentials = credentials;
    }

    /** The endpoint that an agent's configuration opens; the first of its users asks. */
    static AgentEndpoint of(Path file, Optional<String> agent) {
        AgentSettings settings = AgentDatabase.settings(file, agent);
        Map<String, String> component = settings.components().values().stream()
                .filter(c -> c.containsKey("metricsPort"))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFIGURATION,
                        file + " opens no endpoint: set metricsPort, and metricsUsers, at its sink and start the agent"
                                + " again."));
        String bind = settings.text(component, "metricsBind")
                .filter(b -> !ANY.contains(b))
                .orElse("127.0.0.1");
        String host = bind.contains(":") ? "[" + bind + "]" : bind;
        String port = settings.text(component, "metricsPort")
                .orElseThrow(
                        () -> new CommandFailure(
                                ExitCode.CONFIGURATION,
                                file + ": metricsPort is " + component.get("metricsPort")
                                        + ", and that variable is set neither here nor for the service. Set it, or give --endpoint."));
        String base = "http://" + host + ":" + port + "/";
        return new AgentEndpoint(
                uri(base, file + " (metricsBind, metricsPort)", ExitCode.CONFIGURATION),
                settings.text(component, "metricsUsers").map(Path::of).map(AgentEndpoint::first));
    }

    /**
     * The address of an endpoint.
     *
     * @param setting where the text stands
     * @param exitCode of a command that is given none
     * @throws CommandFailure with a sentence if it is none
     */
    static URI uri(String text, String setting, int exitCode) {
        try {
            URI uri = new URI(text);
            String path = uri.getPath() == null || uri.getPath().isEmpty() ? "/" : uri.getPath();
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getPort() <= 65_535) {
                return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), path, null, null);
            }
            throw new URISyntaxException(text, "neither http nor https, or no host");
        } catch (URISyntaxException e) {
            throw new CommandFailure(
                    exitCode,
                    setting + ": '" + text + "' is no address of an agent's endpoint, such as http://collector1:9464/.",
                    e);
        }
    }

    /** The first user of a file with a line {@code name:password} for each. */
    static String first(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(line -> line.indexOf(':') > 0 && !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(ExitCode.CONFIGURATION, file + " names no user."));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    file + " (metricsUsers) cannot be read: " + UnreadableFile.reason(e) + ".",
                    e);
        }
    }

    /** The document at a path. */
    Map<String, Object> document(String path) throws InterruptedException {
        String answer = get(path);
        try {
            return JsonTree.object(answer);
        } catch (JsonException e) {
            throw foreign(e);
        }
    }

    /** It answers, and another program than an agent would. */
    CommandFailure foreign(Exception why) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                base + " answers, but not as an agent's endpoint does: another program listens there. Is this its"
                        + " metricsPort?",
                why);
    }

    private String get(String path) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        credentials.ifPresent(words -> request.header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8))));
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() != 200) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        base + " answers with " + answer.statusCode() + ": "
                                + answer.body().strip());
            }
            return answer.body();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    base + " does not answer (" + e + "). Is the agent running, and is this its metricsPort?",
                    e);
        }
    }
}
