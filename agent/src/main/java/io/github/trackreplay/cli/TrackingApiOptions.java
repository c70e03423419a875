/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.option.Values;
import io.github.trackreplay.sink.TrackingApiSinkOptions;
import io.github.trackreplay.trackingapi.ApiSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether requests go through Matomo's Tracking API, and how; what is not given is as the agent's TrackingApiSink has it. */
final class TrackingApiOptions {
    /** The ledger is locked while these are sent. */
    private static final int BATCH = 4000;

    private static final String TOKEN_VARIABLE = "TRACKREPLAY_TOKEN";

    @Option(
            names = "--tracking-api",
            paramLabel = "URL",
            description =
                    "Send the requests to this Tracking API (https://host/matomo.php) instead of writing Matomo's tables. --url is "
                            + "then the database of our ledger, any that --user may write to. Default with -f: as the agent's "
                            + "TrackingApiSink, if it has one.")
    private Optional<String> endpoint = Optional.empty();

    @Option(
            names = "--token-env",
            paramLabel = "VAR",
            description = "Environment variable that holds the token_auth for --tracking-api, a super user's. Default: "
                    + TOKEN_VARIABLE)
    private Optional<String> tokenVariable = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "File whose first line is that token.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--api-set",
            paramLabel = "NAME=VALUE",
            description = "Any other setting of TrackingApiSink for --tracking-api, such as lanes=8; repeatable.")
    private Map<String, String> others = new HashMap<>();

    /** How Matomo is called; empty: its tables are written. */
    Optional<ApiSettings> settings(DatabaseOptions database) {
        Map<String, String> settings = new HashMap<>(database.trackingApi());
        if (endpoint.isEmpty() && settings.isEmpty()) {
            refuseWithout("--token-env", tokenVariable.isPresent());
            refuseWithout("--token-file", tokenFile.isPresent());
            refuseWithout("--api-set", !others.isEmpty());
            return Optional.empty();
        }
        endpoint.ifPresent(address -> settings.put(TrackingApiSinkOptions.ENDPOINT.name(), address));
        token(settings.containsKey(TrackingApiSinkOptions.TOKEN.name()))
                .ifPresent(token -> settings.put(TrackingApiSinkOptions.TOKEN.name(), token));
        settings.put("url", database.url());
        settings.put("user", database.user());
        settings.putAll(others);
        Values values = TrackingApiSinkOptions.read("", settings);
        if (!values.problems().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "--tracking-api: " + values.explanation());
        }
        return Optional.of(TrackingApiSinkOptions.api(values));
    }

    /** How the agent's TrackingApiSink calls Matomo; empty where it has none. */
    static Optional<ApiSettings> ofAgent(DatabaseOptions database) {
        return database.trackingApi().isEmpty() ? Optional.empty() : new TrackingApiOptions().settings(database);
    }

    private static void refuseWithout(String option, boolean given) {
        if (given) {
            throw new CommandFailure(ExitCode.USAGE, option + " has a meaning with --tracking-api only.");
        }
    }

    private Optional<String> token(boolean configured) {
        if (tokenFile.isPresent()) {
            try (var lines = Files.lines(tokenFile.get())) {
                return lines.findFirst().map(String::strip);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--token-file: " + tokenFile.get() + " cannot be read: " + e.getMessage(), e);
            }
        }
        String variable = tokenVariable.orElse(TOKEN_VARIABLE);
        String value = System.getenv(variable);
        if (value == null && (tokenVariable.isPresent() || !configured)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The token for --tracking-api is missing: set the environment variable " + variable
                            + ", or give --token-env VAR or --token-file FILE.");
        }
        return tokenVariable.isPresent() || !configured ? Optional.of(value) : Optional.empty();
    }

    /** Whether the command line names an API; an agent's file may, too. */
    boolean given() {
        return endpoint.isPresent();
    }

    int batch() {
        return BATCH;
    }
}
