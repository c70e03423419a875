/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.sink.PluginRequestOptions;
import io.github.trackreplay.sink.TrackingApiSinkOptions;
import io.github.trackreplay.validate.AgentSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The database that an agent's configuration names: the settings of its MySqlSink, or of its TrackingApiSink's ledger.
 *
 * @param trackingApi settings of a TrackingApiSink; empty where the sink is a MySqlSink
 * @param handsOn whether that MySqlSink hands requests for plugins to a Tracking API
 * @param password empty also where the variable that holds it is not known here
 */
record AgentDatabase(
        Optional<String> url,
        Optional<String> user,
        Optional<String> password,
        Optional<String> tablePrefix,
        Optional<Path> matomoHome,
        Map<String, String> trackingApi,
        boolean handsOn) {
    /** No configuration was given. */
    static final AgentDatabase NONE = new AgentDatabase(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), false);

    AgentDatabase {
        trackingApi = Map.copyOf(trackingApi);
    }

    /** Reads it; several sinks of one agent use the same database as a rule, so the first one is taken. */
    static AgentDatabase of(Path file, Optional<String> agent) {
        AgentSettings settings = settings(file, agent);
        Map<String, String> sink = sink(settings)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFIGURATION,
                        file
                                + " has no MySqlSink and no TrackingApiSink, as a frontend's has none, so it does not say which database. Give the"
                                + " collector's file, or --url and --user."));
        return new AgentDatabase(
                settings.text(sink, "url"),
                settings.text(sink, "user"),
                sink.containsKey("password") ? settings.text(sink, "password") : Optional.of(""),
                settings.text(sink, "tablePrefix"),
                settings.text(sink, "matomoHome")
                        .filter(text -> !text.isEmpty())
                        .map(Path::of),
                trackingApi(settings, sink),
                sink.containsKey(PluginRequestOptions.PLUGIN_REQUESTS.name()));
    }

    /** The first sink that replays. */
    static Optional<Map<String, String>> sink(AgentSettings settings) {
        return Stream.of("MySqlSink", "TrackingApiSink")
                .flatMap(type -> settings.components(type).values().stream())
                .findFirst();
    }

    private static Map<String, String> trackingApi(AgentSettings settings, Map<String, String> sink) {
        Map<String, String> api = new HashMap<>();
        if (sink.containsKey(TrackingApiSinkOptions.ENDPOINT.name())) {
            TrackingApiSinkOptions.OPTIONS
                    .options()
                    .forEach(option ->
                            settings.text(sink, option.name()).ifPresent(text -> api.put(option.name(), text)));
        }
        return api;
    }

    /** An agent's settings, or a failure that says what is wrong with them. */
    static AgentSettings settings(Path file, Optional<String> agent) {
        try {
            return AgentSettings.read(file, agent);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.saying(ExitCode.CONFIGURATION, e);
        }
    }
}
