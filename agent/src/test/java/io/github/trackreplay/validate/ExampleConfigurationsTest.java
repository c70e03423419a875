/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.MoreCollectors;
import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flume.node.MaterializedConfiguration;
import org.apache.flume.node.PropertiesFileConfigurationProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Every agent in {@code conf-examples}, with the environment that it refers to replaced by values; those with a module that is no
 * part of ours are {@link KafkaCheckTest}'s.
 */
class ExampleConfigurationsTest {
    private static final Path EXAMPLES = Path.of("../conf-examples");

    @TempDir
    Path directory;

    static Stream<String> agents() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .filter(name -> !name.contains("-trackreplay") && !name.startsWith("kafka-"))
                    .toList();
            assertThat(names)
                    .contains(
                            "quickstart.conf", "single.conf", "frontend.conf", "collector.conf", "existing-flume.conf");
            return Stream.concat(names.stream(), Stream.of("kubernetes/collector.yaml"));
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void hasNoProblems(String name) throws IOException {
        AgentValidator validator = new AgentValidator();

        validator.check(withValues(name), Optional.empty());

        assertThat(validator.findings().problems()).isEmpty();
        assertThat(validator.findings().warnings()).extracting(Problem::setting).noneMatch(s -> s.contains("channels"));
    }

    @ParameterizedTest
    @MethodSource("agents")
    @SuppressWarnings("deprecation") // Flume's own provider for a properties file
    void isConfiguredByFlumeWithoutLosingAComponent(String name) throws IOException {
        Path file = withValues(name);
        AgentFile agent = AgentFile.read(file, Optional.empty(), new Findings()).orElseThrow();

        MaterializedConfiguration configuration =
                new PropertiesFileConfigurationProvider(agent.agent(), file.toFile()).getConfiguration();

        assertThat(configuration.getSourceRunners()).hasSameSizeAs(agent.list("sources"));
        assertThat(configuration.getChannels()).hasSameSizeAs(agent.list("channels"));
        int groups = agent.list("sinkgroups").size();
        assertThat(configuration.getSinkRunners())
                .hasSize(groups > 0 ? groups : agent.list("sinks").size());
    }

    /** Flume's Avro source opens its key store while it is configured. */
    private void createKeyStore() throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve("collector.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.store(out, "word".toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The example with values for what it takes from the environment, and with directories of this test's own. */
    private Path withValues(String name) throws IOException {
        createKeyStore();
        String text = (name.endsWith(".yaml")
                        ? agentIn(EXAMPLES.resolve(name))
                        : Files.readString(EXAMPLES.resolve(name)))
                .replace("${env:QUICKSTART_LOG}", directory + "/access.log")
                .replace("${env:QUICKSTART_URL}", "jdbc:mysql://127.0.0.1:1/matomo")
                .replaceAll("\\$\\{env:[A-Z_]*_(DATA)}", directory.toString())
                .replaceAll("\\$\\{env(:|\\[')[A-Z_]+('])?}", "word")
                .replace("/etc/trackreplay/keys", directory.toString())
                .replace("/var/www/matomo", directory.toString())
                .replace("/etc/trackreplay", directory.toString())
                .replaceAll("/var/lib/(trackreplay|flume)", directory.toString());
        return Files.writeString(
                directory.resolve(Path.of(name).getFileName().toString().replace(".yaml", ".conf")), text);
    }

    /** The configuration that a ConfigMap carries; the other documents of the file must be YAML, too. */
    private static String agentIn(Path yaml) throws IOException {
        Load load = new Load(LoadSettings.builder().build());
        return StreamSupport.stream(
                        load.loadAllFromString(Files.readString(yaml)).spliterator(), false)
                .map(document -> (Map<?, ?>) document)
                .filter(document -> "ConfigMap".equals(document.get("kind")))
                .map(document -> ((Map<?, ?>) document.get("data")).get("agent.conf"))
                .map(String.class::cast)
                .collect(MoreCollectors.onlyElement());
    }
}
