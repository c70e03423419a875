/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.OptionSet;
import java.time.Duration;
import java.util.List;

/** The settings that {@link CollectorSource} has besides those of Flume's Avro source. */
public final class CollectorSourceOptions {
    /** How long the sink may have tried in vain. */
    public static final Option<Duration> REFUSE_AFTER = Option.duration(
                    "refuseAfter",
                    "When the sink behind this source's channel has been trying in vain to reach the database for this long,"
                            + " the source refuses what frontends send, and they use another collector. What no other one"
                            + " takes is taken all the same. Keep it below the frontends' repeatTime: then the other one"
                            + " also gets what was taken meanwhile. 0 s: it never refuses.")
            .orElse("10 s");

    /** Its own settings; Flume's Avro source has the others. */
    public static final OptionSet OPTIONS = new OptionSet("CollectorSource", List.of(REFUSE_AFTER), List.of());

    private CollectorSourceOptions() {}
}
