/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import makes of times that say no zone. */
class LocalTimesTest {
    @TempDir
    Path directory;

    private ImportFixture fixture;

    @BeforeEach
    void load() throws IOException {
        fixture = new ImportFixture();
    }

    @AfterEach
    void drop() {
        fixture.close();
    }

    /** A local time would be taken for another one, by hours, if its zone were guessed. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx_json", "auto"})
    void linesWhoseTimesSayNoZoneAreRejectedWithAWord(String format) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String zone = i % 4 == 0 ? "" : "+01:00";
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"time_iso8601\":\"2026-03-04T08:00:%02d%s\",\"remote_addr\":\"198.51.100.7\",\"request_method\":\"GET\","
                            + "\"request_uri\":\"/matomo.php?idsite=1&rec=1&url=https%%3A%%2F%%2Fshop.example.com%%2F%d\","
                            + "\"status\":\"200\",\"http_user_agent\":\"Mozilla/5.0\"}",
                    i,
                    zone,
                    i));
        }
        Path log = Files.write(directory.resolve("access.log"), lines);

        ImportFixture.Answer answer =
                fixture.execute("import", "--format", format, "--late=apply", "--stream", "web1=" + log);

        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(ExitCode.NO);
        assertThat(answer.text())
                .contains(
                        "cannot be read: 10 no-time. The first: The line's time '2026-03-04T08:00:00' says no time zone");
        assertThat(fixture.pageViews()).isEqualTo(30);
        assertThat(fixture.number(
                        "SELECT COUNT(*) FROM matomo_trackreplay_rejected WHERE reason = 'no-time' AND detail LIKE"
                                + " '%says no time zone%time_iso8601%'"))
                .isEqualTo(10);

        Path local = Files.write(
                directory.resolve("local.log"),
                lines.stream().map(line -> line.replace("+01:00", "")).toList());
        ImportFixture.Answer none =
                fixture.execute("import", "--format", format, "--late=apply", "--stream", "web2=" + local);
        assertThat(none.exitCode()).as(none.text()).isNotZero();
        assertThat(none.text()).contains("says no time zone");
        assertThat(fixture.pageViews()).isEqualTo(30);
    }
}
