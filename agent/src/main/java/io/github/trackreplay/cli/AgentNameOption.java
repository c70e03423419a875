/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which of the agents is meant that a configuration describes. */
final class AgentNameOption {
    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "The agent's name in that file. Needed only when it has several.")
    private Optional<String> name = Optional.empty();

    /** As given. */
    Optional<String> given() {
        return name;
    }
}
