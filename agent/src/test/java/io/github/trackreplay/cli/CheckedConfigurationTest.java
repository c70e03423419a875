/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.validate.AgentValidator;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flume.node.ConfigurationSource;
import org.apache.flume.node.ConfigurationSourceFactory;
import org.apache.flume.node.UriConfigurationProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedConfigurationTest {
    @TempDir
    Path directory;

    private final List<String> errors = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Path file;
    private String sound;

    @BeforeEach
    void aSoundConfiguration() throws IOException {
        sound = """
                a.sources = s
                a.channels = c
                a.sinks = k
                a.sources.s.type = seq
                a.sources.s.channels = c
                a.channels.c.type = memory
                a.sinks.k.type = null
                a.sinks.k.channel = c
                """;
        file = Files.writeString(directory.resolve("agent.conf"), sound);
    }

    private CheckedConfiguration configuration() throws IOException {
        return configuration(validator -> Optional.empty());
    }

    private CheckedConfiguration configuration(Function<AgentValidator, Optional<String>> hindrance)
            throws IOException {
        return new CheckedConfiguration(file, "a", hindrance, errors::add, notes::add);
    }

    private static String content(CheckedConfiguration configuration) throws IOException {
        return new String(configuration.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aFileThatIsNotChangedIsNotTakenOver() throws IOException {
        CheckedConfiguration configuration = configuration();
        Files.writeString(file, sound);

        assertThat(configuration.isModified()).isFalse();
        assertThat(errors).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void ofAWrongOneTheSettingIsSaidOnceAndTheOneBeforeGoesOn() throws IOException {
        CheckedConfiguration configuration = configuration();
        Files.writeString(file, sound.replace("k.channel = c", "k.channel = d"));

        assertThat(configuration.isModified()).isFalse();
        assertThat(configuration.isModified()).isFalse();
        assertThat(content(configuration)).isEqualTo(sound);
        assertThat(errors)
                .singleElement()
                .satisfies(said -> assertThat(said)
                        .contains(
                                file.toString(),
                                "is not taken over",
                                "goes on with all of the one before",
                                "a.sinks.k.channel"));

        String mended = sound + "a.sinks.k.batchSize = 50\n";
        Files.writeString(file, mended);
        assertThat(configuration.isModified()).isTrue();
        assertThat(content(configuration)).isEqualTo(mended);
        assertThat(notes).singleElement().asString().contains("taken over now");
        assertThat(configuration.isModified()).isFalse();
    }

    @Test
    void whatIsTakenBackIsSaid() throws IOException {
        CheckedConfiguration configuration = configuration();
        Files.writeString(file, "a.sinks = k\n");
        assertThat(configuration.isModified()).isFalse();
        Files.writeString(file, sound);

        assertThat(configuration.isModified()).isFalse();
        assertThat(notes).singleElement().asString().contains("is again what the agent runs with");
    }

    @Test
    void aFileThatIsGoneAnotherAgentsOrOneThatAnotherProcessUsesChangesNothing() throws IOException {
        List<String> used = new ArrayList<>(List.of("/data is in use by process 7."));
        CheckedConfiguration configuration =
                configuration(validator -> used.stream().findFirst());
        Files.delete(file);
        assertThat(configuration.isModified()).isFalse();
        assertThat(configuration.isModified()).isFalse();
        Files.writeString(file, sound.replace("a.", "b."));
        assertThat(configuration.isModified()).isFalse();
        Files.writeString(file, sound + "a.sinks.k.batchSize = 50\n");
        assertThat(configuration.isModified()).isFalse();

        assertThat(errors).hasSize(3);
        assertThat(errors.get(0)).contains("cannot be read");
        assertThat(errors.get(1)).contains("has no agent 'a'");
        assertThat(errors.get(2)).contains("in use by process 7");
        used.clear();
        Files.writeString(file, sound + "a.sinks.k.batchSize = 60\n");
        assertThat(configuration.isModified()).isTrue();
    }

    /** Flume's looking ends with the first configuration in which it finds nothing. */
    @Test
    void afterAnEmptiedFileFlumeTakesTheNextGoodOneOver() throws Exception {
        ConfigurationSource configuration = ConfigurationSourceFactory.getConfigurationSource(
                CheckedConfigurationFactory.uri(file, "a"), null, true);
        UriConfigurationProvider flume = new UriConfigurationProvider("a", List.of(configuration), null, null, 0);
        assertThat(flume.getConfiguration().getSinkRunners()).containsOnlyKeys("k");
        Files.writeString(file, "");
        assertThat(configuration.isModified()).isFalse();
        assertThat(flume.getConfiguration().getSinkRunners()).containsOnlyKeys("k");

        Files.writeString(file, sound.replace("sinks.k", "sinks.l").replace("sinks = k", "sinks = l"));
        assertThat(configuration.isModified()).isTrue();
        assertThat(flume.getConfiguration().getSinkRunners()).containsOnlyKeys("l");
    }

    @Test
    void anyNameOfAFileAndOfAnAgentIsHandedOn() {
        Path odd = directory.resolve("an agent#1?é%20.conf");
        URI uri = URI.create(CheckedConfigurationFactory.uri(odd, "a").toString());

        assertThat(Path.of(uri.getPath())).isEqualTo(odd);
        assertThat(uri.getFragment()).isEqualTo("a");
    }
}
