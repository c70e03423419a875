/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source;

import io.github.trackreplay.metrics.AgentMetrics;
import io.github.trackreplay.metrics.Reporter;
import io.github.trackreplay.metrics.Samples;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a source measures. Thread-safe.
 *
 * @param stream the setting, which may be a pattern that stands for several
 * @param refused whether the channel took nothing the last time
 */
record SourceFigures(String source, String stream, AccessLogSourceCounter counter, BooleanSupplier refused)
        implements Reporter {
    @Override
    public void report(Samples samples) {
        samples.add(AgentMetrics.READ_BYTES, counter.getBytesRead(), stream);
        samples.add(AgentMetrics.READ_LINES, counter.getLinesRead(), stream);
        samples.add(AgentMetrics.CANDIDATE_LINES, counter.getCandidateLines(), stream);
        samples.add(AgentMetrics.SKIPPED_BYTES, counter.getBytesSkipped(), stream);
        samples.add(AgentMetrics.BEFORE_START_BYTES, counter.getBytesBeforeStart(), stream);
        samples.add(AgentMetrics.READ_LOST_BYTES, counter.getBytesLost(), stream);
        samples.add(AgentMetrics.POSSIBLE_LOSSES, counter.getPossibleLosses(), stream);
        samples.add(AgentMetrics.LAG_BYTES, counter.getLagBytes(), stream);
    }

    @Override
    public Optional<String> trouble() {
        return refused.getAsBoolean()
                ? Optional.of("The channel of source " + source + " takes no events, so reading waits.")
                : Optional.empty();
    }
}
