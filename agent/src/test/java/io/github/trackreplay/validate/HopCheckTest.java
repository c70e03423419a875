/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a frontend needs to reach its collectors, checked before it is started. */
class HopCheckTest {
    @TempDir
    Path directory;

    @Test
    void aNameThatNobodyKnowsIsAHindranceAndOneThatIsKnownIsNoted() throws IOException {
        Findings unknown = check("a.sinks.k.hostname = no-such-host.invalid\n");
        assertThat(unknown.hindrances()).extracting(Problem::setting).contains("a.sinks.k.hostname");

        Findings known = check("a.sinks.k.hostname = 127.0.0.1\n");
        assertThat(known.hindrances()).extracting(Problem::setting).doesNotContain("a.sinks.k.hostname");
        assertThat(known.notes()).anyMatch(note -> note.contains("127.0.0.1 is 127.0.0.1"));
    }

    @Test
    void aTrustStoreIsOpened() throws Exception {
        store("empty.p12", "word");

        assertThat(sentence(truststore("none.p12", "word"))).contains("none.p12 (truststore) does not exist");
        assertThat(sentence(truststore("empty.p12", "wrong")))
                .contains("empty.p12 (truststore) cannot be opened with the password in truststore-password");
        assertThat(sentence(truststore("empty.p12", "word"))).contains("holds no certificate");
        Files.writeString(directory.resolve("text.p12"), "text");
        assertThat(sentence(truststore("text.p12", "word"))).contains("cannot be opened as PKCS12");
    }

    @Test
    void filesOfTheChannelThatCannotHoldAnEventAreRefused() throws IOException {
        for (String size : List.of("1048576", "34603007", "many", "-1", "99999999999999999999")) {
            assertThat(check("a.channels.c.maxFileSize = " + size + "\n").problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.setting()).isEqualTo("a.channels.c.maxFileSize");
                        assertThat(problem.sentence()).contains("'" + size + "'", "34603008 or more", "Leave it out");
                    });
        }
        assertThat(check("a.channels.c.maxFileSize = 34603008\n").problems()).isEmpty();
    }

    @Test
    void aReserveThatIsTooNearToWhatTheChannelNeedsIsRefused() throws IOException {
        String source = """
                a.sources = s
                a.sources.s.type = io.github.trackreplay.source.AccessLogSource
                a.sources.s.channels = c
                a.sources.s.stream = web1
                a.sources.s.files = DIR/access.log*
                a.sources.s.startAt = end
                a.sources.s.positions = DIR/positions
                a.sources.s.interceptors = r
                a.sources.s.interceptors.r.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
                a.sources.s.reserve = %s
                """.replace("DIR", directory.toString());
        assertThat(check(source.formatted("600 MiB")).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sources.s.reserve");
                    assertThat(problem.sentence()).contains("too near", "minimumRequiredSpace (524288000)");
                });
        assertThat(check(source.formatted("1 GiB")).problems())
                .extracting(Problem::setting)
                .isEmpty();
        assertThat(check(source.formatted("0")).warnings())
                .extracting(Problem::setting)
                .contains("a.sources.s.reserve");
        String collector = source.substring(0, source.indexOf("a.sources.s.type"))
                + "a.sources.s.type = io.github.trackreplay.hop.CollectorSource\na.sources.s.channels = c\n"
                + "a.sources.s.bind = 127.0.0.1\na.sources.s.port = 4545\na.sources.s.reserve = 600 MiB\n";
        assertThat(check(collector).problems()).extracting(Problem::setting).contains("a.sources.s.reserve");
    }

    /** As an update leaves it on a small disk: a source that worked would take nothing any more. */
    @Test
    void aDiskThatHasLessThanTheReserveFreeIsSaid() throws IOException {
        for (String source : List.of("hop.CollectorSource", "carrier.BeatsSource", "carrier.PipelineHttpSource")) {
            String collector = """
                    a.sources = s
                    a.sources.s.type = io.github.trackreplay.%s
                    a.sources.s.channels = c
                    a.sources.s.bind = 127.0.0.1
                    a.sources.s.port = 4545
                    """.formatted(source);

            assertThat(check(collector + "a.sources.s.reserve = 1000000 GiB\n").warnings())
                    .filteredOn(warning -> warning.setting().equals("a.sources.s.reserve"))
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.sentence())
                            .contains(directory.toString(), "takes nothing", "1024000000 MiB", "set reserve lower"));
            assertThat(check(collector + "a.sources.s.reserve = 800 MiB\n").warnings())
                    .extracting(Problem::setting)
                    .doesNotContain("a.sources.s.reserve");
        }
    }

    private String truststore(String name, String password) {
        return "a.sinks.k.hostname = 127.0.0.1\na.sinks.k.ssl = true\na.sinks.k.truststore-type = PKCS12\n"
                + "a.sinks.k.truststore = " + directory.resolve(name) + "\na.sinks.k.truststore-password = " + password
                + "\n";
    }

    private String sentence(String settings) throws IOException {
        return check(settings).hindrances().stream()
                .filter(problem -> problem.setting().equals("a.sinks.k.truststore"))
                .map(Problem::sentence)
                .findFirst()
                .orElse("");
    }

    private Findings check(String settings) throws IOException {
        String host = settings.contains("hostname") ? "" : "a.sinks.k.hostname = 127.0.0.1\n";
        Path file = Files.writeString(
                directory.resolve("agent.conf"), """
                a.channels = c
                a.sinks = k
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = io.github.trackreplay.hop.PromptAvroSink
                a.sinks.k.channel = c
                a.sinks.k.port = 4545
                """.replace("DIR", directory.toString()) + host + settings);
        AgentValidator validator = new AgentValidator();
        validator.check(file, Optional.of("a"));
        return validator.findings();
    }

    private void store(String name, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            store.store(out, password.toCharArray());
        }
    }
}
