/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
    @TempDir
    Path directory;

    private final CommandFixture command = new CommandFixture();

    @AfterEach
    void close() {
        command.close();
    }

    private Path log(String name, int from) throws Exception {
        return Files.writeString(
                directory.resolve(name),
                CommandFixture.calls(from, from + 3) + CommandFixture.line(from + 3, "/matomo.php?idsite=99&rec=1"));
    }

    @Test
    void afterAnImportTheStatusIsAScreenWithoutUnknowns() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log.1", 0), "--stream", "web1=" + log("access.log", 10));

        assertThat(command.run("status")).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output().lines()).hasSizeLessThan(24);
        assertThat(command.output())
                .contains("all streams have ended", "stream web1", "2 rejected (unknown-site 2)")
                .contains("trackreplay rejected list --stream web1")
                .doesNotContain("unknown\n")
                .doesNotContain("watermark          not known");

        assertThat(command.run("status", "--files", "--stream", "web1")).isEqualTo(ExitCode.OK);
        assertThat(command.output().lines().filter(line -> line.startsWith("  file ")))
                .hasSize(2);
        assertThat(command.run("status", "--stream", "web9")).isEqualTo(ExitCode.NO);
        assertThat(command.run("status", "--json", "--since", "2200-01-01")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("\"streams\": []");
    }

    @Test
    void anOptionThatNobodyKnowsIsNamedThoughOthersAreMissing() {
        assertThat(command.runAsTyped("status", "--bogus")).isEqualTo(ExitCode.USAGE);
        assertThat(command.output().lines().findFirst()).contains("Unknown option: '--bogus'");

        assertThat(command.runAsTyped("status")).isEqualTo(ExitCode.USAGE);
        assertThat(command.output()).contains("Missing required options");
    }

    @Test
    void completeNamesTheLossThatHoldsItAndWhatToDo() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log", 0));
        command.database.execute(
                "INSERT INTO matomo_trackreplay_loss (loss_id, stream_id, file_id, range_start, range_end,"
                        + " lost_bytes, from_time, to_time, noticed_at) SELECT 900, stream_id, file_id, 0, 0, 0, 1000, 2000, 1"
                        + " FROM matomo_trackreplay_file;"
                        + " UPDATE matomo_trackreplay_stream SET whole_before = 1000, loss_from = 1000;"
                        + " UPDATE matomo_trackreplay_progress SET complete_through = 999");

        assertThat(command.run("complete", "--through", "2026-03-04")).isEqualTo(ExitCode.NO);
        assertThat(command.output())
                .contains("stream web1", "unknown loss possible between", "trackreplay stream accept web1");

        assertThat(command.run("stream", "accept", "web1")).isEqualTo(ExitCode.OK);
        assertThat(command.output())
                .contains("Accepted: unknown loss possible between 1970-01-01T00:00:01Z and 1970-01-01T00:00:02Z.")
                .contains("Stream 'web1' is complete through: ")
                .doesNotContain("What still holds it");
        assertThat(command.run("stream", "accept", "web1")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("Nothing is missing of stream 'web1'.", "is complete through: ");
    }

    @Test
    void whatWasAcceptedIsToldAlsoWhereItCannotBeLookedAtAfterwards() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log", 0));
        command.database.execute("RENAME TABLE matomo_trackreplay_skipped TO away");

        assertThat(command.run("stream", "accept", "web1")).isEqualTo(ExitCode.OK);
        assertThat(command.output())
                .contains("Nothing is missing of stream 'web1'.", "That is committed.", "could not be read: ");
    }

    @Test
    void ofADatabaseThatHasGoneBackThatIsSaidAndNotThatStreamsAreToBeRetired() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log", 0));
        command.database.execute(
                "UPDATE matomo_trackreplay_stream SET state = 'active', last_seen = 1000, whole_before = 1000;"
                        + " INSERT INTO matomo_trackreplay_collector (collector_id, instance, host, commit_no, committed_at, seen_at,"
                        + " max_hold) SELECT 'c1', 'i', 'h', commit_no + 7, 0, " + System.currentTimeMillis()
                        + ", 600000 FROM"
                        + " matomo_trackreplay_progress");

        assertThat(command.run("status")).isEqualTo(ExitCode.OK);
        assertThat(command.output())
                .contains("The database has gone back: collector c1 knows of commits that it lacks", "(TAKES NOTHING)")
                .contains("not to be retired")
                .doesNotContain("stream retire", "NOT RUNNING");
        assertThat(command.run("complete", "--through", "2026-03-04")).isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("the database has gone back").doesNotContain("stream retire");
    }

    @Test
    void whatAClockThatWasAheadHasCalledCompleteIsNot() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log", 0));
        Instant ahead = Instant.now().plus(Duration.ofHours(1));
        command.database.execute("UPDATE matomo_trackreplay_progress SET complete_through = " + ahead.toEpochMilli());

        assertThat(command.run("complete", "--through", "2026-03-04")).isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("Not known to be complete.", "lies in the future");
        assertThat(command.run("status")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("lies in the future", "Set that clock right");
    }

    @Test
    void whatAPipelineBringsIsCompleteByAssumptionAndNotForStrict() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log", 0));
        assertThat(command.run("status")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).doesNotContain("pipeline");
        long through = System.currentTimeMillis();
        command.database.execute("UPDATE matomo_trackreplay_progress SET complete_through = " + through);
        assertThat(command.run("complete", "--strict", "--through", "2026-03-04"))
                .isEqualTo(ExitCode.OK);

        command.database.execute("UPDATE matomo_trackreplay_stream SET identity = 'file'");

        assertThat(command.run("status")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("stream web1 comes by a pipeline (identity file)", "assumed");
        assertThat(command.run("complete", "--through", "2026-03-04")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("Assumed of stream web1");
        assertThat(command.run("complete", "--strict", "--through", "2026-03-04"))
                .isEqualTo(ExitCode.NO);
    }

    @Test
    void whatOffsetsProveOfAPipelineIsCompleteForStrictToo() throws Exception {
        command.importLog("--stream", "web1=" + log("access.log", 0));
        long through = System.currentTimeMillis();
        command.database.execute("UPDATE matomo_trackreplay_progress SET complete_through = " + through
                + ";UPDATE matomo_trackreplay_stream SET identity = 'file', whole_before = " + through
                + ";INSERT INTO matomo_trackreplay_topic_range (stream_id, cluster, topic, topic_partition, range_start,"
                + " range_end, watermark) SELECT stream_id, 'file', '/l', 0, 0, 500, " + through
                + " FROM matomo_trackreplay_stream;INSERT INTO matomo_trackreplay_topic_range (stream_id, cluster, topic,"
                + " topic_partition, range_start, range_end, watermark) SELECT stream_id, 'file-began', '/l', 0, 0, 0, 1000"
                + " FROM matomo_trackreplay_stream");

        assertThat(command.run("complete", "--strict", "--through", "2026-03-04"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("Proven of stream web1, which a pipeline of others brings");
        assertThat(command.run("complete", "--strict", "--json", "--through", "2026-03-04"))
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).containsIgnoringWhitespaces("\"proven\":[\"web1\"]", "\"assumed\":[]");

        command.database.execute(
                "INSERT INTO matomo_trackreplay_topic_range SELECT stream_id, cluster, topic, 0, 600, 700, watermark"
                        + " FROM matomo_trackreplay_topic_range WHERE cluster = 'file';"
                        + "UPDATE matomo_trackreplay_topic_range SET watermark = 2000 WHERE range_end = 500");

        assertThat(command.run("complete", "--strict", "--through", "2026-03-04"))
                .isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("Assumed of stream web1", "bytes 500 to 600 of /l have not come");
        assertThat(command.run("complete", "--through", "2026-03-04")).isEqualTo(ExitCode.OK);
    }
}
