/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.StreamName;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.option.Values;
import io.github.trackreplay.pipeline.PipelineSettings;
import io.github.trackreplay.pipeline.PipelineSettings.IdentityChoice;
import io.github.trackreplay.signature.KeyFile;
import io.github.trackreplay.signature.SigningKeys;
import java.time.Duration;
import java.util.List;

/** The settings of {@link TrackingInterceptor}. */
public final class TrackingInterceptorOptions {
    public static final Option<LogFormat> FORMAT = Option.of(
                    "format",
                    "name or format string",
                    "The form of the log's lines. auto picks it by the first lines of each stream and says what it picked. By"
                            + " name: "
                            + String.join(
                                    ", ",
                                    LogFormat.names()
                                            .subList(1, LogFormat.names().size()))
                            + ". Or the server's own string, pasted: Apache's LogFormat, nginx's log_format, the #Fields:"
                            + " line of a W3C log. logstash_json may be followed by the format of the lines within the"
                            + " documents (logstash_json combined).",
                    LogFormat::of)
            .orElse("auto");

    public static final Option<Compression> COMPRESSION = Option.choice(
                    "compression",
                    Compression.class,
                    "Whether the requests of a pack are compressed on their way: gzip makes the channel's files and the"
                            + " network traffic about a tenth, and costs processor time on the frontend.")
            .orElse("none");

    public static final Option<SigningKeys> SIGNING_KEYS = KeyFile.option(
            "signingKeys",
            "File of the keys with which packs are signed, one a line: stream, name of the key, secret in Base64 (openssl rand"
                    + " -base64 32). The first key of a stream signs; * stands for all streams without a line. Collectors with"
                    + " the same setting take nothing else. Put this interceptor last: a later change of a pack breaks the"
                    + " signature.");

    /** What is done with tokens. */
    public enum Tokens {
        /** They stay: the sink needs them. */
        KEEP,
        /** They are replaced. */
        MASK
    }

    public static final Option<Tokens> TOKENS = Option.choice(
                    "tokens",
                    Tokens.class,
                    "Values of token_auth in requests, bodies, the header Authorization and lines that cannot be read: mask puts"
                            + " the word masked in their place. For events that go to other programs only: a MySqlSink needs"
                            + " the tokens, for times and addresses that requests bring.")
            .orElse("keep");

    public static final Option<String> STREAM_HEADER = Option.of(
            "streamHeader",
            "name of a header",
            "Each pack gets its stream's name as this header too. With key, the packs of a stream go to one partition of"
                    + " Kafka's topic (KafkaChannel, KafkaSink), in their order.",
            text -> {
                if (!text.matches("[A-Za-z][A-Za-z0-9_.-]*") || text.startsWith("trackreplay.")) {
                    throw new IllegalArgumentException("must be a header's name, such as key, and none of ours.");
                }
                return text;
            });

    public static final Option<String> STREAM = Option.of(
            "stream",
            "name",
            "Of what other sources bring (Flume's, BeatsSource): the stream of all of it. Without it each event names its own"
                    + " (streamFrom). The source AccessLogSource names its streams itself.",
            text -> {
                StreamName.problem(text).ifPresent(why -> {
                    throw new IllegalArgumentException(why + ".");
                });
                return text;
            });

    public static final Option<List<String>> STREAM_FROM = Option.words(
                    "streamFrom",
                    "Of what other sources bring: names of headers and of fields of a document that name the stream; the first"
                            + " that has a text counts. What names none is set aside (no-stream).")
            .orElse(String.join(" ", PipelineSettings.USUAL_NAMES));

    public static final Option<IdentityChoice> IDENTITY = Option.choice(
                    "identity",
                    IdentityChoice.class,
                    "Of what other sources bring: what tells a request that is sent again from another one. auto takes the best"
                            + " that each line brings: an id in the line, file and offset, position in a topic, content with"
                            + " a random part, nothing. One that is named is asked of every line: what lacks it is set aside"
                            + " (no-identity).")
            .orElse("auto");

    public static final Option<List<String>> PATHS = Option.words(
                    "paths",
                    "Of what other sources bring: paths of tracker calls, any case, as at AccessLogSource, which has a"
                            + " setting of its own.")
            .orElse("/matomo.php /piwik.php");

    public static final Option<Duration> DISORDER = Option.duration(
                    "disorder",
                    "Of what other sources bring: how far event times may run backwards within a stream, at least. Where they"
                            + " are seen to run further, up to 10 minutes, that counts from then on.")
            .orElse("10 s");

    public static final OptionSet OPTIONS = new OptionSet(
            "TrackingInterceptor",
            List.of(
                    FORMAT,
                    COMPRESSION,
                    SIGNING_KEYS,
                    STREAM_HEADER,
                    TOKENS,
                    STREAM,
                    STREAM_FROM,
                    IDENTITY,
                    PATHS,
                    DISORDER),
            List.of("type"));

    static PipelineSettings pipelines(Values values, String host) {
        return new PipelineSettings(
                values.find(STREAM),
                values.get(STREAM_FROM),
                values.get(IDENTITY),
                String.join(" ", values.get(PATHS)),
                values.get(DISORDER),
                host);
    }

    private TrackingInterceptorOptions() {}
}
