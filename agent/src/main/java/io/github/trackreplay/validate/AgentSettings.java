/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command needs to know of an agent's configuration: its components of one class, with references to variables
 * resolved also from the service's {@link EnvironmentFile}.
 */
public final class AgentSettings {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{[a-zA-Z0-9_]+(?::|\\[['\"]?)([A-Za-z0-9_-]+)['\"]?]?}");

    private final Path path;
    private final AgentFile file;
    private final EnvironmentFile environment;

    private AgentSettings(Path path, AgentFile file) {
        this.path = path;
        this.file = file;
        this.environment = EnvironmentFile.beside(path);
    }

    /**
     * Reads a file.
     *
     * @param agent the agent's name; without one, the file must hold exactly one agent
     * @throws IllegalArgumentException if that cannot be used: why, in sentences
     */
    public static AgentSettings read(Path path, Optional<String> agent) {
        Findings findings = new Findings();
        Optional<AgentFile> file = AgentFile.read(path, agent, findings);
        return new AgentSettings(path, file.orElseThrow(() -> {
            List<String> sentences = new ArrayList<>();
            findings.problems().forEach(problem -> sentences.add(problem.toString()));
            return new IllegalArgumentException(String.join(System.lineSeparator(), sentences));
        }));
    }

    /** Its file. */
    public Path path() {
        return path;
    }

    /** The settings of each source or sink whose class is called so, by the components' names. */
    public Map<String, Map<String, String>> components(String simpleName) {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        for (String list : List.of("sources", "sinks")) {
            for (String name : file.list(list)) {
                Map<String, String> settings = file.component(list, name);
                String type = settings.getOrDefault("type", "");
                if (type.substring(type.lastIndexOf('.') + 1).equals(simpleName)) {
                    found.put(name, settings);
                }
            }
        }
        return found;
    }

    /** The settings of every source and sink, by their names. */
    public Map<String, Map<String, String>> components() {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        for (String list : List.of("sources", "sinks")) {
            file.list(list).forEach(name -> found.put(name, file.component(list, name)));
        }
        return found;
    }

    /** A setting's text, with variables of the service; none where it is not set, or a variable of it is nowhere set. */
    public Optional<String> text(Map<String, String> settings, String name) {
        if (!settings.containsKey(name)) {
            return Optional.empty();
        }
        String text = settings.get(name).trim();
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (variable.find()) {
            Optional<String> value = environment.find(variable.group(1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            variable.appendReplacement(resolved, Matcher.quoteReplacement(value.get()));
        }
        variable.appendTail(resolved);
        return Optional.of(resolved.toString());
    }
}
