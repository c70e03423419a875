/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code trackreplay explain} on a log that was imported into Matomo's tables. */
class ExplainCommandTest {
    private static final Path BEFORE =
            Path.of("..", "core", "matomo", "src", "test", "resources", "recorded", "before.sql.gz");
    private static final String VIEW = line(
            "10:00:00", "/matomo.php?idsite=1&rec=1&_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2Fshoes");
    private static final String PICTURE = line("10:00:01", "/shoe.png");
    private static final String THANKS = line(
            "10:00:02",
            "/matomo.php?idsite=1&rec=1&_id=1234567890abcdef&token_auth=secret&url=https%3A%2F%2Fshop.example.com%2Fcheckout%2Fthanks");
    private static final String UNKNOWN = line("10:00:03", "/matomo.php?idsite=99&rec=1");

    @TempDir
    Path directory;

    private TestDatabase database;
    private Path log;
    private String output;

    private static String line(String time, String target) {
        return "198.51.100.7 - - [04/Mar/2026:" + time + " +0000] \"GET " + target
                + " HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0\"\n";
    }

    @BeforeEach
    void load() throws IOException {
        database = TestDatabase.create();
        try (InputStream dump = new GZIPInputStream(Files.newInputStream(BEFORE))) {
            database.load(new String(dump.readAllBytes(), StandardCharsets.UTF_8));
        }
        log = Files.writeString(directory.resolve("access.log"), VIEW + PICTURE + THANKS + UNKNOWN);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void aLineLeadsToItsRequestItsDecisionAndItsRowsAndNothingIsWritten() {
        int exitCode = explain("--at", log + ":" + (VIEW.length() + PICTURE.length() + 7));

        assertThat(exitCode).as(output).isEqualTo(ExitCode.OK);
        assertThat(output)
                .contains(
                        "There is no ledger in this database",
                        "url = https://shop.example.com/checkout/thanks",
                        "Recorded.")
                .contains("visit: unknown visitor", "goals reached: 1 (url contains '/checkout/thanks')")
                .contains("new log_visit", "new log_link_visit_action", "new log_conversion")
                .doesNotContain("secret");
        assertThat(explain("--visit", "1", "--log", log.toString())).isEqualTo(ExitCode.NO);
    }

    @Test
    void afterAnImportTheLedgerAndTheStoredRowsStandBesideIt() {
        replay();

        explain("--at", log + ":0");

        assertThat(output)
                .contains("Taken by stream 'web1', file 1")
                .contains("visit: continues a visit (the visitor's latest is visit 1)")
                .contains("action 1 of visit 1 at 2026-03-04 10:00:00: shop.example.com/shoes");
    }

    @Test
    void ofLogsThatBeginAlikeTheRightOneIsNamedOrNone() throws IOException {
        replay();
        Path first = log;
        log = Files.writeString(directory.resolve("second.log"), VIEW + THANKS + THANKS);
        assertThat(run("import", "--stream", "web1=" + log, "--late", "apply", "--already-recorded", "apply"))
                .as(output)
                .isEqualTo(ExitCode.OK);
        Path never = Files.writeString(directory.resolve("never.log"), VIEW + UNKNOWN + THANKS + THANKS + THANKS);

        explain("--at", log + ":" + VIEW.length());
        assertThat(output).contains("Taken by stream 'web1', file 2").doesNotContain("file 1", "By its place only");

        explain("--at", first + ":0");
        assertThat(output).contains("Taken by stream 'web1', file 1").doesNotContain("file 2", "By its place only");

        explain("--at", never + ":" + VIEW.length());
        assertThat(output).contains("Not taken: file 1 of stream 'web1' begins as this log does");
    }

    @Test
    void aRefusedLineSaysWhyAndThatItIsKept() {
        replay();

        explain("--at", log + ":" + (VIEW.length() + PICTURE.length() + THANKS.length()));

        assertThat(output).contains("Rejected (unknown-site", "Refused (unknown-site): There is no site 99.");
    }

    @Test
    void anExcludedLineSaysWhy() throws IOException {
        Files.writeString(log, line("10:00:04", "/matomo.php?idsite=1&url=https%3A%2F%2Fshop.example.com%2F"));

        explain("--at", log + ":0");

        assertThat(output).contains("Excluded (no-rec): Matomo counts no such request, it does not ask to be recorded");
    }

    @Test
    void theRequestsOfABulkCallAreExplainedOneAfterTheOtherAndTogether() throws IOException {
        Files.writeString(log, bulk("a", "b"));
        explain("--at", log + ":0");
        assertThat(output)
                .contains("Request 0 of the line", "Request 1 of the line")
                .contains("visit: unknown visitor", "visit: continues a visit");

        Files.writeString(log, bulk("a", "b&ca=1"));
        explain("--at", log + ":0");
        assertThat(output)
                .contains("Refused (bulk-void)", "Refused (inactive-plugin)")
                .doesNotContain("Recorded.");
    }

    /** A bulk call of one visitor; {@code ca=1} asks for a plugin that is not there. */
    private static String bulk(String... pages) {
        String requests = Arrays.stream(pages)
                .map(page -> "\\\"?idsite=1&rec=1&_id=1234567890abcdef&url=https%3A%2F%2Fshop.example.com%2F" + page
                        + "\\\"")
                .collect(Collectors.joining(","));
        return "{\"time\":\"2026-03-04T10:00:00+00:00\",\"client\":\"198.51.100.7\",\"method\":\"POST\",\"uri\":\"/matomo.php\","
                + "\"status\":\"200\",\"body\":\"{\\\"requests\\\":[" + requests
                + "]}\",\"user-agent\":\"Mozilla/5.0 (X11; Linux x86_64)"
                + " Firefox/115.0\"}\n";
    }

    @Test
    void theHeadersThatRulesUseAreShownAndNoSecretIs() throws IOException {
        String request = "{\"time\":\"2026-03-04T10:00:00+00:00\",\"client\":\"198.51.100.7\",\"method\":\"POST\","
                + "\"uri\":\"/matomo.php?idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2F\",\"status\":\"200\","
                + "\"user-agent\":\"Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0\",\"accept-language\":\"de-at\","
                + "\"dnt\":\"1\",\"signature\":\"sig1=:abc=:\",\"signature-agent\":\"\\\"https://chatgpt.com\\\"\","
                + "\"signature-input\":\"sig1=(\\\"@authority\\\")\",\"authorization\":\"Bearer in-a-header\","
                + "\"body\":\"BODY\"}\n";
        for (String body : List.of(
                "token_auth=in-a-form",
                "{\\\"requests\\\":[\\\"?idsite=1&rec=1&token_auth=in-a-form\\\"],\\\"token_auth\\\":\\\"in-a-body\\\"}")) {
            Files.writeString(log, request.replace("BODY", body));

            explain("--at", log + ":0");

            assertThat(output)
                    .contains("language:   de-at", "dnt: 1", "signature: sig1=:abc=:", "authorization: Bearer …")
                    .contains("signature-agent: \"https://chatgpt.com\"", "signature-input: sig1=(\"@authority\")")
                    .contains("\"authorization\":\"Bearer …\"")
                    .doesNotContain("in-a-header", "in-a-form", "in-a-body");
        }
    }

    @Test
    void aLineThatIsNoCallIsSaidSo() {
        assertThat(explain("--at", log + ":" + VIEW.length())).isEqualTo(ExitCode.NO);
        assertThat(output).contains("stands no call");
    }

    @Test
    void aVisitLeadsBackToItsLines() {
        replay();

        assertThat(explain("--visit", "1", "--log", log.toString())).isEqualTo(ExitCode.OK);

        assertThat(output)
                .contains(log + ":0 (carries the visitor's id)")
                .contains(log + ":" + (VIEW.length() + PICTURE.length()) + " (carries the visitor's id)");
    }

    @Test
    void anActionLeadsBackToTheLinesOfItsSecond() {
        replay();

        explain("--action", "2", "--log", log.toString());

        assertThat(output).contains("action 2 of visit 1").doesNotContain(log + ":0 ");
    }

    @Test
    void aPlaceThatIsNoneIsAUsageError() {
        assertThat(explain("--at", "access.log")).isEqualTo(ExitCode.USAGE);
        assertThat(output).contains("is not FILE:OFFSET");
    }

    private void replay() {
        assertThat(run("import", "--stream", "web1=" + log)).as(output).isEqualTo(ExitCode.OK);
    }

    private int explain(String... arguments) {
        List<String> all = new ArrayList<>(List.of("explain"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--format=auto", "--url", database.url(), "--user", database.user()));
        all.addAll(List.of("--password", database.password()));
        StringWriter written = new StringWriter();
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(written));
        command.setErr(new PrintWriter(written));
        int exitCode = command.execute(all.toArray(String[]::new));
        output = written.toString();
        return exitCode;
    }
}
