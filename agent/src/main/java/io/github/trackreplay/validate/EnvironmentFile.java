/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that the service gets from its {@code EnvironmentFile}: {@code environment} beside the configuration, {@linkplain
 * EnvironmentText read} as systemd does.
 */
record EnvironmentFile(Map<String, String> variables) {
    EnvironmentFile {
        variables = Map.copyOf(variables);
    }

    /** The one beside a configuration; without variables where there is none or this user may not read it. */
    static EnvironmentFile beside(Path configuration) {
        Path file = configuration.toAbsolutePath().resolveSibling("environment");
        try {
            return Files.isReadable(file)
                    ? new EnvironmentFile(EnvironmentText.variables(Files.readString(file, StandardCharsets.UTF_8)))
                    : new EnvironmentFile(Map.of());
        } catch (IOException e) {
            return new EnvironmentFile(Map.of()); // whoever needs a variable of it says that it is missing
        }
    }

    Optional<String> find(String variable) {
        return Optional.ofNullable(variables.get(variable));
    }
}
