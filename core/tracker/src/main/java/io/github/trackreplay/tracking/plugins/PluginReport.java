/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The active plugins that are not part of Matomo, in four groups.
 *
 * @param imitated those whose part is imitated
 * @param noPart those that take no part
 * @param missing those that take part and are not imitated
 * @param unjudged those that nobody can judge: known neither by name nor by a folder that is at hand
 * @param limits what could not be looked at, a sentence; empty where all could
 */
public record PluginReport(
        List<String> imitated,
        List<String> noPart,
        List<Missing> missing,
        List<String> unjudged,
        Optional<String> limits) {
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
        unjudged = List.copyOf(unjudged);
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

    /** A sentence where plugins are active of which nobody can say whether they take part: no reason to stop, but to be said. */
    public Optional<String> doubt() {
        return unjudged.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Active plugins of Matomo are not known here, and without their folders nobody can say whether"
                                + " they take part in tracking: " + String.join(", ", unjudged)
                                + ". They count as if they took none. Copy Matomo's plugins directory to matomoHome (command:"
                                + " --matomo-home), or look into docs/plugins.md how to find out.");
    }

    /** All that is to be said, where anything is. */
    public Optional<String> remarks() {
        return Stream.of(problem(), doubt())
                .flatMap(Optional::stream)
                .reduce((problem, doubt) -> problem + " " + doubt);
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
