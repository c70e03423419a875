/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.option.Values;
import io.github.trackreplay.sink.TrackingApiSinkOptions;
import io.github.trackreplay.trackingapi.ApiSettings;
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

    /** Read once: a token's file may be a pipe. */
    private Optional<ApiSettings> read = Optional.empty();

    private boolean isRead;

    /** How Matomo is called; empty: its tables are written. */
    Optional<ApiSettings> settings(DatabaseOptions database) {
        read = isRead ? read : read(database);
        isRead = true;
        return read;
    }

    private Optional<ApiSettings> read(DatabaseOptions database) {
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
            return Optional.of(SecretFile.firstLine("--token-file", "token", tokenFile.get())
                            .strip())
                    .filter(token -> !token.isEmpty());
        }
        String variable = tokenVariable.orElse(TOKEN_VARIABLE);
        if (tokenVariable.isEmpty() && configured) {
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "The token for --tracking-api is missing: set the environment variable " + variable
                                + ", or give --token-env VAR or --token-file FILE.")));
    }

    /** How many requests a transaction sends where nobody says it. */
    int batch() {
        return BATCH;
    }
}
