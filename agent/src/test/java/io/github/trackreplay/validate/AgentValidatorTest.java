/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentValidatorTest {
    @TempDir
    Path directory;

    private String sound;

    @BeforeEach
    void aSoundConfiguration() {
        sound = """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = seq
                a.sources.s.channels = c
                a.channels.c.type = file
                a.channels.c.checkpointDir = DIR/checkpoint
                a.channels.c.dataDirs = DIR/data
                a.sinks.k.type = null
                a.sinks.k.channel = c
                """.replace("DIR", directory.toString());
    }

    @Test
    void aSoundConfigurationHasNoFindings() throws IOException {
        Findings findings = check(sound);

        assertThat(findings.clean()).isTrue();
        assertThat(findings.warnings()).isEmpty();
    }

    /** Flume takes the last one without a word; which one was meant, only the operator knows. */
    @Test
    void aSettingThatStandsTwiceIsWarnedAboutWithoutItsValues() throws IOException {
        Findings findings =
                check(sound + "a.sinks.k.batchSize = 11\na.sinks.k.batchSize = 22\na.sinks.k.channel = c\n");

        assertThat(findings.clean()).isTrue();
        assertThat(findings.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.setting()).isEqualTo("a.sinks.k.batchSize");
            assertThat(warning.sentence())
                    .contains("more than once", "the last one counts")
                    .doesNotContain("11", "22");
        });
    }

    /** One wrong letter, and the setting counts for nobody. */
    @Test
    void aSettingOfAnAgentThatIsNotThereIsNamed() throws IOException {
        assertThat(problems(sound + "b.sinks.k.batchSize = 11\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("b.sinks.k.batchSize");
                    assertThat(problem.sentence()).contains("no agent 'b'", "which has a");
                });
        assertThat(AgentFile.read(
                        Files.writeString(
                                directory.resolve("two.conf"),
                                sound + sound.replace("\na.", "\nb.").replaceFirst("a", "b")),
                        Optional.of("a"),
                        new Findings()))
                .isPresent();
    }

    @Test
    void whatIsNoSettingIsWarnedAbout() throws IOException {
        Findings findings = check(sound + "include = other.conf\n; a comment\n[section]\n");

        assertThat(findings.clean()).isTrue();
        assertThat(findings.warnings()).extracting(Problem::setting).containsExactly(";", "[section]", "include");
        assertThat(findings.warnings())
                .allSatisfy(warning -> assertThat(warning.sentence()).contains("ignored by Flume", "begins with #"));
    }

    @Test
    void validatingCreatesNothing() throws IOException {
        check(sound);

        assertThat(directory.resolve("checkpoint")).doesNotExist();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void whatFlumeWouldReadAsOtherCharactersIsRefusedWithTheWayToWriteIt() throws IOException {
        assertThat(check("# für Bücher\n ! für\n" + sound).clean()).isTrue();
        assertThat(problems(sound + "a.sources.s.x = /srv/b\u00fccher/\ud83d\ude00\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence())
                        .contains(
                                "beyond ASCII in line 11",
                                "Write it as: a.sources.s.x = /srv/b\\u00fccher/\\ud83d\\ude00"));
        assertThat(problems("a.sources.s.x = \\\n# für\n" + sound)).hasSize(1);
        assertThat(check(sound + "a.sinks.k.batchSize = 1\na.sources.s.batchSize=\\u0031\n")
                        .clean())
                .isTrue();
    }

    @Test
    void whatIsNotUtf8IsNotGuessed() throws IOException {
        Path file = directory.resolve("latin1.conf");
        Files.write(file, (sound + "a.sources.s.x = /srv/b\u00fccher\n").getBytes(StandardCharsets.ISO_8859_1));
        Findings findings = new Findings();
        AgentFile.read(file, Optional.empty(), findings);
        assertThat(findings.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence())
                        .contains("line 11", "no UTF-8", "iconv -f ISO-8859-1 -t UTF-8")
                        .doesNotContain("\ufffd", "ufffd"));
    }

    @Test
    void aByteOrderMarkIsNamed() throws IOException {
        assertThat(problems("\ufeff" + sound))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("begins with a byte order mark"));
    }

    @Test
    void aMisspeltSettingIsNamedWithTheNearestKnownOne() throws IOException {
        assertThat(problems(sound + "a.channels.c.transactionCapacty = 5\n"))
                .containsExactly(new Problem(
                        "a.channels.c.transactionCapacty",
                        "is not a setting of Flume's file channel. Did you mean a.channels.c.transactionCapacity?"));
    }

    @Test
    void aValueOfTheWrongTypeIsNamed() throws IOException {
        assertThat(problems(sound + "a.channels.c.capacity = many\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.channels.c.capacity");
                    assertThat(problem.sentence()).startsWith("'many' must be a number");
                });
    }

    @Test
    void anUnknownClassIsNamed() throws IOException {
        assertThat(problems(sound.replace("type = seq", "type = io.github.trackreplay.source.AccessLogSorce")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sources.s.type");
                    assertThat(problem.sentence())
                            .endsWith("Did you mean io.github.trackreplay.source.AccessLogSource?");
                });
    }

    @Test
    void aSinkOfAChannelThatDoesNotExistIsNamed() throws IOException {
        assertThat(problems(sound.replace("k.channel = c", "k.channel = d")))
                .extracting(Problem::setting)
                .containsExactly("a.sinks.k.channel", "a.channels.c");
    }

    @Test
    void aSinkThatSaysChannelsIsToldToSayChannel() throws IOException {
        assertThat(problems(sound.replace("k.channel = c", "k.channels = c")))
                .anySatisfy(problem -> assertThat(problem.sentence()).contains("says 'channel'"));
    }

    @Test
    void aComponentThatIsConfiguredButNotListedIsNamed() throws IOException {
        assertThat(problems(sound + "a.sinks.kk.type = null\na.sinks.kk.channel = c\n"))
                .extracting(Problem::setting)
                .containsExactly("a.sinks.kk");
    }

    @Test
    void aBatchThatDoesNotFitIntoTheChannelIsNamed() throws IOException {
        assertThat(problems(sound.replace("type = seq", "type = seq\na.sources.s.batchSize = 20000")))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.sentence()).contains("20000").contains("transactionCapacity is 10000"));
    }

    @Test
    void aComponentThatRefusesItsSettingsIsNamedWithItsReason() throws IOException {
        assertThat(problems(sound.replace("type = seq", "type = netcat")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence())
                        .startsWith("Flume would drop this source: ")
                        .contains("bind"));
    }

    @Test
    void anEnvironmentReferenceIsResolvedByAConfigFilter() throws IOException {
        Findings findings = check(sound.replace("type = null", "type = ${env['SINK']}")
                + "a.configfilters = env\na.configfilters.env.type = env\n");

        assertThat(findings.problems())
                .first()
                .satisfies(
                        problem -> assertThat(problem.sentence()).startsWith("'${env['SINK']}' cannot be resolved."));
    }

    @Test
    void aLookupOfTheEnvironmentIsResolved() throws IOException {
        assertThat(problems(sound.replace("type = null", "type = ${sys:java.vendor.none:-null}")))
                .isEmpty();
    }

    @Test
    void twoChannelsNeverShareADirectory() throws IOException {
        assertThat(problems(
                        sound.replace("dataDirs = " + directory + "/data", "dataDirs = " + directory + "/checkpoint")))
                .extracting(Problem::setting)
                .containsExactly("a.channels.c.dataDirs");
    }

    @Test
    void aDirectoryThatTakesNoFileIsNamedWhateverItsRightsSay() throws IOException {
        Path takesNone = Path.of("/proc/self");
        assumeThat(takesNone).isDirectory();

        assertThat(check(sound.replace(directory + "/data", takesNone.toString()))
                        .hindrances())
                .singleElement()
                .satisfies(hindrance -> {
                    assertThat(hindrance.setting()).isEqualTo("a.channels.c.dataDirs");
                    assertThat(hindrance.sentence()).startsWith("/proc/self cannot be written: ");
                });
    }

    @Test
    void aMemoryChannelIsAWarning() throws IOException {
        Findings findings =
                check(sound.replaceAll("(?m)^a\\.channels\\.c\\..*\\R", "") + "a.channels.c.type = memory\n");

        assertThat(findings.clean()).isTrue();
        assertThat(findings.warnings()).extracting(Problem::setting).containsExactly("a.channels.c.type");
    }

    @Test
    void aMissingFileIsOneSentence() {
        AgentValidator validator = new AgentValidator();

        assertThat(validator.check(directory.resolve("none.conf"), Optional.empty()))
                .isEmpty();
        assertThat(validator.findings().problems())
                .extracting(Problem::sentence)
                .containsExactly("cannot be read: there is no such file.");
    }

    @Test
    void ofSeveralAgentsOneMustBeChosen() throws IOException {
        assertThat(problems(sound + sound.replace("a.", "b.").replace("DIR", "")))
                .extracting(Problem::sentence)
                .containsExactly("has the agents a, b. Say which one with -n NAME.");
    }

    private List<Problem> problems(String configuration) throws IOException {
        return check(configuration).problems();
    }

    private Findings check(String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("agent.conf"), configuration);
        AgentValidator validator = new AgentValidator();
        validator.check(file, Optional.empty());
        return validator.findings();
    }
}
