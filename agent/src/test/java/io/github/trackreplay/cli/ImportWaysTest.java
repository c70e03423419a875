/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportWaysTest {
    /** As a collector leaves it when Filebeat has brought the day up to noon. */
    private static final String BROUGHT = """
            INSERT INTO matomo_trackreplay_stream (stream_id, name, state, expected, retired, passed, stopped, last_number,
                current_chain, late, rejects_in_row, commit_no, identity)
                VALUES (1000, 'web1', 'running', 0, 1, 0, 0, 1, 1, 0, 0, 0, '%s');
            INSERT INTO matomo_trackreplay_file (file_id, stream_id, fingerprint, file_number, seen, chain_id, host,
                tracker_paths, last_seen, first_time, last_time, applied_bytes, skipped_bytes, before_start_bytes,
                rejected_bytes, held_bytes, lost_bytes, path)
                VALUES (1001, 1000, CONCAT(REPEAT('0', 56), '70697065'), 1, 1, 1002, 'web1', '/matomo.php', 1,
                1772582400000, 1772625600000, 0, 0, 0, 0, 0, 0, 'file by fingerprint');
            INSERT INTO matomo_trackreplay_chain (chain_id, stream_id, order_file, order_offset, order_watermark, whole_file,
                whole_offset, whole_watermark, followed, ended)
                VALUES (1002, 1000, 1001, 0, 1772582400000, 1001, 0, 1772582400000, 1, 0);
            UPDATE matomo_trackreplay_progress SET next_id = 2000;
            """;

    @TempDir
    Path directory;

    private ImportFixture fixture() throws Exception {
        ImportFixture fixture = new ImportFixture();
        assertThat(fixture.execute("schema").exitCode()).isZero();
        return fixture;
    }

    private String log() throws Exception {
        return "web1=" + Files.write(directory.resolve("access.log"), ImportFixture.calls(0, 50, 10));
    }

    @Test
    void whatAPipelineHasBroughtIsNotImportedUnlessTheOperatorSaysThatItIsOther() throws Exception {
        try (ImportFixture fixture = fixture()) {
            fixture.database().execute(BROUGHT.formatted("file"));

            ImportFixture.Answer refused = fixture.run("--late=apply", "--stream", log());

            assertThat(refused.exitCode()).as(refused.text()).isEqualTo(ExitCode.NO);
            assertThat(refused.text())
                    .contains(
                            "A pipeline (file by fingerprint) has brought requests of stream 'web1' up to 2026-03-04T12:00:00Z")
                    .contains("--distinct");
            assertThat(fixture.pageViews()).isZero();

            ImportFixture.Answer other = fixture.run("--late=apply", "--distinct", "--stream", log());
            assertThat(other.text()).doesNotContain("A pipeline (");
            assertThat(fixture.pageViews()).isEqualTo(50);
        }
    }

    @Test
    void aWindowBehindWhatAPipelineHasBroughtIsImported() throws Exception {
        try (ImportFixture fixture = fixture()) {
            fixture.database().execute(BROUGHT.formatted("file"));
            List<String> lines = new ArrayList<>(ImportFixture.calls(0, 50, 10));
            for (int i = 50; i < 80; i++) {
                lines.add(ImportFixture.call(
                        i, 10, Instant.parse("2026-03-04T13:00:00Z").plusSeconds(i)));
            }
            String log = "web1=" + Files.write(directory.resolve("access.log"), lines);

            ImportFixture.Answer answer = fixture.run("--late=apply", "--from=2026-03-04T12:30:00Z", "--stream", log);

            assertThat(answer.exitCode()).as(answer.text()).isZero();
            assertThat(answer.text()).contains("outside-window 50");
            assertThat(fixture.pageViews()).isEqualTo(30);
        }
    }

    @Test
    void idsInTheLinesTellApartByThemselves() throws Exception {
        try (ImportFixture fixture = fixture()) {
            fixture.database().execute(BROUGHT.formatted("request_id"));

            ImportFixture.Answer answer = fixture.run("--late=apply", "--stream", log());

            assertThat(answer.text()).doesNotContain("A pipeline (");
            assertThat(fixture.pageViews()).isEqualTo(50);
        }
    }
}
