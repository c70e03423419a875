/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings of {@link PromptAvroSink}: its own, and the names of those that it passes on to Flume's Avro sink. */
public final class PromptAvroSinkOptions {
    /** How long to wait before looking into an empty channel again. */
    public static final Option<Duration> IDLE_WAIT = Option.duration(
                    "idleWait",
                    "How long the sink waits before it looks again into a channel that was empty: what the hop adds to the "
                            + "way of a request on a quiet site, half of it on average.")
            .orElse("20 ms");

    /** For how long what a collector confirmed is remembered. */
    public static final Option<Duration> REPEAT_TIME = Option.duration(
                    "repeatTime",
                    "In a group with CollectorFailover: what a collector confirmed within this time before it failed is sent"
                            + " to the other one too, because it may lie in the dead one's channel and the order of all"
                            + " requests would wait for it. It counts once.")
            .orElse("30 s");

    /** How much of it. */
    public static final Option<Long> REPEAT_BYTES = Option.bytes(
                    "repeatBytes", "How much memory that may take for each collector; the oldest is forgotten first.")
            .orElse("4 MiB");

    private static final List<Option<?>> OWN_OPTIONS = List.of(IDLE_WAIT, REPEAT_TIME, REPEAT_BYTES);

    static final OptionSet OWN = new OptionSet("PromptAvroSink", OWN_OPTIONS, List.of());

    /** All settings. What Flume's Avro sink understands is documented there. */
    public static final OptionSet OPTIONS = new OptionSet(
            "PromptAvroSink",
            OWN_OPTIONS,
            List.of(
                    "type",
                    "channel",
                    "hostname",
                    "port",
                    "batch-size",
                    "connect-timeout",
                    "request-timeout",
                    "reset-connection-interval",
                    "compression-type",
                    "compression-level",
                    "ssl",
                    "trust-all-certs",
                    "truststore",
                    "truststore-password",
                    "truststore-type",
                    "include-protocols",
                    "exclude-protocols",
                    "include-cipher-suites",
                    "exclude-cipher-suites",
                    "keystore",
                    "keystore-password",
                    "keystore-type",
                    "maxIoWorkers"));

    private PromptAvroSinkOptions() {}

    /** Only the settings that Flume's Avro sink does not know. */
    static Map<String, String> own(Map<String, String> settings) {
        return settings.entrySet().stream()
                .filter(setting ->
                        OWN_OPTIONS.stream().anyMatch(option -> option.name().equals(setting.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
