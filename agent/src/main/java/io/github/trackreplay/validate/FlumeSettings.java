/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settings of the Flume components that our agents use, as Flume 1.11 reads them. Flume ignores a setting that it does not
 * know, so a misspelt {@code transactionCapacity} would go unnoticed.
 */
public final class FlumeSettings {
    private static final int MOST = Integer.MAX_VALUE;

    /** What an event takes at most, with its headers. */
    private static final long LEAST_FILE = TrackingEventCodec.MOST_BYTES + (1L << 20);

    private static final List<Option<?>> TLS = List.of(
            Option.flag("ssl", "Use TLS.").orElse("false"),
            Option.text("exclude-protocols", "TLS versions to refuse.").orElse("SSLv3"),
            Option.text("include-protocols", "TLS versions to allow; all that Java allows when not set."),
            Option.text("exclude-cipher-suites", "Cipher suites to refuse."),
            Option.text("include-cipher-suites", "Cipher suites to allow."));

    public static final OptionSet FILE_CHANNEL = new OptionSet(
            "Flume's file channel",
            List.of(
                    Option.path("checkpointDir", "Directory of the checkpoint. Two channels never share one.")
                            .orElse("~/.flume/file-channel/checkpoint"),
                    Option.text("dataDirs", "Directories of the events, separated by commas.")
                            .orElse("~/.flume/file-channel/data"),
                    Option.number("capacity", 1, MOST, "Most events in the channel.")
                            .orElse("1000000"),
                    Option.number("transactionCapacity", 1, MOST, "Most events in a transaction.")
                            .orElse("10000"),
                    Option.number("keep-alive", 0, MOST, "Seconds to wait for space in a full channel.")
                            .orElse("3"),
                    Option.text("minimumRequiredSpace", "Free bytes below which the channel neither takes nor gives.")
                            .orElse("524288000"),
                    Option.of(
                                    "maxFileSize",
                                    "number of at least " + LEAST_FILE,
                                    "Bytes of one data file; more than any event takes.",
                                    FlumeSettings::fileSize)
                            .orElse("2146435071"),
                    Option.number("checkpointInterval", 1, MOST, "Milliseconds between checkpoints.")
                            .orElse("30000"),
                    Option.flag("useDualCheckpoints", "Keep a second checkpoint.")
                            .orElse("false"),
                    Option.path("backupCheckpointDir", "Directory of the second checkpoint."),
                    Option.flag("compressBackupCheckpoint", "Compress the second checkpoint.")
                            .orElse("false"),
                    Option.flag("checkpointOnClose", "Write a checkpoint when the agent stops.")
                            .orElse("true"),
                    Option.flag("use-fast-replay", "Replay without a queue.").orElse("false"),
                    Option.flag("use-log-replay-v1", "Replay as Flume 1.2 did.").orElse("false"),
                    Option.flag(
                                    "fsyncPerTransaction",
                                    "Bring every transaction to the disk. Never switch it off: "
                                            + "a crash would lose events.")
                            .orElse("true"),
                    Option.number("fsyncInterval", 1, MOST, "Seconds between fsyncs without fsyncPerTransaction.")
                            .orElse("5")),
            List.of("type", "encryption."));

    public static final OptionSet MEMORY_CHANNEL = new OptionSet(
            "Flume's memory channel",
            List.of(
                    Option.number("capacity", 1, MOST, "Most events in the channel.")
                            .orElse("100"),
                    Option.number("transactionCapacity", 1, MOST, "Most events in a transaction.")
                            .orElse("100"),
                    Option.number("keep-alive", 0, MOST, "Seconds to wait for space in a full channel.")
                            .orElse("3"),
                    Option.number("byteCapacityBufferPercentage", 0, 100, "Share of the bytes kept for headers.")
                            .orElse("20"),
                    Option.text("byteCapacity", "Most bytes of bodies in the channel.")),
            List.of("type"));

    public static final OptionSet AVRO_SOURCE = new OptionSet(
            "Flume's Avro source",
            with(
                    TLS,
                    Option.text("bind", "Address to listen on.").mandatory(),
                    Option.number("port", 1, 65535, "Port to listen on.").mandatory(),
                    Option.number("threads", 1, MOST, "Most worker threads."),
                    Option.text("compression-type", "none or deflate, as the senders have it.")
                            .orElse("none"),
                    Option.path("keystore", "Key store with the server's certificate."),
                    Option.text("keystore-password", "Password of the key store."),
                    Option.text("keystore-type", "Type of the key store.").orElse("JKS"),
                    Option.flag("ipFilter", "Whether ipFilterRules count.").orElse("false"),
                    Option.text("ipFilterRules", "Who may connect: allow:ip:10.*,deny:ip:*.")),
            List.of("type", "channels", "selector.", "interceptors", "interceptors.", "enable-client-auth"));

    public static final OptionSet AVRO_SINK = new OptionSet(
            "Flume's Avro sink",
            with(
                    TLS,
                    Option.text("hostname", "Name or address of the collector.").mandatory(),
                    Option.number("port", 1, 65535, "Port of the collector.").mandatory(),
                    Option.number("batch-size", 1, MOST, "Most events in a call.")
                            .orElse("100"),
                    Option.number("connect-timeout", 1, MOST, "Milliseconds to connect.")
                            .orElse("20000"),
                    Option.number("request-timeout", 1, MOST, "Milliseconds for a call.")
                            .orElse("20000"),
                    Option.number("reset-connection-interval", 0, MOST, "Seconds after which to connect anew; 0 never.")
                            .orElse("0"),
                    Option.text("compression-type", "none or deflate, as the collector has it.")
                            .orElse("none"),
                    Option.number("compression-level", 1, 9, "Level of deflate.")
                            .orElse("6"),
                    Option.flag("trust-all-certs", "Trust any certificate. Never in production.")
                            .orElse("false"),
                    Option.path(
                            "truststore",
                            "Trust store with the collector's certificate, believed under any name, or with the authority that made it out to hostname."),
                    Option.text("truststore-password", "Password of the trust store."),
                    Option.text("truststore-type", "Type of the trust store.").orElse("JKS"),
                    Option.number("maxIoWorkers", 1, MOST, "Most I/O threads.")),
            List.of("type", "channel", "client.type"));

    private static final Map<String, OptionSet> BY_CLASS = Map.of(
            "org.apache.flume.channel.file.FileChannel", FILE_CHANNEL,
            "org.apache.flume.channel.MemoryChannel", MEMORY_CHANNEL,
            "org.apache.flume.source.AvroSource", AVRO_SOURCE,
            "org.apache.flume.sink.AvroSink", AVRO_SINK);

    private FlumeSettings() {}

    /** Flume never puts an event into a file that is too small for it, and so tries for good. */
    private static long fileSize(String text) {
        if (text.matches("\\d{1,18}") && Long.parseLong(text) >= LEAST_FILE) {
            return Long.parseLong(text);
        }
        throw new IllegalArgumentException("must be a number of bytes, " + LEAST_FILE
                + " or more: the channel refuses an event that does not fit into one file, each time it is offered again, so that"
                + " nothing behind it would get in. Leave it out, which means 2146435071.");
    }

    /** The settings of one of Flume's own classes, if they are known here. */
    static Optional<OptionSet> of(String className) {
        return Optional.ofNullable(BY_CLASS.get(className));
    }

    private static List<Option<?>> with(List<Option<?>> shared, Option<?>... own) {
        return new ArrayList<>(Stream.concat(Stream.of(own), shared.stream()).toList());
    }
}
