/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that the service gets from its {@code EnvironmentFile}: {@code environment} beside the configuration. Read as
 * systemd does for simple lines: {@code NAME=value}, the value plain or in quotes.
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
                    ? parse(Files.readString(file, StandardCharsets.UTF_8))
                    : new EnvironmentFile(Map.of());
        } catch (IOException e) {
            return new EnvironmentFile(Map.of()); // whoever needs a variable of it says that it is missing
        }
    }

    static EnvironmentFile parse(String text) {
        Map<String, String> variables = new HashMap<>();
        text.lines().map(String::strip).filter(line -> !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(
                        line.substring(0, equals).strip(),
                        unquoted(line.substring(equals + 1).strip()));
            }
        });
        return new EnvironmentFile(variables);
    }

    Optional<String> find(String variable) {
        return Optional.ofNullable(variables.get(variable));
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '\'' || value.charAt(0) == '"')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
