/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.carrier;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.util.List;

/** The settings of {@link PipelineHandler}; at Flume's http source each stands behind {@code handler.}. */
public final class PipelineHandlerOptions {
    public static final Option<Long> MAX_BYTES = Option.bytes(
                    "maxBytes", "Most bytes of a request's body, uncompressed; a larger one is refused with 400.")
            .orElse("8 MiB");

    public static final Option<Integer> MAX_DOCUMENTS = Option.number(
                    "maxDocuments",
                    1,
                    1_000_000,
                    "Most lines and documents of a request; one with more is refused with 400.")
            .orElse("50000");

    public static final Option<String> TOKEN = Option.key(
            "token",
            "What clients must send as Authorization: Bearer. Without it everybody who reaches the port may send requests.");

    public static final OptionSet OPTIONS =
            new OptionSet("PipelineHandler", List.of(MAX_BYTES, MAX_DOCUMENTS, TOKEN), List.of());

    private PipelineHandlerOptions() {}
}
