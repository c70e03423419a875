/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of our own source, interceptor and sink; the database is not there. */
class PipelineValidatorTest {
    private static final String COMBINED =
            "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\""
                    + " 200 43 \"-\" \"Mozilla/5.0\"\n";

    @TempDir
    Path directory;

    private String configuration;

    @BeforeEach
    void aPipeline() throws IOException {
        Files.writeString(directory.resolve("access.log"), COMBINED);
        configuration = """
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
                a.sources.s.interceptors.request.format = combined
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = io.github.trackreplay.sink.MySqlSink
                a.sinks.k.channel = c
                a.sinks.k.url = jdbc:mysql://127.0.0.1:1/matomo
                a.sinks.k.user = trackreplay
                a.sinks.k.commitFile = DIR/commit
                """.replace("DIR", directory.toString());
    }

    @Test
    void onlyTheDatabaseIsMissing() throws IOException {
        Findings findings = check(configuration);

        assertThat(findings.problems()).isEmpty();
        assertThat(findings.onlyTheDatabaseIsUnavailable()).isTrue();
        assertThat(findings.hindrances()).extracting(Problem::setting).containsExactly("a.sinks.k.url");
    }

    @Test
    void hostsNeedALogThatSaysThem() throws IOException {
        String chosen = configuration + "a.sinks.k.hosts = stats.example, *.shop.example\n";

        assertThat(check(chosen).hindrances())
                .filteredOn(problem -> problem.setting().equals("a.sinks.k.hosts"))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.sentence()).contains("says which host", "no-host", "%{Host}i"));
        assertThat(check(configuration + "a.sinks.k.hosts = -old.example\n").hindrances())
                .as("what names none is not left out then")
                .extracting(Problem::setting)
                .doesNotContain("a.sinks.k.hosts");

        Files.writeString(directory.resolve("access.log"), "stats.example:443 " + COMBINED);
        Findings named = check(chosen.replace("format = combined", "format = vhost_combined"));
        assertThat(named.problems()).isEmpty();
        assertThat(named.hindrances()).extracting(Problem::setting).containsExactly("a.sinks.k.url");
    }

    /** A second source like the first, but for some settings. */
    private String secondSource(String... replaced) {
        StringBuilder second = new StringBuilder(configuration.replace("a.sources = s", "a.sources = s t"));
        configuration.lines().filter(line -> line.startsWith("a.sources.s.")).forEach(line -> {
            String changed = line.replace("a.sources.s.", "a.sources.t.").replace("/positions", "/positions2");
            for (int i = 0; i < replaced.length; i += 2) {
                changed = changed.replace(replaced[i], replaced[i + 1]);
            }
            second.append(changed).append('\n');
        });
        return second.toString();
    }

    @Test
    void twoSourcesWithOneStreamAreRefused() throws IOException {
        Files.writeString(directory.resolve("other.log"), COMBINED);

        assertThat(check(secondSource("access.log*", "other.log*")).problems())
                .filteredOn(problem -> problem.setting().equals("a.sources.t.stream"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("source 's' has the stream 'web1' too"));
    }

    @Test
    void twoSourcesWithOneLogAreRefusedWhateverTheirPatterns() throws IOException {
        assertThat(check(secondSource("= web1", "= web2", "access.log*", "*.log"))
                        .problems())
                .filteredOn(problem -> problem.setting().equals("a.sources.t.files"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("access.log", "would count twice"));
        Files.writeString(directory.resolve("other.log"), COMBINED);
        assertThat(check(secondSource("= web1", "= web2", "access.log*", "other.log*"))
                        .problems())
                .isEmpty();
    }

    /** Its documents are for other programs, which must not see the tokens: nothing of them reaches the tables. */
    @Test
    void aSecondSourceOfOneLogIsFineWhereItsTokensAreMasked() throws IOException {
        String second = secondSource() + """
                a.channels = c d
                a.sources.t.channels = d
                a.channels.d.type = file
                a.channels.d.checkpointDir = DIR/checkpoint2
                a.channels.d.dataDirs = DIR/data2
                a.sinks = k n
                a.sinks.n.type = null
                a.sinks.n.channel = d
                """.replace("DIR", directory.toString());

        assertThat(check(second).problems()).isNotEmpty();
        assertThat(check(second + "a.sources.t.interceptors.request.tokens = mask\n")
                        .problems())
                .isEmpty();
    }

    @Test
    void aFormatThatFitsIsNoted() throws IOException {
        assertThat(check(configuration).notes())
                .singleElement()
                .satisfies(note -> assertThat(note).contains("access.log").contains("combined"));
    }

    @Test
    void aFormatThatDoesNotFitTheLogNamesTheOneThatDoes() throws IOException {
        assertThat(check(configuration.replace("format = combined", "format = w3c"))
                        .hindrances())
                .filteredOn(problem -> problem.setting().equals("a.sources.s.interceptors.request.format"))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.sentence()).contains("access.log").contains("combined"));
    }

    @Test
    void pathsThatTheLogDoesNotHaveAreAHindranceIfItHasCallsOfAnother() throws IOException {
        assertThat(check(configuration + "a.sources.s.paths = /js/tracker.php\n")
                        .hindrances())
                .filteredOn(problem -> problem.setting().equals("a.sources.s.paths"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence())
                        .contains("/js/tracker.php", "access.log", "such as /matomo.php"));
    }

    @Test
    void aLogWithoutAnyCallIsAWarning() throws IOException {
        Files.writeString(directory.resolve("access.log"), COMBINED.replace("/matomo.php?idsite=1&rec=1", "/page"));

        Findings findings = check(configuration);

        assertThat(findings.onlyTheDatabaseIsUnavailable()).isTrue();
        assertThat(findings.warnings()).extracting(Problem::setting).contains("a.sources.s.paths");
    }

    @Test
    void aLogThatIsStillEmptyIsNoWarning() throws IOException {
        Files.writeString(directory.resolve("access.log"), "");

        assertThat(check(configuration).warnings()).extracting(Problem::setting).doesNotContain("a.sources.s.paths");
    }

    @Test
    void anUnknownFormatIsAProblem() throws IOException {
        assertThat(check(configuration.replace("format = combined", "format = combinde"))
                        .problems())
                .extracting(Problem::setting)
                .containsExactly("a.sources.s.interceptors.request.format");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() throws IOException {
        Path missing = directory.resolve("lgo");

        assertThat(check(configuration.replaceAll("(files = ).*access.log\\*", "$1" + missing + "/access.log*"))
                        .hindrances())
                .extracting(Problem::sentence)
                .contains("'" + missing + "/access.log*' matches no file. There is no directory " + missing + ".");
    }

    @Test
    void aPatternThatMatchesNoFileIsNamed() throws IOException {
        assertThat(check(configuration.replace("access.log*", "acces.log*")).hindrances())
                .first()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sources.s.files");
                    assertThat(problem.sentence())
                            .endsWith(
                                    "acces.log*' matches no file. Is the path right? A web server makes a log with its first"
                                            + " request.");
                });
    }

    @Test
    void aMisspeltSettingOfOursIsNamedWithTheNearestKnownOne() throws IOException {
        assertThat(check(configuration.replace("sinks.k.user", "sinks.k.usr")).problems())
                .extracting(Problem::toString)
                .anySatisfy(text -> assertThat(text).contains("a.sinks.k.usr").contains("a.sinks.k.user?"))
                .anySatisfy(text -> assertThat(text).startsWith("a.sinks.k.user: is missing."));
    }

    @Test
    void aMandatorySettingThatIsMissingIsSaidOnce() throws IOException {
        List<Problem> problems = check(configuration.replaceAll("(?m)^a.sources.s.startAt.*\\R", ""))
                .problems();

        assertThat(problems).extracting(Problem::setting).containsExactly("a.sources.s.startAt");
    }

    @Test
    void aGroupOfSinksIsCheckedWithItsProcessor() throws IOException {
        String group = """
                a.sinkgroups = g
                a.sinkgroups.g.sinks = k
                a.sinkgroups.g.processor.type = io.github.trackreplay.hop.CollectorFailover
                a.sinkgroups.g.processor.priority.k = 10
                a.sinkgroups.g.processor.retryAtMost = 20 s
                """;

        assertThat(check(configuration + group).problems()).isEmpty();
        assertThat(check(configuration + group.replace("retryAtMost", "retryAtmost"))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.setting()).isEqualTo("a.sinkgroups.g.processor.retryAtmost"));
        assertThat(check(configuration + group.replace("priority.k", "priority.x"))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("'x' is not a sink of the group"));
        assertThat(check(configuration + group.replace("CollectorFailover", "Failover"))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("neither a class on the class path"));
    }

    @Test
    void aGroupThatWouldTurnFromOneReplayingSinkToAnotherIsWarnedOf() throws IOException {
        String group = """
                a.sinks = k j
                a.sinks.j.type = logger
                a.sinks.j.channel = c
                a.sinkgroups = g
                a.sinkgroups.g.sinks = k j
                a.sinkgroups.g.processor.type = io.github.trackreplay.hop.CollectorFailover
                """;

        assertThat(check(configuration + group).warnings())
                .extracting(Problem::sentence)
                .anyMatch(sentence -> sentence.contains("never turns to another sink"));
        assertThat(check(configuration + group.replace("g.sinks = k j", "g.sinks = k"))
                        .warnings())
                .extracting(Problem::sentence)
                .noneMatch(sentence -> sentence.contains("never turns to another sink"));
    }

    @Test
    void aCollectorsSourceHasItsOwnSettingsAndThoseOfFlumesAvroSource() throws IOException {
        String collector = configuration + """
                a.sources = s f
                a.sources.f.type = io.github.trackreplay.hop.CollectorSource
                a.sources.f.channels = c
                a.sources.f.bind = 127.0.0.1
                a.sources.f.port = 4545
                a.sources.f.refuseAfter = 20 s
                """;

        assertThat(check(collector).problems()).isEmpty();
        assertThat(check(collector.replace("refuseAfter", "refuseafter").replace("4545", "none"))
                        .problems())
                .extracting(Problem::toString)
                .anyMatch(text -> text.contains("a.sources.f.refuseafter") && text.contains("a.sources.f.refuseAfter?"))
                .anyMatch(text -> text.startsWith("a.sources.f.port: 'none' must be a number"));
    }

    @Test
    void aGroupWithFlumesOwnProcessorIsFine() throws IOException {
        String group = """
                a.sinkgroups = g
                a.sinkgroups.g.sinks = k
                a.sinkgroups.g.processor.type = failover
                a.sinkgroups.g.processor.priority.k = 10
                """;

        assertThat(check(configuration + group).problems()).isEmpty();
    }

    @Test
    void aSourceWithoutItsInterceptorIsAProblem() throws IOException {
        assertThat(check(configuration.replaceAll("(?m)^a.sources.s.interceptors.*\\R", ""))
                        .problems())
                .extracting(Problem::setting)
                .containsExactly("a.sources.s.interceptors");
    }

    @Test
    void moreEventsThanTheChannelTakesInATransactionAreAProblem() throws IOException {
        assertThat(check(configuration + "a.channels.c.transactionCapacity = 10\n")
                        .problems())
                .extracting(Problem::setting)
                .contains("a.sources.s.batchSize");
    }

    @Test
    void moreEventsThanTheSinksChannelTakesAreAProblemOfTheSettingThatExists() throws IOException {
        assertThat(check(configuration + "a.channels.c.transactionCapacity = 40\na.sinks.k.batchEvents = 41\n")
                        .problems())
                .extracting(Problem::setting)
                .containsExactly("a.sinks.k.batchEvents");
    }

    @Test
    void positionsAndCommitFileThatCannotBeWrittenAreNamed() throws IOException {
        assertThat(check(configuration
                                .replace(
                                        "DIR/positions".replace("DIR", directory.toString()),
                                        directory + "/access.log/p")
                                .replace(directory + "/commit", directory + "/access.log/commit"))
                        .hindrances())
                .filteredOn(problem -> problem.sentence().contains("access.log is not a directory"))
                .extracting(Problem::setting)
                .containsExactly("a.sources.s.positions", "a.sinks.k.commitFile");
    }

    @Test
    void damagedPositionsAndACommitFileThatIsNoneAreNamed() throws IOException {
        Files.createDirectories(directory.resolve("commit"));
        Files.createDirectories(directory.resolve("positions"));
        Files.writeString(directory.resolve("positions").resolve("s.positions"), "garbage");

        assertThat(check(configuration).hindrances())
                .extracting(Problem::setting)
                .contains("a.sources.s.positions", "a.sinks.k.commitFile");
    }

    @Test
    void severalLiveLogsOfOneStreamAreAProblem() throws IOException {
        Files.writeString(directory.resolve("shop.log"), COMBINED);
        Files.writeString(directory.resolve("access.log.1"), COMBINED);
        String both = configuration.replace("access.log*", "*.log*");

        assertThat(check(both).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sources.s.stream");
            assertThat(problem.sentence()).contains("access.log, shop.log").endsWith("stream = web1-%{basename}");
        });
        assertThat(check(both.replace("= web1", "= web1-%{basename}")).problems())
                .isEmpty();
    }

    @Test
    void liveLogsOfOneNameInTwoDirectoriesAreAProblem() throws IOException {
        for (String site : new String[] {"one", "two"}) {
            Files.createDirectories(directory.resolve(site));
            Files.writeString(directory.resolve(site).resolve("access.log"), COMBINED + site + "\n");
        }

        assertThat(check(configuration.replace("access.log*", "*/access.log*")).problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.sentence()).contains("one/access.log", "Give each directory a source"));
    }

    @Test
    void aStreamsNameIsOneWord() throws IOException {
        assertThat(check(configuration.replace("stream = web1", "stream = web 1"))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("'web 1' holds a blank"));
    }

    @Test
    void aMatomoHomeThatIsNotThereIsSaidOnce() throws IOException {
        Findings findings = check(configuration + "a.sinks.k.matomoHome = " + directory + "/none\n");

        assertThat(findings.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("matomoHome"));
        assertThat(findings.hindrances()).extracting(Problem::setting).containsExactly("a.sinks.k.url");
    }

    @Test
    void anUnknownInterceptorIsSaidSo() throws IOException {
        assertThat(check(configuration.replace("TrackingInterceptor$Builder", "TrackingIntercepter$Builder"))
                        .problems())
                .extracting(Problem::sentence)
                .anySatisfy(sentence -> assertThat(sentence).contains("nor one of Flume's interceptors."));
    }

    private Findings check(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("agent.conf"), text);
        AgentValidator validator = new AgentValidator();
        validator.check(file, Optional.empty());
        return validator.findings();
    }
}
