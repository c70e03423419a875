/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which agent's configuration is meant. */
final class AgentFileOptions {
    @Option(
            names = {"-f", "--conf-file"},
            required = true,
            paramLabel = "FILE",
            description = "The agent's configuration.")
    private Path file;

    @Mixin
    private AgentNameOption agent;

    Path file() {
        return file;
    }

    Optional<String> name() {
        return agent.given();
    }
}
