/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Matomo's tables have already, however it came there, is not counted again unless that is asked for. */
class ImportRecordedTest {
    private static final int CALLS = 500;

    @TempDir
    Path directory;

    private ImportFixture fixture;
    private final List<String> calls = ImportFixture.calls(0, CALLS, 20);

    @BeforeEach
    void load() throws IOException {
        fixture = new ImportFixture();
    }

    @AfterEach
    void drop() {
        fixture.close();
    }

    private Path log(String name, List<String> lines) throws IOException {
        return Files.write(directory.resolve(name), lines);
    }

    private ImportFixture.Answer run(Path log, String... options) {
        List<String> all = new ArrayList<>(List.of("--stream", "web1=" + log));
        all.addAll(List.of(options));
        return fixture.run(all.toArray(String[]::new));
    }

    private void recorded(List<String> lines) throws Exception {
        assertThat(run(log("live.log", lines)).exitCode()).isZero();
        forget();
    }

    /** As if Matomo had recorded by itself what is there. */
    private void forget() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = fixture.database().connect();
                Statement statement = connection.createStatement()) {
            try (var rows = statement.executeQuery("SHOW TABLES LIKE 'matomo\\_trackreplay\\_%'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("DROP TABLE " + table);
            }
        }
    }

    @Test
    void aLogAndWhatWasCutOutOfItAreNotImportedTogether() throws Exception {
        Path all = log("access.log", calls);
        Path cut = log("access.log.part", calls.subList(100, 200));
        String[] both = {"--stream", "web1=" + all, "--stream", "web1=" + cut};

        ImportFixture.Answer refused = fixture.run(both);

        assertThat(refused.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(refused.text()).contains("access.log.part", "would count twice", "Leave one of them out");
        assertThat(fixture.pageViews()).isZero();
        assertThat(run(all).exitCode()).isZero();
        assertThat(run(cut, "--already-recorded=skip", "--late=apply").exitCode())
                .isZero();
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void theHalfThatIsRecordedIsNamedByHourAndCanBeSkipped() throws Exception {
        recorded(calls.subList(0, 250));
        Path all = log("all.log", calls);

        ImportFixture.Answer refused = run(all);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NO);
        assertThat(refused.text())
                .contains("250 of 500 new requests are in Matomo's tables already")
                .contains("  2026-03-04T08:00:00Z to 2026-03-04T09:00:00Z: 250 of 500")
                .contains("--already-recorded=skip");
        assertThat(fixture.pageViews()).isEqualTo(250);

        ImportFixture.Answer skipped = run(all, "--already-recorded=skip");
        assertThat(skipped.exitCode()).as(skipped.text()).isZero();
        assertThat(skipped.text()).contains("already-recorded 250");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
        assertThat(fixture.visits()).isEqualTo(20);
    }

    @Test
    void matomosTimesMayBeSecondsBeforeTheLogs() throws Exception {
        recorded(calls);
        try (Connection connection = fixture.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE matomo_log_link_visit_action SET server_time = server_time - INTERVAL 3 SECOND");
        }

        assertThat(run(log("all.log", calls), "--already-recorded=skip").text()).contains("already-recorded 500");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void ofTwoThatAreTheSameOneIsNewWhereOneIsRecorded() throws Exception {
        recorded(calls.subList(0, 10));
        List<String> twice = new ArrayList<>();
        calls.subList(0, 10).forEach(call -> twice.addAll(List.of(call, call)));

        ImportFixture.Answer answer = run(log("twice.log", twice), "--already-recorded=skip");

        assertThat(answer.text()).contains("already-recorded 10");
        assertThat(fixture.pageViews()).isEqualTo(20);
    }

    @Test
    void joinedAndCutLogsAddNothing() throws Exception {
        assertThat(run(log("a.log", calls.subList(0, 250))).exitCode()).isZero();
        assertThat(run(log("b.log", calls.subList(250, CALLS))).exitCode()).isZero();
        List<String> joined = new ArrayList<>(calls.subList(250, CALLS));
        joined.addAll(calls.subList(0, 250));

        ImportFixture.Answer ofBoth = run(log("ba.log", joined), "--already-recorded=skip");
        ImportFixture.Answer inOrder = run(log("ab.log", calls), "--already-recorded=skip");
        ImportFixture.Answer cut = run(log("cut.log", calls.subList(50, 200)), "--already-recorded=skip");

        assertThat(ofBoth.exitCode()).as(ofBoth.text()).isZero();
        assertThat(inOrder.exitCode()).as(inOrder.text()).isZero();
        assertThat(cut.exitCode()).as(cut.text()).isZero();
        assertThat(cut.text()).contains("already-recorded 150");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
        assertThat(fixture.visits()).isEqualTo(20);
    }

    @Test
    void theRestOfALogOfWhichAPartWasSkippedIsLookedForToo() throws Exception {
        recorded(calls);
        Path log = log("all.log", calls.subList(0, 250));
        assertThat(run(log, "--already-recorded=skip").text()).contains("already-recorded 250");
        log("all.log", calls);

        ImportFixture.Answer rest = run(log, "--already-recorded=skip");

        assertThat(rest.exitCode()).as(rest.text()).isZero();
        assertThat(rest.text()).contains("already-recorded 250");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void theRestOfSuchALogIsRefusedWhereTheOptionIsForgotten() throws Exception {
        recorded(calls);
        Path log = log("all.log", calls.subList(0, 250));
        assertThat(run(log, "--already-recorded=skip").exitCode()).isZero();
        log("all.log", calls);

        ImportFixture.Answer rest = run(log);

        assertThat(rest.exitCode()).as(rest.text()).isEqualTo(ExitCode.NO);
        assertThat(rest.text())
                .contains("250 of 250 new requests are in Matomo's tables already")
                .contains("--already-recorded=skip");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void anImportThatSkipsIsKnownBeforeItHasSkippedAnything() throws Exception {
        recorded(calls.subList(250, CALLS));
        Path log = log("all.log", calls.subList(0, 250));
        assertThat(run(log, "--already-recorded=skip").exitCode()).isZero();
        log("all.log", calls);

        ImportFixture.Answer rest = run(log);

        assertThat(rest.exitCode()).as(rest.text()).isEqualTo(ExitCode.NO);
        assertThat(rest.text()).contains("250 of 250 new requests are in Matomo's tables already");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
        assertThat(fixture.execute("status").text()).doesNotContain("already-recorded");
    }

    @Test
    void aLogThatHasGrownIsNotLookedFor() throws Exception {
        assertThat(run(log("a.log", calls.subList(0, 250))).exitCode()).isZero();

        ImportFixture.Answer grown = run(log("a.log", calls));

        assertThat(grown.exitCode()).as(grown.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void aLogThatBeginsLikeAKnownOneIsNotTakenForKnown() throws Exception {
        recorded(calls.subList(250, CALLS));
        assertThat(run(log("known.log", calls.subList(0, 250))).exitCode()).isZero();
        List<String> other = new ArrayList<>(calls.subList(250, CALLS));
        other.add(0, calls.get(0));
        Path log = log("other.log", other);

        ImportFixture.Answer refused = run(log);
        assertThat(refused.exitCode()).as(refused.text()).isEqualTo(ExitCode.NO);
        assertThat(refused.text()).contains("of 251 new requests are in Matomo's tables already");
        ImportFixture.Answer skipped = run(log, "--already-recorded=skip");

        assertThat(skipped.exitCode()).as(skipped.text()).isZero();
        assertThat(skipped.text()).contains("already-recorded 251");
        assertThat(fixture.pageViews()).isEqualTo(CALLS);
    }

    @Test
    void whatIsRecordedCanBeAppliedOnceMore() throws Exception {
        recorded(calls);

        ImportFixture.Answer answer = run(log("all.log", calls), "--already-recorded=apply");

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(fixture.pageViews()).isEqualTo(2 * CALLS);
    }
}
