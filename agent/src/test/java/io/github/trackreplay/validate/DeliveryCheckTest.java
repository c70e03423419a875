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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations by which Flume would lead requests past the sink that replays them, without a word. */
class DeliveryCheckTest {
    @TempDir
    Path directory;

    private String sound;

    @BeforeEach
    void aSoundConfiguration() throws IOException {
        Files.writeString(directory.resolve("access.log"), "");
        sound = """
                a.sources = s
                a.channels = c other
                a.sinks = k l
                a.sources.s.type = io.github.trackreplay.source.AccessLogSource
                a.sources.s.channels = c other
                a.sources.s.stream = web1
                a.sources.s.files = DIR/access.log
                a.sources.s.startAt = end
                a.sources.s.positions = DIR/positions
                a.sources.s.interceptors = r
                a.sources.s.interceptors.r.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.channels.other.type = memory
                a.sinks.k.type = io.github.trackreplay.sink.MySqlSink
                a.sinks.k.channel = c
                a.sinks.k.url = jdbc:mysql://127.0.0.1:1/matomo
                a.sinks.k.user = u
                a.sinks.k.commitFile = DIR/commit
                a.sinks.l.type = logger
                a.sinks.l.channel = other
                """.replace("DIR", directory.toString());
    }

    @Test
    void otherProgramsHaveAChannelOfTheirOwn() throws IOException {
        assertThat(problems(sound)).isEmpty();
        assertThat(problems(sound + "a.sources.s.selector.type = replicating\na.sources.s.selector.optional = other\n"))
                .isEmpty();
    }

    @Test
    void aSinkThatTakesEventsAwayFromOneOfOursIsNamed() throws IOException {
        assertThat(problems(sound.replace("l.channel = other", "l.channel = c")))
                .filteredOn(problem -> problem.setting().equals("a.channels.c.*"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.sentence()).contains("(k, l)", "one of them", "channel of its own");
                });
    }

    @ParameterizedTest
    @CsvSource({"jdbc:mysql://127.0.0.1:1/matomo, false", "jdbc:mysql://127.0.0.1:1/second, true"})
    void twoSinksShareAChannelIfTheyLeadToOneDatabase(String url, boolean named) throws IOException {
        String both = sound.replace("l.type = logger", "l.type = io.github.trackreplay.sink.MySqlSink")
                        .replace("l.channel = other", "l.channel = c")
                + "a.sinks.l.url = " + url + "\na.sinks.l.user = u\na.sinks.l.commitFile = " + directory
                + "/other\na.sources.s.channels = c\na.channels = c\n";
        assertThat(problems(both.replace("a.channels.other.type = memory\n", "")).stream()
                        .anyMatch(problem -> problem.setting().equals("a.channels.c.*")))
                .isEqualTo(named);
    }

    @Test
    void twoCollectorsShareAChannel() throws IOException {
        String frontend = sound.replace("io.github.trackreplay.sink.MySqlSink", "avro")
                        .replace("a.sinks.k.url = jdbc:mysql://127.0.0.1:1/matomo\n", "a.sinks.k.hostname = one\n")
                        .replace("a.sinks.k.user = u\n", "a.sinks.k.port = 4141\n")
                        .replaceAll("a.sinks.k.commitFile = .*\n", "")
                        .replace("l.type = logger", "l.type = avro")
                        .replace("l.channel = other", "l.channel = c")
                + "a.sinks.l.hostname = two\na.sinks.l.port = 4141\n";
        assertThat(problems(frontend)).extracting(Problem::setting).doesNotContain("a.channels.c.*");
    }

    @Test
    void aSelectorThatDropsEventsIsNamed() throws IOException {
        String multiplexing = sound + "a.sources.s.selector.type = multiplexing\na.sources.s.selector.header = site\n"
                + "a.sources.s.selector.mapping.x = c\n";
        assertThat(problems(multiplexing)).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sources.s.selector.default");
            assertThat(problem.sentence()).contains("'site'", "without a word");
        });
        assertThat(problems(multiplexing + "a.sources.s.selector.default = c\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"optional, other c", "optional.x, c"})
    void aChannelThatIsReplayedIsNeverOptional(String setting, String channels) throws IOException {
        assertThat(problems(sound + "a.sources.s.selector." + setting + " = " + channels + "\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sources.s.selector." + setting);
                    assertThat(problem.sentence()).startsWith("'c' may not be optional");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "regex_filter, q.regex = x, drops whole packs",
        "search_replace, q.searchPattern = x\\na.sources.s.interceptors.q.replaceString = y, changes packs"
    })
    void anInterceptorThatSpoilsPacksIsNamed(String type, String setting, String harm) throws IOException {
        for (String order : List.of("q r", "r q")) {
            assertThat(problems(sound.replace("interceptors = r", "interceptors = " + order)
                            + "a.sources.s.interceptors.q.type = " + type + "\na.sources.s.interceptors."
                            + setting.replace("\\n", "\n") + "\n"))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.setting()).isEqualTo("a.sources.s.interceptors.q.type");
                        assertThat(problem.sentence()).contains(type, harm, "Take it out");
                    });
        }
    }

    /** What other sources bring are lines, which become packs in our interceptor. */
    @Test
    void linesOfOtherSourcesMayBeFilteredBeforeTheyArePacks() throws IOException {
        String lines = sound.replace("io.github.trackreplay.source.AccessLogSource", "netcat")
                        .replaceAll("a.sources.s.(stream|files|startAt|positions) = .*\n", "")
                + "a.sources.s.bind = 127.0.0.1\na.sources.s.port = 6666\na.sources.s.interceptors.q.type = regex_filter\n"
                + "a.sources.s.interceptors.q.regex = x\na.sources.s.interceptors.r.stream = web1\n";
        assertThat(problems(lines.replace("interceptors = r", "interceptors = q r")))
                .isEmpty();
        assertThat(problems(lines.replace("interceptors = r", "interceptors = r q")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.setting()).isEqualTo("a.sources.s.interceptors.q.type"));
    }

    @ParameterizedTest
    @CsvSource({"'', true", "a.sinks.k.streams = web1, false", "a.sources.s.interceptors.r.stream = web1, false"})
    void whereWhoeverReachesAPortMakesStreamsTheyShouldBeListed(String setting, boolean warned) throws IOException {
        String port = sound.replace("io.github.trackreplay.source.AccessLogSource", "syslogtcp")
                        .replaceAll("a.sources.s.(stream|files|startAt|positions) = .*\n", "")
                + "a.sources.s.host = 127.0.0.1\na.sources.s.port = 6666\na.sources.s.eventSize = 65536\n" + setting
                + "\n";
        assertThat(check(port).warnings().stream()
                        .anyMatch(warning -> warning.setting().equals("a.sinks.k.streams")
                                && warning.sentence().contains("source 's'")))
                .isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0 s, true", "1 s, false"})
    void anOrderThatWaitsForNobodyIsWarnedAbout(String maxHold, boolean warned) throws IOException {
        Findings findings = check(sound + "a.sinks.k.maxHold = " + maxHold + "\n");

        assertThat(findings.problems()).isEmpty();
        assertThat(findings.warnings().stream()
                        .anyMatch(warning -> warning.setting().equals("a.sinks.k.maxHold")))
                .isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "a.sinks.k.streams = web1, false"})
    void aCollectorsSinkListsTheFrontends(String setting, boolean warned) throws IOException {
        String collector = sound.replace(
                                "io.github.trackreplay.source.AccessLogSource",
                                "io.github.trackreplay.hop.CollectorSource")
                        .replaceAll("a.sources.s.(stream|files|startAt|positions|interceptors.*) = .*\n", "")
                + "a.sources.s.bind = 127.0.0.1\na.sources.s.port = 6666\n" + setting + "\n";
        assertThat(check(collector).problems()).isEmpty();
        assertThat(check(collector).warnings().stream()
                        .anyMatch(warning -> warning.setting().equals("a.sinks.k.streams")
                                && warning.sentence().contains("source 's'")))
                .isEqualTo(warned);
    }

    @Test
    void aStreamOfThisAgentThatItsSinkDoesNotListIsNamed() throws IOException {
        assertThat(problems(sound + "a.sinks.k.streams = web2 web1\n")).isEmpty();
        assertThat(problems(sound + "a.sinks.k.streams = web2\na.sinks.k.unlistedStreams = taken\n"))
                .isEmpty();
        assertThat(problems(sound + "a.sinks.k.streams = web1,web2\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sinks.k.streams");
                    assertThat(problem.sentence()).contains("'web1'", "set aside", "not by commas");
                });
    }

    @ParameterizedTest
    @CsvSource({"c.dataDirs, checkpoint/data", "s.positions, checkpoint", "k.commitFile, checkpoint/commit"})
    void nothingLiesWhereFlumeDeletesADamagedCheckpoint(String setting, String place) throws IOException {
        String text = sound.replaceAll(setting + " = .*", setting + " = " + directory.resolve(place));
        assertThat(problems(text)).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).endsWith(setting);
            assertThat(problem.sentence()).contains("lies within", "a.channels.c.checkpointDir", "beside that");
        });
    }

    @Test
    void aStartInTheFutureIsWarnedAbout() throws IOException {
        assertThat(check(sound.replace("startAt = end", "startAt = 2999-01-01T00:00:00Z"))
                        .warnings())
                .anySatisfy(warning -> {
                    assertThat(warning.setting()).isEqualTo("a.sources.s.startAt");
                    assertThat(warning.sentence()).contains("lies in the future");
                });
    }

    private List<Problem> problems(String text) throws IOException {
        return check(text).problems();
    }

    private Findings check(String text) throws IOException {
        Path file = directory.resolve("agent.conf");
        Files.writeString(file, text);
        AgentValidator validator = new AgentValidator();
        validator.check(file, Optional.empty());
        return validator.findings();
    }
}
