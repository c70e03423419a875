/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.golden.Canon;
import io.github.trackreplay.golden.Comparison;
import io.github.trackreplay.golden.GoldenFolder;
import io.github.trackreplay.golden.GoldenHome;
import io.github.trackreplay.golden.ProvenStreams;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.status.ReadStatus;
import io.github.trackreplay.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A way by which a golden case's lines reach Matomo's tables: a configuration of {@code conf-examples/pipelines} and its database. */
final class GoldenWay implements AutoCloseable {
    private static final String PREFIX = "matomo_";

    private final String name;
    private final GoldenFolder folder;
    private final TestDatabase database;
    private final DemoSite site;
    private final Path directory;
    private final PipelineExample example;
    private final Map<String, List<Line>> lines = new LinkedHashMap<>();

    /**
     * A line of a log.
     *
     * @param offset where it begins, in bytes
     */
    record Line(String text, long offset) {}

    /**
     * @param name of its channel and sink, and of its directory
     * @param file the example
     */
    GoldenWay(String name, String file, Path parent, GoldenFolder folder) throws IOException {
        this.name = name;
        this.folder = folder;
        database = TestDatabase.create();
        database.load(folder.before());
        site = new DemoSite(database.url(), database.user(), database.password());
        directory = Files.createDirectories(parent.resolve(name));
        example = new PipelineExample(file, directory, site)
                .set(
                        "matomo.sinks.tables.streams",
                        String.join(" ", folder.frontends().keySet()))
                .line("matomo.sinks.tables.matomoHome = " + GoldenHome.of(folder))
                .line("matomo.sinks.tables.pipelineIdle = 10 s");
        folder.frontends().forEach((stream, log) -> lines.put(stream, lines(log)));
    }

    private static List<Line> lines(byte[] log) {
        List<Line> lines = new ArrayList<>();
        long offset = 0;
        for (String line : new String(log, ISO_8859_1).split("\n")) {
            lines.add(new Line(new String(line.getBytes(ISO_8859_1), UTF_8), offset));
            offset += line.length() + 1;
        }
        return lines;
    }

    PipelineExample example() {
        return example;
    }

    DemoSite site() {
        return site;
    }

    Path directory() {
        return directory;
    }

    /** By stream. */
    Map<String, List<Line>> lines() {
        return lines;
    }

    /** How many tracking requests its logs hold. */
    long requests() {
        return folder.requests().size();
    }

    /** How many requests have been taken, those not counted that had been taken before. */
    long taken() throws SQLException {
        return site.number(
                "SELECT COALESCE(SUM(requests), 0) FROM matomo_trackreplay_counter WHERE outcome <> 'duplicate'");
    }

    /** Whether everything has been applied. */
    boolean settled() throws SQLException {
        return status().heldRequests() == 0 && taken() >= requests();
    }

    private Status status() throws SQLException {
        try (Connection connection = database.connect()) {
            return new ReadStatus(new LedgerTables(PREFIX)).run(connection);
        }
    }

    /** The rows that Matomo wrote, nothing late, rejected or twice. */
    void assertIdentical() throws SQLException {
        List<JsonObject> expected = folder.expected().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        try (Connection connection = database.connect()) {
            Comparison comparison =
                    new Comparison(expected, Canon.of(connection, PREFIX, folder.logs()), GoldenHome.incomparable());
            System.out.printf(
                    "%s by %s: %d of %d visits identical, %d requests taken, %d again%n",
                    folder, name, comparison.identical(), comparison.all(), taken(), again());
            assertThat(comparison.same())
                    .as(name + "\n"
                            + String.join(
                                    "\n",
                                    comparison.differences().stream().limit(5).toList()))
                    .isTrue();
        }
        assertThat(taken()).as(name).isEqualTo(requests());
        assertThat(site.number("SELECT SUM(late) FROM matomo_trackreplay_stream"))
                .as(name)
                .isZero();
        assertThat(site.number("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE form <> 'request'"))
                .as(name)
                .isZero();
    }

    /** How many of its streams are proven to be complete. */
    long proven() throws SQLException {
        try (Connection connection = database.connect()) {
            return ProvenStreams.of(connection, new LedgerTables(PREFIX));
        }
    }

    /** How many requests came that had been taken before. */
    long again() throws SQLException {
        return site.number(
                "SELECT COALESCE(SUM(requests), 0) FROM matomo_trackreplay_counter WHERE outcome = 'duplicate'");
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        database.close();
    }
}
