/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What so many requests took in one way.
 *
 * @param name of the way, one word
 * @param wall with the start of its process
 * @param jvm processor time of its process
 * @param server processor time of the database server meanwhile
 */
record Cost(String name, long requests, Duration wall, Duration jvm, Duration server) {
    private static final double MICROS = 1e-6;

    double perSecond() {
        return requests / seconds(wall);
    }

    double jvmMicros() {
        return seconds(jvm) / MICROS / requests;
    }

    double serverMicros() {
        return seconds(server) / MICROS / requests;
    }

    double cores() {
        return (seconds(jvm) + seconds(server)) / seconds(wall);
    }

    /** All of them side by side, for people: a table in Markdown. */
    static List<String> table(List<Cost> costs) {
        return Stream.concat(
                        List.of(
                                "| | requests | requests/s | JVM, µs a request | server, µs a request | cores in use |",
                                "|---|---|---|---|---|---|")
                                .stream(),
                        costs.stream().map(Cost::row))
                .toList();
    }

    private String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %.1f | %.1f | %.2f |",
                name,
                requests,
                perSecond(),
                jvmMicros(),
                serverMicros(),
                cores());
    }

    /** Its figures by their names, each begun with its own name. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(name + ".requests", (double) requests);
        figures.put(name + ".requestsPerSecond", perSecond());
        figures.put(name + ".jvmMicrosPerRequest", jvmMicros());
        figures.put(name + ".serverMicrosPerRequest", serverMicros());
        figures.put(name + ".coresUsed", cores());
        return figures;
    }

    /**
     * Prints figures for programs: one JSON object in one line.
     *
     * @param file gets them as well; may be null
     */
    static void print(Map<String, Double> figures, PrintStream out, Path file) throws IOException {
        out.println(json(figures));
        if (file != null) {
            Files.writeString(file, json(figures) + System.lineSeparator());
        }
    }

    private static String json(Map<String, Double> figures) {
        return figures.entrySet().stream()
                .map(figure -> "\"" + figure.getKey() + "\": " + String.format(Locale.ROOT, "%.4f", figure.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static double seconds(Duration time) {
        return Math.max(1e-9, time.toNanos() / 1e9);
    }
}
