/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flume.node.MaterializedConfiguration;
import org.apache.flume.node.PropertiesFileConfigurationProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of sources of others, and the examples in {@code conf-examples/pipelines}. */
class PipelineCheckTest {
    private static final Path EXAMPLES = Path.of("../conf-examples/pipelines");

    @TempDir
    Path directory;

    private Findings of(String source) throws IOException {
        String text = """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.channels = c
                %s
                a.channels.c.type = file
                a.channels.c.checkpointDir = @HERE@/checkpoint
                a.channels.c.dataDirs = @HERE@/data
                a.sinks.k.type = null
                a.sinks.k.channel = c
                """.formatted(source).replace("@HERE@", directory.toString());
        AgentValidator validator = new AgentValidator();
        validator.check(Files.writeString(directory.resolve("a.conf"), text), Optional.empty());
        return validator.findings();
    }

    private static String withInterceptor(String settings) {
        return settings + "\na.sources.s.interceptors = i\na.sources.s.interceptors.i.type ="
                + " io.github.trackreplay.interceptor.TrackingInterceptor$Builder";
    }

    @ParameterizedTest
    @CsvSource({
        "syslogtcp, eventSize, 2500",
        "multiport_syslogtcp, eventSize, 2500",
        "syslogudp, type, UDP",
        "netcat, max-line-length, 512",
        "netcat, type, OK",
        "netcat, interceptors.i.stream, no-stream",
        "exec, type, loses",
        "spooldir, deserializer.maxLineLength, 2048",
        "spooldir, decodeErrorPolicy, REPLACE",
        "spooldir, interceptors.i.stream, no-stream",
        "http, handler, PipelineHandler",
        "org.apache.flume.source.taildir.TaildirSource, interceptors.i.stream, no-stream",
        "org.apache.flume.source.kafka.KafkaSource, kafka.consumer.auto.offset.reset, earliest",
        "org.apache.flume.source.kafka.KafkaSource, kafka.consumer.group.id, flume",
    })
    void aTrapOfASourceIsSaid(String type, String setting, String word) throws IOException {
        assertThat(of(withInterceptor("a.sources.s.type = " + type)).warnings()).anySatisfy(warning -> {
            assertThat(warning.setting()).isEqualTo("a.sources.s." + setting);
            assertThat(warning.sentence()).contains(word);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "io.github.trackreplay.carrier.PipelineHttpSource, '', token",
        "io.github.trackreplay.carrier.BeatsSource, '', clientAuth",
        "http, 'handler = io.github.trackreplay.carrier.PipelineHandler', handler.token",
    })
    void aPortThatIsOpenToEverybodyIsSaid(String type, String setting, String remedy) throws IOException {
        String source = "a.sources.s.type = " + type + "\na.sources.s.bind = 0.0.0.0"
                + (setting.isEmpty() ? "" : "\na.sources.s." + setting);

        assertThat(of(withInterceptor(source)).warnings()).anySatisfy(warning -> {
            assertThat(warning.setting()).isEqualTo("a.sources.s.bind");
            assertThat(warning.sentence())
                    .contains("everybody who reaches 0.0.0.0")
                    .contains(remedy);
        });
        assertThat(of(withInterceptor(source + "\na.sources.s."
                                + (remedy.equals("clientAuth") ? "clientAuth = required" : remedy + " = secret")))
                        .warnings())
                .extracting(Problem::setting)
                .doesNotContain("a.sources.s.bind");
    }

    /** Flume itself leaves it out as though it were not set. */
    @ParameterizedTest
    @CsvSource({
        "io.github.trackreplay.carrier.PipelineHttpSource, '', token",
        "http, 'handler = io.github.trackreplay.carrier.PipelineHandler', handler.token",
    })
    void aTokenThatIsNothingIsAProblem(String type, String setting, String token) throws IOException {
        String source = "a.sources.s.type = " + type + (setting.isEmpty() ? "" : "\na.sources.s." + setting);

        assertThat(of(withInterceptor(source + "\na.sources.s." + token + " =")).problems())
                .anySatisfy(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sources.s." + token);
                    assertThat(problem.sentence()).contains("set to nothing");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.consumer.enable.auto.commit, true, no effect",
        "useFlumeEventFormat, true, packs",
        "setTopicHeader, false, by its position",
    })
    void aSettingOfFlumesKafkaSourceThatIsATrapIsSaid(String setting, String value, String word) throws IOException {
        String source = "a.sources.s.type = org.apache.flume.source.kafka.KafkaSource\na.sources.s.";

        assertThat(of(withInterceptor(source + setting + " = " + value)).warnings())
                .filteredOn(warning -> warning.setting().equals("a.sources.s." + setting))
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence()).contains(word));
        assertThat(of(withInterceptor(source + setting + " = " + (value.equals("false") ? "true" : "false")))
                        .warnings())
                .extracting(Problem::setting)
                .doesNotContain("a.sources.s." + setting);
    }

    /** What would tell lines better apart, as it is to be written. */
    @ParameterizedTest
    @CsvSource({
        "io.github.trackreplay.carrier.BeatsSource, log.offset",
        "io.github.trackreplay.carrier.PipelineHttpSource, offset_key",
        "http, Offset_Key",
        "org.apache.flume.source.kafka.KafkaSource, enable.idempotence",
        "org.apache.flume.source.taildir.TaildirSource, byteOffsetHeader",
        "syslogtcp, $request_id",
        "syslogudp, $request_id",
        "multiport_syslogtcp, $request_id",
        "spooldir, AccessLogSource",
        "netcat, AccessLogSource",
        "exec, AccessLogSource",
    })
    void whatWouldTellLinesBetterApartIsSaid(String type, String line) throws IOException {
        assertThat(of(withInterceptor("a.sources.s.type = " + type)).notes())
                .anyMatch(note -> note.startsWith("source s: ") && note.contains(line));
    }

    @Test
    void whereTheTrapIsSetRightNothingIsSaid() throws IOException {
        Findings findings = of(withInterceptor("""
                a.sources.s.type = syslogtcp
                a.sources.s.port = 5514
                a.sources.s.eventSize = 65536"""));

        assertThat(findings.warnings()).extracting(Problem::setting).noneMatch(s -> s.startsWith("a.sources"));
        assertThat(findings.notes()).anyMatch(note -> note.contains("told by"));
    }

    @Test
    void taildirNeedsItsHeadersToTellLinesApart() throws IOException {
        String type = "a.sources.s.type = TAILDIR";

        assertThat(of(withInterceptor(type)).notes()).anyMatch(note -> note.contains("byteOffsetHeader = true"));
        assertThat(of(withInterceptor(type + "\na.sources.s.fileHeader = true\na.sources.s.byteOffsetHeader = true"))
                        .notes())
                .anyMatch(note -> note.contains("told apart by file and offset"));
    }

    @Test
    void aSourceOfOthersBeforeTheSinkNeedsTheInterceptor() throws IOException {
        String text = Files.readString(EXAMPLES.resolve("syslog.conf")).replaceAll("(?m)^.*interceptors.*$", "");

        assertThat(check(text).problems()).extracting(Problem::setting).contains("matomo.sources.syslog.interceptors");
    }

    @Test
    void tokensAreNotMaskedOnTheWayToTheTables() throws IOException {
        String text = Files.readString(EXAMPLES.resolve("filebeat.conf"));
        String masked = text + "\nmatomo.sources.beats.interceptors.request.tokens = mask\n";

        assertThat(check(masked).problems())
                .extracting(Problem::setting)
                .containsExactly("matomo.sources.beats.interceptors.request.tokens");
        assertThat(check(masked.replace("io.github.trackreplay.sink.MySqlSink", "null"))
                        .problems())
                .extracting(Problem::setting)
                .doesNotContain("matomo.sources.beats.interceptors.request.tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filebeat.conf", "logstash-http.conf", "syslog.conf"})
    @SuppressWarnings("deprecation") // Flume's own provider for a properties file
    void anExampleHasNoProblemsAndIsConfiguredByFlume(String name) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name));
        Findings findings = check(text);

        assertThat(findings.problems()).isEmpty();
        assertThat(findings.warnings()).extracting(Problem::setting).noneMatch(s -> s.contains("sources"));
        MaterializedConfiguration configuration = new PropertiesFileConfigurationProvider(
                        "matomo", directory.resolve("example.conf").toFile())
                .getConfiguration();
        assertThat(configuration.getSourceRunners()).hasSize(1);
        assertThat(configuration.getSinkRunners()).hasSize(1);
    }

    /** Their sources are not in our agent: that is the only thing which is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"taildir.conf", "kafka.conf"})
    void anExampleForAnotherFlumeLacksNothingButItsSource(String name) throws IOException {
        List<Problem> problems = check(Files.readString(EXAMPLES.resolve(name))).problems();

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.setting()).endsWith(".type"));
    }

    private Findings check(String text) throws IOException {
        String own = text.replaceAll("\\$\\{env:[A-Z_]*}", "word")
                .replace("/var/www/matomo", directory.toString())
                .replace("/var/lib/trackreplay", directory.toString());
        AgentValidator validator = new AgentValidator();
        validator.check(Files.writeString(directory.resolve("example.conf"), own), Optional.empty());
        return validator.findings();
    }
}
