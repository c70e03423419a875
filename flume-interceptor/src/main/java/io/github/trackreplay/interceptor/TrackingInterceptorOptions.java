/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.interceptor;

import io.github.trackreplay.accesslog.LogFormat;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.signature.KeyFile;
import io.github.trackreplay.signature.SigningKeys;
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

    public static final OptionSet OPTIONS =
            new OptionSet("TrackingInterceptor", List.of(FORMAT, COMPRESSION, SIGNING_KEYS), List.of("type"));

    private TrackingInterceptorOptions() {}
}
