/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins;

import io.github.trackreplay.tracking.plugins.PluginReport.Missing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells which active plugins take part in tracking. Pure. */
public final class PluginJudge {
    /**
     * What there is to judge by.
     *
     * @param active names of the active plugins, or of all that are installed where no configuration is at hand
     * @param configured whether a configuration says which are active
     * @param versions their releases, by name; some may be missing
     * @param columns columns of log tables that Matomo itself does not bring, as {@code table.column}
     * @param signs by name what the plugin's folder shows of a part in tracking; a plugin without folder is not in it
     * @param folders whether Matomo's folder of plugins is at hand
     */
    public record Evidence(
            Set<String> active,
            boolean configured,
            Map<String, String> versions,
            Collection<String> columns,
            Map<String, List<String>> signs,
            boolean folders) {}

    private final Evidence evidence;
    private final List<String> imitated = new ArrayList<>();
    private final List<String> noPart = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final List<String> unjudged = new ArrayList<>();

    private PluginJudge(Evidence evidence) {
        this.evidence = evidence;
    }

    /** The four groups. */
    public static PluginReport judge(Evidence evidence) {
        PluginJudge judge = new PluginJudge(evidence);
        for (String name : new TreeSet<>(evidence.active())) {
            if (!PluginCatalog.isStock(name)) {
                PluginCatalog.find(name).ifPresentOrElse(judge::addKnown, () -> judge.addUnknown(name));
            }
        }
        return new PluginReport(judge.imitated, judge.noPart, judge.missing, judge.unjudged, judge.limits());
    }

    private void addKnown(KnownPlugin plugin) {
        String version = evidence.versions().getOrDefault(plugin.name(), "");
        switch (plugin.standing(version)) {
            case IMITATED -> imitated.add(plugin.name());
            case NO_PART -> noPart.add(plugin.name());
            case NOT_IMITATED -> {
                boolean later = plugin.standing() == KnownPlugin.Standing.IMITATED;
                String release = later ? "release " + version + " is newer than those that are imitated: " : "";
                missing.add(new Missing(plugin.name(), release + plugin.adds()));
            }
        }
    }

    private void addUnknown(String name) {
        List<String> signs = evidence.signs().get(name);
        List<String> unexplained = unexplained();
        if (signs != null && !signs.isEmpty()) {
            missing.add(new Missing(name, String.join(", ", signs)));
        } else if (signs == null && !unexplained.isEmpty()) {
            missing.add(new Missing(name, "not known; perhaps the columns " + String.join(", ", unexplained)));
        } else {
            (signs == null ? unjudged : noPart).add(name);
        }
    }

    /** Columns that no plugin that is known by name explains. */
    private List<String> unexplained() {
        return evidence.columns().stream()
                .filter(column -> PluginCatalog.all().stream()
                        .noneMatch(plugin -> plugin.columns().contains(column)))
                .sorted()
                .toList();
    }

    private Optional<String> limits() {
        if (!evidence.configured()) {
            return Optional.of("Which of the installed plugins are active is not known without matomoHome.");
        }
        return evidence.folders()
                ? Optional.empty()
                : Optional.of(
                        "Matomo's folder of plugins is not at hand, so only their names and the columns of the log"
                                + " tables were looked at.");
    }
}
