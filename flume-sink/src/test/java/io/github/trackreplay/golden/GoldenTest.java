/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.trackreplay.database.EmbeddedMySql;
import io.github.trackreplay.mysql.ledger.MySqlOrSkip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same requests give the rows that Matomo's own tracker wrote. Without the definition files of that Matomo (no part of
 * the project; {@code ../shared/matomo-home} or {@code -Dtrackreplay.matomoHome}) the columns that depend on them are left
 * out of the comparison, and the test says so.
 */
class GoldenTest {
    private static final Map<String, List<String>> IN_ONE_BATCH = new HashMap<>();

    static Stream<GoldenFolder> folders() {
        String more = System.getProperty("golden", "");
        return Stream.concat(
                        Stream.concat(GoldenFolder.all().stream(), GoldenFolder.cases().stream()),
                        Stream.of(more.split(","))
                                .filter(directory -> !directory.isEmpty())
                                .map(directory -> GoldenFolder.at(Path.of(directory))))
                .filter(folder -> folder.name().matches(System.getProperty("golden.only", ".*")));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void rowsAreThoseOfMatomosOwnTracker(GoldenFolder folder) throws SQLException, IOException {
        boolean needsDefinitions =
                GoldenFolder.cases().stream().anyMatch(needing -> needing.name().equals(folder.name()));
        assumeThat(complete() || !needsDefinitions)
                .as(
                        "case %s skipped: its rows are named by the definition files of the Matomo that wrote them, which are not"
                                + " here (-Dtrackreplay.matomoHome=DIRECTORY)",
                        folder)
                .isTrue();
        try (GoldenReplay replay = new GoldenReplay(folder)) {
            replay.run(1000);

            Comparison comparison = comparison(replay);
            report(folder, "MariaDB", comparison);
            assertThat(comparison.same())
                    .as(String.join(
                            "\n", comparison.differences().stream().limit(5).toList()))
                    .isTrue();
        }
    }

    static Stream<Arguments> groups() {
        return Stream.of(1, 7, 20_000)
                .flatMap(size -> GoldenFolder.all().stream()
                        .filter(folder -> folder.name().matches(System.getProperty("golden.only", ".*")))
                        .map(folder -> Arguments.of(folder, size)));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void rowsAreMatomosHoweverManyRequestsAreAppliedTogether(GoldenFolder folder, int size)
            throws SQLException, IOException {
        try (GoldenReplay replay = new GoldenReplay(folder)) {
            replay.run(size);

            Comparison comparison = comparison(replay);
            report(folder, "MariaDB, groups of " + size, comparison);
            assertThat(comparison.same())
                    .as(String.join(
                            "\n", comparison.differences().stream().limit(5).toList()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"mixed, 1, 1", "deep, 7, 1000", "settings, 7, 3", "geo, 13, 1000", "summertime, 1, 1000"})
    void howRequestsAreCutIntoBatchesDoesNotMatter(String folder, int batch, int part) throws SQLException {
        assertThat(rows(folder, batch, part)).isEqualTo(inOneBatch(folder));
    }

    @ParameterizedTest
    @CsvSource({"mixed, 1", "deep, 2", "settings, 13", "summertime, 5"})
    void howABatchIsCutIntoPartsThatAreWrittenWhileItIsDecidedDoesNotMatter(String folder, int part)
            throws SQLException {
        assertThat(rows(folder, 100_000, part)).isEqualTo(inOneBatch(folder));
    }

    private static List<String> inOneBatch(String name) throws SQLException {
        List<String> rows = IN_ONE_BATCH.get(name);
        if (rows == null) {
            rows = rows(name, 100_000, 100_000);
            IN_ONE_BATCH.put(name, rows);
        }
        return rows;
    }

    private static List<String> rows(String name, int batch, int part) throws SQLException {
        try (GoldenReplay replay = new GoldenReplay(folder(name), part)) {
            replay.run(batch);
            return replay.rows().stream()
                    .map(row -> PythonJson.line(row, false))
                    .toList();
        }
    }

    private static GoldenFolder folder(String name) {
        return GoldenFolder.all().stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void mySqlGetsTheSameRowsAsMariaDb() throws SQLException, IOException {
        try (EmbeddedMySql server = MySqlOrSkip.start()) {
            for (GoldenFolder folder : GoldenFolder.all()) {
                try (GoldenReplay replay = new GoldenReplay(folder, server)) {
                    replay.run(500);
                    Comparison comparison = comparison(replay);
                    report(folder, "MySQL 8.0", comparison);
                    assertThat(comparison.same())
                            .as(String.join(
                                    "\n",
                                    comparison.differences().stream().limit(5).toList()))
                            .isTrue();
                }
            }
        }
    }

    private static boolean complete() {
        return GoldenHome.definitions().isPresent();
    }

    private static Comparison comparison(GoldenReplay replay) throws SQLException {
        return new Comparison(replay.expected(), replay.rows(), GoldenHome.incomparable());
    }

    private static void report(GoldenFolder folder, String on, Comparison comparison) throws IOException {
        String score = folder + " (" + on + "): " + comparison.identical() + " of " + comparison.all()
                + " visits identical"
                + (complete()
                        ? ""
                        : " without the recorded Matomo's definitions: device and referrer columns and config_id left out");
        System.out.println(score);
        String file = System.getProperty("golden.differences", "");
        if (!file.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("=== " + score, "columns: " + comparison.columns()));
            lines.addAll(comparison.differences());
            Files.write(Path.of(file + "." + folder), lines);
        }
    }
}
