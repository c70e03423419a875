/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.option.Values;
import java.util.List;
import java.util.Optional;

/** The settings of the endpoint, which sources and sinks have alike: there is one endpoint a process. */
public final class MetricsOptions {
    public static final Option<Integer> PORT = Option.number(
            "metricsPort",
            1,
            65_535,
            "Opens an HTTP endpoint of the whole process with a page to look at (/), /metrics (OpenMetrics), /health/live and"
                    + " /health/ready."
                    + " Name it at one component of an agent, or at all with the same values.");

    public static final Option<String> BIND = Option.text(
                    "metricsBind",
                    "The address that the endpoint listens on. Beyond this machine it should ask for passwords"
                            + " (metricsUsers) or be closed by a firewall.")
            .orElse("127.0.0.1");

    public static final Option<MetricsUsers> USERS = Option.of(
            "metricsUsers",
            "file",
            "Who may look: a file with a line name:password for each, mode 640. Without it everybody who reaches the port."
                    + " /health answers everybody, but tells strangers no reasons. What visitors sent is shown to these users"
                    + " only.",
            MetricsUsers::read);

    /** All of them. */
    public static final List<Option<?>> ALL = List.of(PORT, BIND, USERS);

    private MetricsOptions() {}

    /** What a component's settings ask for. */
    public static Optional<MetricsEndpoint.Settings> of(Values values) {
        return values.find(PORT).map(port -> new MetricsEndpoint.Settings(values.get(BIND), port, values.find(USERS)));
    }
}
