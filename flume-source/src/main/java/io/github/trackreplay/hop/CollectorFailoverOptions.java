/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.time.Duration;
import java.util.List;

/** Settings of {@link CollectorFailover}. */
public final class CollectorFailoverOptions {
    /** Starts the settings that give a sink's rank. */
    static final String PRIORITY = "priority.";

    /** How long a dead collector is left alone at most. */
    public static final Option<Duration> RETRY_AT_MOST = Option.duration(
                    "retryAtMost",
                    "How long a collector that failed is left alone while another one works: 1 s, then twice as long after"
                            + " each further failure, up to this. While none works, all are tried every second.")
            .orElse("15 s");

    /** All settings. {@code priority.SINK} says which sink comes first: the one with the greatest number. */
    public static final OptionSet OPTIONS =
            new OptionSet("CollectorFailover", List.of(RETRY_AT_MOST), List.of("type", PRIORITY));

    private CollectorFailoverOptions() {}
}
