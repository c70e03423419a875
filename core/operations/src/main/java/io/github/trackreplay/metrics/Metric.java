/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import java.util.List;

/**
 * A metric's declaration, from which its documentation is made too.
 *
 * @param name without the suffix that its kind adds ({@code _total}, {@code _info})
 * @param kind what its values mean
 * @param unit base unit, which the name ends with; empty for a plain number
 * @param labels names of its labels
 * @param doc what it says, one sentence
 */
public record Metric(String name, Kind kind, String unit, List<String> labels, String doc) {
    public Metric {
        labels = List.copyOf(labels);
        if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
            throw new IllegalArgumentException(name + " must end with its unit " + unit);
        }
    }

    /** Kinds of metrics, as in OpenMetrics. */
    public enum Kind {
        /** Only grows, from 0 at the start of the process. */
        COUNTER("_total"),
        GAUGE(""),
        HISTOGRAM(""),
        /** Says something by its labels; its value is 1. */
        INFO("_info");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    /** The name under which it is scraped. */
    public String exposed() {
        return name + kind.suffix;
    }
}
