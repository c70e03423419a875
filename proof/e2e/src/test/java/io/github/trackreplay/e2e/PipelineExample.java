/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A configuration of {@code conf-examples/pipelines} as its user changes it: with a test's database, directory and ports. Whatever is to be
 * changed must be there.
 */
final class PipelineExample {
    private final Path directory;
    private String text;

    /** @param directory where the agent's state and the configuration go */
    PipelineExample(String name, Path directory, DemoSite site) throws IOException {
        this.directory = directory;
        this.text = Files.readString(Path.of("../../conf-examples/pipelines").resolve(name));
        change("/var/lib/trackreplay", directory.resolve("lib").toString());
        change("jdbc:mysql://127.0.0.1:3306/matomo", site.url());
        change("user = trackreplay", "user = " + site.user());
        text = text.replaceAll("(?m)^matomo.sinks.tables.matomoHome.*$", "");
        line("matomo.sinks.tables.createTables = true");
        line("matomo.sinks.tables.pipelineIdle = 2 s");
    }

    PipelineExample change(String what, String to) {
        assertThat(text).contains(what);
        text = text.replace(what, to);
        return this;
    }

    PipelineExample line(String setting) {
        text = text + "\n" + setting;
        return this;
    }

    /** @param name of the file, without its ending */
    Path write(String name) throws IOException {
        return Files.writeString(directory.resolve(name + ".conf"), text + "\n");
    }

    /** An agent with the example's database, not started. */
    static AgentProcess agent(Path home, Path log, DemoSite site) throws IOException {
        return new AgentProcess(
                home, log, Map.of("TRACKREPLAY_PASSWORD", site.password(), "TRACKREPLAY_OPTS", Agent.QUICK_START));
    }
}
