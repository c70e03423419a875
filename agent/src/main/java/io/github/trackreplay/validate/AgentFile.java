/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One agent's settings as they stand in a properties file, with every reference already resolved the way Flume does it.
 *
 * @param agent the agent's name
 * @param settings names without the agent's name and its dot, and their trimmed texts
 */
public record AgentFile(String agent, Map<String, String> settings) {
    /** The lists that an agent's settings start with. */
    static final List<String> LISTS = List.of("sources", "channels", "sinks", "sinkgroups", "configfilters");

    public AgentFile {
        settings = new TreeMap<>(settings);
    }

    /**
     * Reads a file.
     *
     * @param name the agent's name; without one, the file must hold exactly one agent
     * @return empty when there is a problem that leaves nothing to check further
     */
    public static Optional<AgentFile> read(Path file, Optional<String> name, Findings findings) {
        Optional<Properties> properties = load(file, findings);
        if (properties.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> resolved = References.resolve(properties.get());
        Set<String> agents = agentsOf(resolved);
        Optional<String> agent =
                name.or(() -> agents.size() == 1 ? agents.stream().findFirst() : Optional.empty());
        if (agent.isEmpty()) {
            findings.problem(
                    file.toString(),
                    agents.isEmpty()
                            ? "no agent in it. A setting such as 'agent.sources = log' makes one."
                            : "has the agents " + String.join(", ", agents) + ". Say which one with -n NAME.");
            return Optional.empty();
        }
        if (!agents.contains(agent.get())) {
            findings.problem(
                    file.toString(),
                    "has no agent '" + agent.get() + "'"
                            + (agents.isEmpty() ? "." : "; it has " + String.join(", ", agents) + "."));
            return Optional.empty();
        }
        reportStrangers(resolved.keySet(), agents, findings);
        return Optional.of(new AgentFile(
                agent.get(), References.filter(agent.get(), below(resolved, agent.get() + "."), findings)));
    }

    private static Optional<Properties> load(Path file, Findings findings) {
        RepeatedSettings properties = new RepeatedSettings();
        try {
            byte[] bytes = Files.readAllBytes(file);
            Optional<String> foreign = PropertiesText.problem(bytes);
            if (foreign.isPresent()) {
                findings.problem(file.toString(), foreign.get());
                return Optional.empty();
            }
            properties.load(new ByteArrayInputStream(bytes));
            properties.names().stream()
                    .sorted()
                    .forEach(name -> findings.warning(
                            name,
                            "stands more than once, with different values; the last one counts. Remove the others."));
            return Optional.of(properties);
        } catch (IOException | IllegalArgumentException e) {
            findings.problem(file.toString(), "cannot be read: " + UnreadableFile.reason(e) + ".");
            return Optional.empty();
        }
    }

    /** What no agent in the file has: Flume ignores it without a word, be it a setting with a misspelt agent's name or no setting. */
    private static void reportStrangers(Set<String> names, Set<String> agents, Findings findings) {
        for (String name : new TreeSet<>(names)) {
            String[] parts = name.split("\\.", 3);
            if (parts.length > 1 && agents.contains(parts[0])) {
                continue;
            }
            if (parts.length == 3 && LISTS.contains(parts[1])) {
                findings.problem(
                        name,
                        "is ignored by Flume: there is no agent '" + parts[0] + "' in this file, which has "
                                + String.join(", ", agents) + ". Begin it with the name of one, or take it out.");
            } else {
                findings.warning(
                        name,
                        "is ignored by Flume: it does not begin with the name of an agent (" + String.join(", ", agents)
                                + ") and a dot. A comment begins with #, and other files cannot be included.");
            }
        }
    }

    private static Set<String> agentsOf(Map<String, String> settings) {
        return settings.keySet().stream()
                .filter(key -> LISTS.stream().anyMatch(list -> key.endsWith("." + list)))
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Settings below a prefix, without it. */
    static Map<String, String> below(Map<String, String> settings, String prefix) {
        Map<String, String> found = new TreeMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                found.put(key.substring(prefix.length()), value.trim());
            }
        });
        return found;
    }

    /** The names that a list setting holds, in its order, each once. */
    List<String> list(String setting) {
        String text = settings.getOrDefault(setting, "").trim();
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("\\s+")).distinct().toList();
    }

    /** The settings of one component, without their prefix. */
    Map<String, String> component(String list, String name) {
        return below(settings, list + "." + name + ".");
    }

    /** Every name that has settings below a list, listed or not. */
    Set<String> configured(String list) {
        return below(settings, list + ".").keySet().stream()
                .filter(key -> key.indexOf('.') > 0)
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
