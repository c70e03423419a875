/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.time.Duration;
import java.util.List;

/** The settings that {@link PromptAvroSink} has besides those of Flume's Avro sink. */
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

    public static final Option<String> KEYSTORE = Option.text(
            "keystore",
            "Key store with this frontend's certificate and key, for collectors that want one (clientAuth = required).");

    public static final Option<String> KEYSTORE_PASSWORD =
            Option.text("keystore-password", "Password of the key store.").orElse("");

    public static final Option<String> KEYSTORE_TYPE =
            Option.text("keystore-type", "Type of the key store.").orElse("PKCS12");

    /** Its own settings; Flume's Avro sink has the others. */
    public static final OptionSet OPTIONS = new OptionSet(
            "PromptAvroSink",
            List.of(IDLE_WAIT, REPEAT_TIME, REPEAT_BYTES, KEYSTORE, KEYSTORE_PASSWORD, KEYSTORE_TYPE),
            List.of());

    private PromptAvroSinkOptions() {}
}
