/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs all checks over one agent of a configuration file. */
public final class AgentValidator {
    private final Findings findings = new Findings();

    /**
     * Checks a file; everything found is in {@link #findings()}.
     *
     * @param name the agent's name; empty when the file has only one
     * @return the agent's name, when it could be read
     */
    public Optional<String> check(Path path, Optional<String> name) {
        Optional<AgentFile> file = AgentFile.read(path, name, findings);
        file.ifPresent(this::check);
        return file.map(AgentFile::agent);
    }

    public Findings findings() {
        return findings;
    }

    private void check(AgentFile file) {
        List<Component> components = Components.of(file, findings);
        new WiringCheck(file, components, findings).run();
        Map<Component, Values> values = SettingsCheck.run(components, findings);
        List<Component> sound = components.stream()
                .filter(component -> !values.containsKey(component)
                        || values.get(component).problems().isEmpty())
                .toList();
        new FlumeCheck(sound, findings).run();
        new DirectoryCheck(sound, findings).run();
    }
}
