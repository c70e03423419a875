/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.validate.Component.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that every component is listed and that sources, channels and sinks are joined to a pipeline. */
final class WiringCheck {
    private final AgentFile file;
    private final List<Component> components;
    private final Findings findings;

    WiringCheck(AgentFile file, List<Component> components, Findings findings) {
        this.file = file;
        this.components = components;
        this.findings = findings;
    }

    void run() {
        for (Kind kind : List.of(Kind.SOURCE, Kind.CHANNEL, Kind.SINK)) {
            reportUnlisted(kind);
        }
        if (file.list("channels").isEmpty()) {
            findings.problem(file.agent() + ".channels", "is missing. An agent needs at least one channel.");
        }
        if (file.list("sources").isEmpty() && file.list("sinks").isEmpty()) {
            findings.problem(file.agent() + ".sources", "is missing, and there are no sinks either.");
        }
        Set<String> fed = joined(Kind.SOURCE, "channels");
        Set<String> drained = joined(Kind.SINK, "channel");
        for (String channel : file.list("channels")) {
            if (isQueueBetweenAgents(channel) && (fed.contains(channel) || drained.contains(channel))) {
                continue;
            }
            reportDeadEnd(channel, fed.contains(channel), drained.contains(channel));
        }
        reportUnknownTopLevel();
        new GroupCheck(file, findings).run();
    }

    private void reportUnlisted(Kind kind) {
        List<String> listed = file.list(kind.list());
        for (String name : file.configured(kind.list())) {
            if (!listed.contains(name)) {
                findings.problem(
                        file.agent() + "." + kind.list() + "." + name,
                        "is configured but not listed, so it would never run."
                                + Nearest.of(name, listed)
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse(" Add it to " + file.agent() + "." + kind.list() + "."));
            }
        }
    }

    /** The channels that components of a kind are joined to; reports those that do not exist. */
    private Set<String> joined(Kind kind, String setting) {
        return components.stream()
                .filter(component -> component.kind() == kind)
                .flatMap(component -> channelsOf(component, setting).stream())
                .collect(Collectors.toSet());
    }

    private List<String> channelsOf(Component component, String setting) {
        List<String> names = component.channels();
        if (names.isEmpty()) {
            String wrong = setting.equals("channel") ? "channels" : "channel";
            String hint = component.settings().containsKey(wrong)
                    ? " It has '" + wrong + "': a " + component.kind().word() + " says '" + setting + "'."
                    : "";
            findings.problem(
                    component.prefix() + setting,
                    "is missing, so Flume would drop the " + component.kind().word() + "." + hint);
            return List.of();
        }
        for (String name : names) {
            if (!file.list("channels").contains(name)) {
                findings.problem(
                        component.prefix() + setting,
                        "'" + name + "' is not a channel of " + file.agent() + "; it has "
                                + String.join(", ", file.list("channels")) + ".");
            }
        }
        return names;
    }

    /** Kafka's topic: one agent puts, another one takes. */
    private boolean isQueueBetweenAgents(String channel) {
        return components.stream()
                .filter(c -> c.kind() == Kind.CHANNEL && c.name().equals(channel))
                .anyMatch(KafkaCheck::isKafkaChannel);
    }

    private void reportDeadEnd(String channel, boolean fed, boolean drained) {
        String setting = file.agent() + ".channels." + channel;
        if (!fed && !drained) {
            findings.problem(setting, "no source feeds it and no sink drains it, so Flume would drop it.");
        } else if (!drained) {
            findings.problem(setting, "no sink drains it: it would fill up and stop the source.");
        } else if (!fed) {
            findings.warning(setting, "no source feeds it.");
        }
    }

    private void reportUnknownTopLevel() {
        for (String name : file.settings().keySet()) {
            String first = name.replaceFirst("\\..*", "");
            if (!AgentFile.LISTS.contains(first)) {
                findings.problem(
                        file.agent() + "." + name,
                        "is ignored by Flume: an agent has " + String.join(", ", AgentFile.LISTS) + "."
                                + Nearest.of(first, AgentFile.LISTS)
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse(""));
            }
        }
    }
}
