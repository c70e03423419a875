/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flume.conf.sink.SinkProcessorType;

/** Checks sink groups: their sinks exist, their processor exists, and the settings of one of ours are right. */
final class GroupCheck {
    private static final String PROCESSOR = "processor.";
    private static final String PRIORITY = PROCESSOR + "priority.";

    private final AgentFile file;
    private final Findings findings;

    GroupCheck(AgentFile file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    void run() {
        file.list("sinkgroups").forEach(this::check);
    }

    private void check(String group) {
        Map<String, String> settings = file.component("sinkgroups", group);
        String prefix = file.agent() + ".sinkgroups." + group + ".";
        List<String> sinks = new AgentFile(file.agent(), settings).list("sinks");
        if (sinks.isEmpty()) {
            findings.problem(prefix + "sinks", "is missing. It lists the sinks of the group.");
        }
        for (String sink : sinks) {
            if (!file.list("sinks").contains(sink)) {
                findings.problem(prefix + "sinks", "'" + sink + "' is not a sink of " + file.agent() + ".");
            }
        }
        sinks.stream()
                .filter(this::replays)
                .filter(sink -> sinks.size() > 1)
                .forEach(sink -> findings.warning(
                        prefix + "sinks",
                        "'" + sink
                                + "' replays into a database. It waits for it by itself, so the group never turns to another"
                                + " sink because of it."));
        for (String setting : settings.keySet()) {
            if (setting.startsWith(PRIORITY) && !sinks.contains(setting.substring(PRIORITY.length()))) {
                findings.problem(
                        prefix + setting,
                        "'" + setting.substring(PRIORITY.length()) + "' is not a sink of the group; it has "
                                + String.join(", ", sinks) + ".");
            }
        }
        checkProcessor(prefix + PROCESSOR, AgentFile.below(settings, PROCESSOR));
    }

    private boolean replays(String sink) {
        return Component.MYSQL_SINK.equals(file.component("sinks", sink).get("type"));
    }

    private void checkProcessor(String prefix, Map<String, String> settings) {
        String type = settings.getOrDefault("type", "");
        if (type.isEmpty()) {
            findings.problem(prefix + "type", "is missing, so Flume would drop the group and its sinks.");
            return;
        }
        String className = Stream.of(SinkProcessorType.values())
                .filter(known -> known.name().equals(type.toUpperCase(Locale.ROOT)))
                .findFirst()
                .flatMap(known -> Optional.ofNullable(known.getClassName()))
                .orElse(type);
        try {
            Class<?> processor = Class.forName(className, false, GroupCheck.class.getClassLoader());
            Declared.of(processor)
                    .ifPresent(options ->
                            findings.problems(options.read(prefix, settings).problems()));
        } catch (ClassNotFoundException | LinkageError e) {
            findings.problem(
                    prefix + "type",
                    "'" + type
                            + "' is neither a class on the class path nor a sink processor of Flume's, so Flume would drop"
                            + " the group and its sinks. Did you mean io.github.trackreplay.hop.CollectorFailover?");
        }
    }
}
