/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.ledger.StoredPack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was rejected is listed, shown, exported and brought back, each request once. */
class RejectedCommandTest {
    private static final String OTHER_FORM =
            "2026-03-04T10:30:%02dZ 198.51.100.7 GET /matomo.php?idsite=1&rec=1&url=https%%3A%%2F%%2Fshop.example.com%%2F\n";

    @TempDir
    Path directory;

    private final CommandFixture command = new CommandFixture();

    @AfterEach
    void close() {
        command.close();
    }

    /** Two calls of a site that does not exist, two lines of another format, one call that goes. */
    private Path imported() throws Exception {
        Path log = Files.writeString(
                directory.resolve("access.log"),
                CommandFixture.calls(0, 1)
                        + CommandFixture.line(1, "/matomo.php?idsite=99&rec=1&token_auth=abcdef0123456789")
                        + CommandFixture.line(2, "/matomo.php?idsite=99&rec=1")
                        + String.format(OTHER_FORM, 3)
                        + String.format(OTHER_FORM, 4));
        command.importLog("--stream", "web1=" + log);
        assertThat(command.pageViews()).as(command.output()).isEqualTo(1);
        return log;
    }

    private String id(String reason) {
        return command.list("SELECT rejected_id FROM matomo_trackreplay_rejected WHERE reason = '" + reason + "'")
                .get(0);
    }

    @Test
    void theListCountsByReasonAndNamesTheCommands() throws Exception {
        imported();

        assertThat(command.run("rejected", "list")).as(command.output()).isEqualTo(ExitCode.OK);
        assertThat(command.output())
                .containsPattern("2 +unknown-site +stream web1")
                .containsPattern("\\d+ +2\\d\\d\\d-\\S+Z +web1 +unknown-site")
                .contains("rejected show ID", "rejected replay");

        assertThat(command.run("rejected", "list", "--reason", "unknown-site", "--stream", "web1", "--limit", "1"))
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("… and 1 more");
        command.run("rejected", "list", "--stream", "web2");
        assertThat(command.output()).contains("Nothing that was rejected waits.");
        command.run("rejected", "list", "--since", "2200-01-01");
        assertThat(command.output()).contains("Nothing that was rejected waits.");
        assertThat(command.run("rejected", "list", "--since", "soon")).isEqualTo(ExitCode.USAGE);
        command.run("rejected", "list", "--json");
        assertThat(command.output().lines().filter(line -> line.startsWith("{")))
                .hasSize(4);
        assertThat(command.output())
                .contains("\"query\":\"idsite=99")
                .contains("\"raw\":\"2026-03-04T10:30:03Z")
                .doesNotContain("abcdef0123456789");
    }

    @Test
    void packsInConflictAreListedAndNotReplayedButWithTheWayThatCan() throws Exception {
        Path log = imported();
        assertThat(command.run("rejected", "replay", "--reason", "conflict")).isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("not replayed from here", "None wait.");
        command.database.execute(
                "INSERT INTO matomo_trackreplay_conflict (conflict_id, commit_no, noticed_at, stream_id, file_id, host,"
                        + " range_start, range_end, boundary, requests, body) SELECT 987654321, 1, 0, stream_id, file_id, 'frontend9',"
                        + " 0, 100, 100, 7, '' FROM matomo_trackreplay_file LIMIT 1");
        long applied = command.pageViews();

        assertThat(command.run("rejected", "replay", "--reason", "conflict")).isEqualTo(ExitCode.NO);
        assertThat(command.output())
                .contains("not replayed from here", "The log tells")
                .contains("stream web1", "1 packs with 7 requests", "frontend9", log.toString())
                .contains("trackreplay import --late=apply --stream web1=FILE", "trackreplay stream accept web1");
        assertThat(command.pageViews()).isEqualTo(applied);
        command.run("rejected", "list", "--reason", "none");
        assertThat(command.output()).contains("in conflict", "frontend9");
    }

    @Test
    void whatDidNotProveItsRangeIsReplayedByNameOnly() throws Exception {
        imported();
        command.database.execute(
                "INSERT INTO matomo_trackreplay_rejected (rejected_id, commit_no, rejected_at, line_bytes, line_index,"
                        + " reason, detail, form, raw, replay_state, stream) VALUES (987654321, 1, 0, 0, 0, 'unproven-range', '', 'pack',"
                        + " '', 'stored', 'web1')");

        assertThat(command.run("rejected", "replay")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(command.output()).contains("trackreplay_rejected holds 5 rows, and not the 4");
        command.run("rejected", "discard");
        command.run("rejected", "replay");
        assertThat(command.output()).contains("1 that no key had signed, that did not prove their range");
        assertThat(command.list("SELECT replay_state FROM matomo_trackreplay_rejected WHERE reason = 'unproven-range'"))
                .containsExactly("stored");
        command.run("rejected", "discard", "--waiting", "--reason", "unproven-range");
        assertThat(command.output()).contains("1 events and 0 packs in conflict were deleted.");
        assertThat(command.list("SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE reason = 'unproven-range'"))
                .containsExactly("0");
    }

    @Test
    void oneIsShownWithItsBytesAndItsSentence() throws Exception {
        imported();
        String id = command.list("SELECT rejected_id FROM matomo_trackreplay_rejected WHERE form = 'line'")
                .get(0);

        assertThat(command.run("rejected", "show", id)).isEqualTo(ExitCode.OK);
        assertThat(command.output())
                .contains("rejected " + id, "can be replayed", "stream web1", "2026-03-04T10:30:03Z 198.51.100.7");
        assertThat(command.run("rejected", "show", "987654321")).isEqualTo(ExitCode.NO);
    }

    @Test
    void linesAreExportedAsTheyStoodInTheLog() throws Exception {
        imported();
        Path lines = directory.resolve("lines");

        assertThat(command.run("rejected", "export", "--as", "lines", "--to", lines.toString()))
                .as(command.output())
                .isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("2 written", "2 are requests or events");
        assertThat(Files.readString(lines)).isEqualTo(String.format(OTHER_FORM, 3) + String.format(OTHER_FORM, 4));

        assertThat(command.run("rejected", "export", "--to", lines.toString())).isEqualTo(ExitCode.CONFIGURATION);
        Path documents = directory.resolve("documents");
        assertThat(command.run("rejected", "export", "--to", documents.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(Files.readAllLines(documents)).hasSize(4);
    }

    @Test
    void packsThatWereNotBelievedAreAppliedWhereTheyAreAskedForByTheirReasonOnly() throws Exception {
        imported();
        TrackingRequest request = new TrackingRequest(
                new TrackingRequest.Line(0, 100),
                Instant.parse("2026-03-04T10:30:05Z").toEpochMilli(),
                TrackingRequest.Call.get("/matomo.php", "idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2Fsigned"),
                new TrackingRequest.Client("198.51.100.9", "Mozilla/5.0", "", "", Map.of()));
        PackHeader header = new PackHeader(
                new LogFile("web2", new Fingerprint("ab".repeat(32)), 1, Optional.empty()),
                0,
                100,
                PackHeader.Reading.of(0, "frontend2", "/matomo.php"),
                PackHeader.Promise.NONE);
        String hex = HexFormat.of().formatHex(StoredPack.encode(new Pack(header, List.of(request))));
        command.database.execute("UPDATE matomo_trackreplay_rejected SET form = 'pack', reason = 'wrong-signature',"
                + " file_id = NULL, raw = 0x" + hex + " WHERE rejected_id = " + id("unknown-site"));

        command.run("rejected", "replay", "--format", "combined");
        assertThat(command.output()).contains("1 that no key had signed").contains("--reason unsigned-event");
        assertThat(command.pageViews()).isEqualTo(1);

        assertThat(command.run("rejected", "replay", "--reason", "wrong-signature"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("1 offered again: 1 applied");
        assertThat(command.pageViews()).isEqualTo(2);
    }

    @Test
    void aBulkCallOfTooManyRequestsIsAppliedAsAWhole() throws Exception {
        imported();
        String row = id("unknown-site");
        long offset = Long.parseLong(
                command.list("SELECT line_offset FROM matomo_trackreplay_rejected WHERE rejected_id = " + row)
                        .get(0));
        String pages = "idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2Fbulk";
        List<PackEntry> call = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            call.add(new TrackingRequest(
                    new TrackingRequest.Line(offset, 10, i),
                    Instant.parse("2026-03-04T10:30:05Z").toEpochMilli(),
                    new TrackingRequest.Call("POST", "/matomo.php", pages + i, Optional.empty(), Optional.of(""), 200),
                    new TrackingRequest.Client("198.51.100.9", "Mozilla/5.0", "", "", Map.of())));
        }
        PackHeader header = new PackHeader(
                new LogFile("web1", new Fingerprint("ab".repeat(32)), 1, Optional.empty()),
                offset,
                offset + 10,
                PackHeader.Reading.UNKNOWN,
                PackHeader.Promise.NONE);
        String hex = HexFormat.of().formatHex(StoredPack.encode(new Pack(header, call)));
        command.database.execute(
                "UPDATE matomo_trackreplay_rejected SET form = 'pack', reason = 'bulk-too-many', raw = 0x"
                        + hex + " WHERE rejected_id = " + row
                        + "; UPDATE matomo_trackreplay_counter SET reason = 'bulk-too-many',"
                        + " requests = 3 WHERE reason = 'unknown-site'");

        assertThat(command.run("rejected", "replay", "--reason", "bulk-too-many"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);

        assertThat(command.output()).contains("1 offered again: 3 applied");
        assertThat(command.pageViews()).isEqualTo(4);
        assertThat(command.list("SELECT requests FROM matomo_trackreplay_counter WHERE reason = 'bulk-too-many'"))
                .containsExactly("0");
        assertThat(command.unaccounted()).isZero();
        assertThat(command.run("rejected", "replay", "--reason", "bulk-too-many"))
                .isEqualTo(ExitCode.OK);
        assertThat(command.pageViews()).isEqualTo(4);
    }

    @Test
    void callsOfASiteThatWasMadeSinceAreAppliedOnce() throws Exception {
        Path log = imported();
        assertThat(command.run("rejected", "replay", "--reason", "unknown-site"))
                .as(command.output())
                .isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("2 offered again: 0 applied, 2 rejected again (unknown-site 2)");

        command.database.execute("UPDATE matomo_site SET idsite = 99 WHERE idsite = 1");
        assertThat(command.run("rejected", "replay", "--reason", "unknown-site"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("2 offered again: 2 applied, 0 rejected again");
        assertThat(command.pageViews()).isEqualTo(3);

        assertThat(command.run("rejected", "replay", "--reason", "unknown-site"))
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("0 offered again");
        command.importLog("--stream", "web1=" + log);
        assertThat(command.pageViews()).isEqualTo(3);
        assertThat(command.unaccounted()).isZero();
        command.run("rejected", "list", "--all");
        assertThat(command.output()).containsPattern("2 +unknown-site");
    }

    /** That the time passes is told by the kept request's own time, which is the only clock that a test of the command has. */
    @Test
    void whatLayInTheFutureIsRejectedUntilItsTimeHasPassedAndThenAppliedOnce() throws Exception {
        ZonedDateTime future = ZonedDateTime.now(ZoneOffset.UTC).plusHours(2);
        String ahead = future.format(DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH));
        Path log = Files.writeString(
                directory.resolve("access.log"),
                CommandFixture.calls(0, 1) + CommandFixture.calls(1, 2).replaceAll("\\[.*?]", "[" + ahead + "]"));
        command.importLog("--stream", "web1=" + log);
        assertThat(command.pageViews()).as(command.output()).isEqualTo(1);

        assertThat(command.run("rejected", "replay", "--reason", "future-time"))
                .as(command.output())
                .isEqualTo(ExitCode.NO);
        assertThat(command.output()).contains("1 offered again: 0 applied, 1 rejected again (future-time 1)");

        String day = future.format(DateTimeFormatter.ISO_LOCAL_DATE);
        command.database.execute(
                "UPDATE matomo_trackreplay_rejected SET raw = REPLACE(raw, '" + day + "T', '2026-03-05T')");
        assertThat(command.run("rejected", "replay", "--reason", "future-time"))
                .as(command.output())
                .isEqualTo(ExitCode.OK);
        assertThat(command.output()).contains("1 offered again: 1 applied");
        assertThat(command.pageViews()).isEqualTo(2);
        command.run("rejected", "replay", "--reason", "future-time");
        command.importLog("--stream", "web1=" + log, "--retry-rejected");
        assertThat(command.pageViews()).isEqualTo(2);
        assertThat(command.unaccounted()).isZero();
    }

    @Test
    void linesOfAnotherFormatAreReadWithIt() throws Exception {
        imported();

        assertThat(command.run(
                        "rejected", "replay", "--format", "$time_iso8601 $remote_addr $request_method $request_uri"))
                .as(command.output())
                .isEqualTo(ExitCode.NO); // the unknown site is still unknown
        assertThat(command.output()).contains("4 offered again: 2 applied, 2 rejected again (unknown-site 2)");
        assertThat(command.pageViews()).isEqualTo(3);
        assertThat(command.unaccounted()).isZero();
    }

    @Test
    void twoWhoReplayAtOnceDoNotDouble() throws Exception {
        StringBuilder lines = new StringBuilder(CommandFixture.calls(0, 1));
        for (int i = 1; i <= 900; i++) {
            lines.append(CommandFixture.line(i, "/matomo.php?idsite=99&rec=1&url=https%3A%2F%2Fa.example%2F" + i));
        }
        Path log = Files.writeString(directory.resolve("access.log"), lines);
        command.importLog("--stream", "web1=" + log);
        command.database.execute("UPDATE matomo_site SET idsite = 99 WHERE idsite = 1");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> replay = () -> command.run("rejected", "replay");
            for (Future<Integer> exitCode : threads.invokeAll(List.of(replay, replay))) {
                assertThat(exitCode.get()).isEqualTo(ExitCode.OK);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(command.pageViews()).isEqualTo(901);
        assertThat(command.unaccounted()).isZero();
        assertThat(id("unknown-site")).isNotEmpty();
    }

    @Test
    void anImportWithTheRightFormatRetriesWhatAWrongOneRejectedEachOnce() throws Exception {
        Path log = imported();

        command.importLog("--stream", "web1=" + log);
        assertThat(command.output()).contains("4 lines and requests of these logs were rejected", "--retry-rejected");
        assertThat(command.pageViews()).isEqualTo(1);

        String right = "$time_iso8601 $remote_addr $request_method $request_uri";
        int exitCode = command.run("import", "--format", right, "--stream", "web1=" + log, "--retry-rejected");
        assertThat(command.output())
                .contains("Of what was rejected before: 2 applied, 2 rejected again (unknown-site 2)");
        assertThat(exitCode).isEqualTo(ExitCode.NO);
        assertThat(command.pageViews()).isEqualTo(3);

        command.run("import", "--format", right, "--stream", "web1=" + log, "--retry-rejected");
        assertThat(command.output()).contains("Of what was rejected before: 0 applied, 2 rejected again");
        assertThat(command.pageViews()).isEqualTo(3);
        assertThat(command.unaccounted()).isZero();
    }
}
