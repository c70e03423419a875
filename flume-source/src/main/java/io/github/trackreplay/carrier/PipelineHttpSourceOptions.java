/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The settings of {@link PipelineHttpSource}. */
public final class PipelineHttpSourceOptions {
    public static final Option<Integer> PORT = Option.number(
                    "port", 0, 65_535, "Port to listen on; 0: any that is free.")
            .orElse("5045");

    public static final Option<String> TOKEN = Option.key(
            "token",
            "What clients must send as Authorization: Bearer; others are answered 401. Without it everybody who reaches the port may"
                    + " send requests.");

    public static final Option<Long> MAX_BYTES = Option.bytes(
                    "maxBytes", "Most bytes of a request's body, uncompressed; a larger one is answered 413.")
            .orElse("8 MiB");

    public static final Option<Integer> MAX_DOCUMENTS = Option.number(
                    "maxDocuments",
                    1,
                    1_000_000,
                    "Most lines and documents of a request; one with more is answered 413.")
            .orElse("50000");

    public static final Option<Integer> MAX_CONNECTIONS = Option.number(
                    "maxConnections", 1, 10_000, "Most connections at a time; further ones wait.")
            .orElse("200");

    public static final Option<Duration> IDLE_TIMEOUT = Option.duration(
                    "idleTimeout",
                    "A connection on which nothing comes for so long is closed. Of a request's body a kilobyte a second must come,"
                            + " and its header must be whole 30 s after its first byte, or after idleTimeout if that is less; a new"
                            + " connection's first one, after it has been opened.")
            .orElse("60 s");

    public static final OptionSet OPTIONS = new OptionSet(
            "PipelineHttpSource",
            List.of(
                    BeatsSourceOptions.BIND,
                    PORT,
                    TOKEN,
                    MAX_BYTES,
                    MAX_DOCUMENTS,
                    MAX_CONNECTIONS,
                    BeatsSourceOptions.RESERVE,
                    IDLE_TIMEOUT,
                    BeatsSourceOptions.SSL,
                    BeatsSourceOptions.KEYSTORE,
                    BeatsSourceOptions.KEYSTORE_PASSWORD,
                    BeatsSourceOptions.KEYSTORE_TYPE,
                    BeatsSourceOptions.CLIENT_AUTH,
                    BeatsSourceOptions.TRUSTSTORE,
                    BeatsSourceOptions.TRUSTSTORE_PASSWORD,
                    BeatsSourceOptions.TRUSTSTORE_TYPE),
            List.of("type", "channels", "selector.", "interceptors", "interceptors."));

    private PipelineHttpSourceOptions() {}

    /** Reads and checks settings, those that depend on each other included. */
    public static Values read(String prefix, Map<String, String> settings) {
        return BeatsSourceOptions.checked(OPTIONS.read(prefix, settings));
    }
}
