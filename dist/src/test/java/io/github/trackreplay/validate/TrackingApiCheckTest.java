/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.cli.CountingApi;
import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingApiCheckTest {
    @TempDir
    Path directory;

    private Findings check(String endpoint, String token) throws IOException {
        Files.writeString(
                directory.resolve("access.log"),
                "192.0.2.1 - - [04/Mar/2026:10:00:00 +0000] \"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\" 200 43 \"-\" \"x\"\n");
        String configuration = """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = io.github.trackreplay.source.AccessLogSource
                a.sources.s.channels = c
                a.sources.s.stream = web1
                a.sources.s.files = DIR/access.log*
                a.sources.s.startAt = end
                a.sources.s.positions = DIR/positions
                a.sources.s.reservePaths = DIR
                a.sources.s.interceptors = request
                a.sources.s.interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = io.github.trackreplay.sink.TrackingApiSink
                a.sinks.k.channel = c
                a.sinks.k.endpoint = ENDPOINT
                a.sinks.k.token = TOKEN
                a.sinks.k.url = jdbc:mysql://127.0.0.1:1/ledger
                a.sinks.k.user = trackreplay
                a.sinks.k.commitFile = DIR/commit
                """
                .replace("DIR", directory.toString())
                .replace("ENDPOINT", endpoint)
                .replace("TOKEN", token);
        AgentValidator validator = new AgentValidator();
        validator.check(Files.writeString(directory.resolve("agent.conf"), configuration), Optional.empty());
        assertThat(validator.findings().problems()).isEmpty();
        return validator.findings();
    }

    @Test
    void aGoodTokenIsNotedAndNothingIsCounted() throws Exception {
        try (CountingApi matomo = new CountingApi()) {
            Findings findings = check(matomo.address(), CountingApi.TOKEN);

            assertThat(findings.notes()).anySatisfy(note -> assertThat(note).contains("accepts the token"));
            assertThat(findings.onlyTheDatabaseIsUnavailable()).isTrue();
            assertThat(matomo.counted()).isEmpty();
        }
    }

    @Test
    void aWrongTokenAndAnEndpointThatIsAwayAreSaid() throws Exception {
        String address;
        try (CountingApi matomo = new CountingApi()) {
            address = matomo.address();
            assertThat(check(address, "wrong").hindrances())
                    .filteredOn(problem -> problem.setting().equals("a.sinks.k.endpoint"))
                    .extracting(Problem::sentence)
                    .singleElement()
                    .asString()
                    .contains("does not accept the token for site 1");
        }
        assertThat(check(address, CountingApi.TOKEN).hindrances())
                .filteredOn(problem -> problem.setting().equals("a.sinks.k.endpoint"))
                .extracting(Problem::sentence)
                .singleElement()
                .asString()
                .contains("cannot be reached");
    }
}
