/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What plugins are set to: sections of {@code config.ini.php} that bear a plugin's name, and rows of {@code plugin_setting}.
 * Immutable.
 *
 * @param sections values by name, by plugin; several where a name is written as a list
 * @param stored values by name, by plugin
 */
public record PluginSettings(Map<String, Map<String, List<String>>> sections, Map<String, Map<String, String>> stored) {
    /** Nothing is set. */
    public static final PluginSettings NONE = new PluginSettings(Map.of(), Map.of());

    public PluginSettings {
        sections = copy(sections);
        stored = copy(stored);
    }

    private static <T> Map<String, Map<String, T>> copy(Map<String, Map<String, T>> map) {
        Map<String, Map<String, T>> copy = new HashMap<>();
        map.forEach((plugin, values) -> copy.put(plugin, Map.copyOf(values)));
        return Map.copyOf(copy);
    }

    /** What the configuration file says; nothing where it does not name it. */
    public List<String> configured(String plugin, String name) {
        return sections.getOrDefault(plugin, Map.of()).getOrDefault(name, List.of());
    }

    /** {@code SystemSetting::getValue}: what the configuration file says, else what is stored. */
    public Optional<String> value(String plugin, String name) {
        return configured(plugin, name).stream()
                .findFirst()
                .or(() -> Optional.ofNullable(
                        stored.getOrDefault(plugin, Map.of()).get(name)));
    }
}
