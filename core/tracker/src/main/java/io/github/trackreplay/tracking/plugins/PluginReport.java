/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The active plugins that are not part of Matomo, in three groups.
 *
 * @param imitated those whose part is imitated
 * @param noPart those that take no part
 * @param missing those that take part and are not imitated
 * @param limits what could not be looked at, a sentence; empty where all could
 */
public record PluginReport(List<String> imitated, List<String> noPart, List<Missing> missing, Optional<String> limits) {
    /**
     * A plugin that takes part and is not imitated.
     *
     * @param name its name
     * @param adds what it would add
     */
    public record Missing(String name, String adds) {
        @Override
        public String toString() {
            return name + " (" + adds + ")";
        }
    }

    public PluginReport {
        imitated = List.copyOf(imitated);
        noPart = List.copyOf(noPart);
        missing = List.copyOf(missing);
    }

    /** A sentence where plugins take part that are not imitated. */
    public Optional<String> problem() {
        return sentence(missing);
    }

    /** The same of those that nobody has allowed. */
    public Optional<String> refusal(Set<String> allowed) {
        return sentence(missing.stream()
                .filter(plugin -> !allowed.contains(plugin.name()))
                .toList());
    }

    /** The names of those that take part and are not imitated, as the setting that allows them has them. */
    public String names() {
        return missing.stream().map(Missing::name).collect(Collectors.joining(", "));
    }

    private Optional<String> sentence(List<Missing> plugins) {
        if (plugins.isEmpty()) {
            return Optional.empty();
        }
        String list = plugins.stream().map(Missing::toString).collect(Collectors.joining("; "));
        return Optional.of("Active plugins of Matomo take part in tracking and are not imitated: " + list
                + ". What they would add is left out; requests for them are set aside (plugin:NAME)."
                + limits.map(limit -> " " + limit).orElse(""));
    }
}
