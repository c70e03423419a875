/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.option.Problem;
import io.github.trackreplay.sink.MySqlSink;
import io.github.trackreplay.sink.TrackingApiSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of Flume's Kafka modules, and the examples whose queue is Kafka. Their jars are not here. */
class KafkaCheckTest {
    private static final Path EXAMPLES = Path.of("../conf-examples");

    @TempDir
    Path directory;

    private String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name))
                .replaceAll("\\$\\{env:[A-Z_]*}", "word")
                .replace("/var/www/matomo", directory.toString())
                .replace("/var/lib/trackreplay", directory.toString());
    }

    private Findings check(String text) throws IOException {
        AgentValidator validator = new AgentValidator();
        validator.check(Files.writeString(directory.resolve("example.conf"), text), Optional.empty());
        return validator.findings();
    }

    private static boolean isOfKafka(Problem problem) {
        return problem.setting().contains(".kafka.") || problem.setting().endsWith("streamHeader");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka-frontend.conf", "kafka-collector.conf"})
    void anExampleLacksNothingButTheModule(String name) throws IOException {
        Findings findings = check(example(name));

        assertThat(findings.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).endsWith(".channels.kafka.type");
            assertThat(problem.sentence()).contains("KafkaChannel").contains("plugins.d");
        });
        assertThat(findings.warnings()).noneMatch(KafkaCheckTest::isOfKafka);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka-frontend.conf  | producer.acks = all                    | producer.acks = 1              | kafka.producer.acks | lost",
                "kafka-frontend.conf  | producer.acks = all                    | producer.acks = 0              | kafka.producer.acks | lost",
                "kafka-frontend.conf  | max.request.size = 8388608             | max.request.size = 8388607     | max.request.size    | stops its stream",
                "kafka-frontend.conf  | frontend.channels.kafka.kafka.producer.max.request.size = 8388608 | # |"
                        + " max.request.size | stops its stream",
                "kafka-frontend.conf  | startAt = end                          | startAt = end; frontend.sources.access.maxLineBytes = 2 MiB | max.request.size    | 16777216",
                "kafka-frontend.conf  | streamHeader = key                     | streamHeader = stream          | streamHeader        | key",
                "kafka-frontend.conf  | parseAsFlumeEvent = true               | parseAsFlumeEvent = false      | parseAsFlumeEvent   | collector",
                "kafka-collector.conf | auto.offset.reset = earliest           | auto.offset.reset = latest     | auto.offset.reset   | left out",
                "kafka-collector.conf | session.timeout.ms = 6000              | session.timeout.ms = 45000     | session.timeout.ms  | 6000",
                "kafka-collector.conf | consumer.group.id                      | consumer.group.name            | consumer.group.id   | group 'flume'",
            })
    void whatLosesOrStopsIsSaid(String file, String right, String wrong, String setting, String word)
            throws IOException {
        String text = example(file);
        assertThat(text).contains(right);

        assertThat(check(text.replace(right, wrong.replace("; ", "\n"))).warnings())
                .anySatisfy(warning -> {
                    assertThat(warning.setting()).endsWith(setting);
                    assertThat(warning.sentence()).contains(word);
                });
    }

    @Test
    void aSinkCannotTakePacksWithoutHeaders() throws IOException {
        String text = example("kafka-collector.conf").replace("parseAsFlumeEvent = true", "parseAsFlumeEvent = false");

        assertThat(check(text).problems()).anyMatch(problem -> problem.setting().endsWith("parseAsFlumeEvent"));
    }

    /** Flume's sink acknowledges with one replica and drops headers unless told otherwise. */
    @Test
    void theSinkOfFlumeNeedsThreeSettings() throws IOException {
        String text = Files.readString(EXAMPLES.resolve("frontend.conf"))
                .replaceAll("(?m)^frontend\\.(sinks|sinkgroups).*$", "")
                .replace("/var/lib/trackreplay", directory.toString());
        String sink = """
                frontend.sinks = k
                frontend.sinks.k.type = org.apache.flume.sink.kafka.KafkaSink
                frontend.sinks.k.channel = requests
                """;
        String set = """
                frontend.sinks.k.useFlumeEventFormat = true
                frontend.sinks.k.kafka.producer.acks = all
                frontend.sinks.k.kafka.producer.max.request.size = 8388608
                frontend.sources.access.interceptors.request.streamHeader = key
                """;

        assertThat(check(text + sink).warnings())
                .extracting(Problem::setting)
                .contains(
                        "frontend.sinks.k.useFlumeEventFormat",
                        "frontend.sinks.k.kafka.producer.acks",
                        "frontend.sinks.k.kafka.producer.max.request.size",
                        "frontend.sources.access.interceptors.request.streamHeader");
        assertThat(check(text + sink + set).warnings())
                .extracting(Problem::setting)
                .noneMatch(setting -> setting.contains("sinks.k") || setting.endsWith("streamHeader"));
    }

    @Test
    void aSourceThatBringsPacksNeedsNoInterceptor() throws IOException {
        String text = example("pipelines/kafka.conf").replaceAll("(?m)^.*interceptors.*$", "");
        List<Problem> lines = check(text).problems();
        List<Problem> packs = check(text + "\nmatomo.sources.kafka.useFlumeEventFormat = true\n")
                .problems();

        assertThat(lines).extracting(Problem::setting).contains("matomo.sources.kafka.interceptors");
        assertThat(packs).extracting(Problem::setting).doesNotContain("matomo.sources.kafka.interceptors");
    }

    @Test
    void aChannelOfKafkaNeedsNoOtherEnd() throws IOException {
        for (String name : List.of("kafka-frontend.conf", "kafka-collector.conf")) {
            Findings findings = check(example(name));
            assertThat(findings.problems())
                    .noneMatch(problem -> problem.sentence().contains("drains"));
            assertThat(findings.warnings())
                    .noneMatch(problem -> problem.sentence().contains("feeds"));
        }
    }

    /** For either sink, by its own maxHold. */
    @ParameterizedTest
    @ValueSource(classes = {MySqlSink.class, TrackingApiSink.class})
    void aRetentionThatIsNoLongerThanTheHoldIsSaid(Class<?> type) {
        Component channel =
                new Component(Component.Kind.CHANNEL, "kafka", "a.channels.kafka.", Map.of(), Optional.empty());
        Component sink = new Component(
                Component.Kind.SINK, "tables", "a.sinks.tables.", Map.of("maxHold", "2 h"), Optional.of(type));
        Map<String, String> settings = Map.of("min.insync.replicas", "2", "retention.bytes", "-1");
        Findings tooShort = new Findings();
        Findings longEnough = new Findings();

        new KafkaTopicCheck(channel, Optional.of(sink), tooShort)
                .judge("t", new KafkaTopic(3, 3, with(settings, Duration.ofHours(2))));
        new KafkaTopicCheck(channel, Optional.of(sink), longEnough)
                .judge("t", new KafkaTopic(3, 3, with(settings, Duration.ofHours(3))));

        assertThat(tooShort.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.sentence()).contains("no longer than maxHold (7200000 ms)"));
        assertThat(longEnough.warnings()).isEmpty();
    }

    private static Map<String, String> with(Map<String, String> settings, Duration retention) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("retention.ms", String.valueOf(retention.toMillis()));
        return all;
    }
}
