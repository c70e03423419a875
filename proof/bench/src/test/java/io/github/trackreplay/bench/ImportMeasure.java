/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an import and {@code LOAD DATA} of the same rows took in one run. The processor time a request is the figure that other
 * work on the machine disturbs least.
 *
 * @param wall of the import's whole process
 * @param jvm processor time of the import's process
 * @param server processor time of the database server meanwhile
 * @param waited requests that the import had to store before it could apply them
 * @param loadWall of {@code LOAD DATA}
 * @param loadServer processor time of the database server meanwhile
 */
record ImportMeasure(
        long requests,
        Duration wall,
        Duration jvm,
        Duration server,
        long waited,
        Duration loadWall,
        Duration loadServer) {

    /** Each figure by its name; times a request in microseconds. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("requests", (double) requests);
        figures.put("requestsPerSecond", requests / seconds(wall));
        figures.put("jvmMicrosPerRequest", micros(jvm));
        figures.put("serverMicrosPerRequest", micros(server));
        figures.put("coresUsed", (seconds(jvm) + seconds(server)) / seconds(wall));
        figures.put("requestsHeldBack", (double) waited);
        figures.put("loadDataRequestsPerSecond", requests / seconds(loadWall));
        figures.put("loadDataServerMicrosPerRequest", micros(loadServer));
        figures.put("ratio", seconds(loadWall) / seconds(wall));
        return figures;
    }

    /** The figures for people. */
    List<String> table() {
        Map<String, Double> f = figures();
        return List.of(
                line(
                        "import",
                        "%,.0f requests/s (%.1f s, with the start of its process)",
                        f.getOrDefault("requestsPerSecond", Double.NaN),
                        seconds(wall)),
                line("JVM", "%.1f µs of processor time a request", f.getOrDefault("jvmMicrosPerRequest", Double.NaN)),
                line(
                        "server",
                        "%.1f µs of processor time a request",
                        f.getOrDefault("serverMicrosPerRequest", Double.NaN)),
                line("cores", "%.2f in use", f.getOrDefault("coresUsed", Double.NaN)),
                line("held back", "%,.0f requests", f.getOrDefault("requestsHeldBack", Double.NaN)),
                line(
                        "LOAD DATA",
                        "%,.0f requests/s (%.1f s; server %.1f µs a request)",
                        f.getOrDefault("loadDataRequestsPerSecond", Double.NaN),
                        seconds(loadWall),
                        f.getOrDefault("loadDataServerMicrosPerRequest", Double.NaN)),
                line("ratio", "%.3f", f.getOrDefault("ratio", Double.NaN)));
    }

    /** The figures for programs: one JSON object in one line. */
    String json() {
        return figures().entrySet().stream()
                .map(figure -> "\"" + figure.getKey() + "\": " + String.format(Locale.ROOT, "%.4f", figure.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private double micros(Duration time) {
        return time.toNanos() / 1e3 / requests;
    }

    private static double seconds(Duration time) {
        return Math.max(1e-3, time.toNanos() / 1e9);
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-10s ", name) + String.format(Locale.ROOT, format, values);
    }
}
