/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.validate.Component.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flume.conf.ComponentWithClassName;
import org.apache.flume.conf.channel.ChannelType;
import org.apache.flume.conf.sink.SinkType;
import org.apache.flume.conf.source.SourceType;
import org.apache.flume.interceptor.InterceptorType;

/** Collects an agent's components and looks up their classes. */
final class Components {
    private final AgentFile file;
    private final Findings findings;
    private final List<Component> all = new ArrayList<>();

    private Components(AgentFile file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    static List<Component> of(AgentFile file, Findings findings) {
        Components components = new Components(file, findings);
        for (Kind kind : List.of(Kind.SOURCE, Kind.CHANNEL, Kind.SINK)) {
            for (String name : file.list(kind.list())) {
                String prefix = file.agent() + "." + kind.list() + "." + name + ".";
                components.add(kind, name, prefix, file.component(kind.list(), name));
            }
        }
        return List.copyOf(components.all);
    }

    private void add(Kind kind, String name, String prefix, Map<String, String> settings) {
        all.add(new Component(kind, name, prefix, settings, classOf(kind, prefix, settings)));
        if (kind == Kind.SOURCE) {
            AgentFile own = new AgentFile(file.agent(), settings);
            for (String interceptor : own.list("interceptors")) {
                String below = prefix + "interceptors." + interceptor + ".";
                add(Kind.INTERCEPTOR, name + "/" + interceptor, below, own.component("interceptors", interceptor));
            }
            reportUnlistedInterceptors(prefix, own);
        }
    }

    private void reportUnlistedInterceptors(String prefix, AgentFile own) {
        for (String configured : own.configured("interceptors")) {
            if (!own.list("interceptors").contains(configured)) {
                findings.problem(
                        prefix + "interceptors." + configured,
                        "is configured but not listed, so it would never run. Add it: " + prefix + "interceptors = "
                                + configured);
            }
        }
    }

    private Optional<Class<?>> classOf(Kind kind, String prefix, Map<String, String> settings) {
        String type = settings.getOrDefault("type", "");
        if (type.isEmpty()) {
            findings.problem(prefix + "type", "is missing. It names the " + kind.word() + "'s class.");
            return Optional.empty();
        }
        String className = alias(kind, type).orElse(type);
        try {
            return Optional.of(Class.forName(className, false, Components.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            findings.problem(prefix + "type", unknown(kind, type, className));
            return Optional.empty();
        }
    }

    private static String unknown(Kind kind, String type, String className) {
        String what = type.equals(className)
                ? "'" + type + "' is neither a class on the class path nor one of Flume's " + kind.list() + "."
                        + (type.startsWith("org.apache.flume.")
                                ? " If it is, put its jar into plugins.d/<name>/lib."
                                : "")
                : "'" + type + "' stands for " + className
                        + ", which is not on the class path. Add its jar to plugins.d.";
        return what
                + Nearest.of(simple(type), known(kind).keySet())
                        .map(name -> " Did you mean " + known(kind).get(name) + "?")
                        .orElse("");
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static Map<String, String> known(Kind kind) {
        return switch (kind) {
            case SOURCE ->
                Map.of(
                        "AccessLogSource", "io.github.trackreplay.source.AccessLogSource",
                        "CollectorSource", "io.github.trackreplay.hop.CollectorSource",
                        "BeatsSource", "io.github.trackreplay.carrier.BeatsSource",
                        "PipelineHttpSource", "io.github.trackreplay.carrier.PipelineHttpSource",
                        "avro", "avro");
            case INTERCEPTOR ->
                Map.of("TrackingInterceptor$Builder", "io.github.trackreplay.interceptor.TrackingInterceptor$Builder");
            case CHANNEL -> Map.of("file", "file", "memory", "memory");
            case SINK ->
                Map.of(
                        "MySqlSink", "io.github.trackreplay.sink.MySqlSink",
                        "TrackingApiSink", "io.github.trackreplay.sink.TrackingApiSink",
                        "PromptAvroSink", "io.github.trackreplay.hop.PromptAvroSink",
                        "avro", "avro");
        };
    }

    private static Optional<String> alias(Kind kind, String type) {
        try {
            String name = type.toUpperCase(Locale.ROOT);
            return switch (kind) {
                case SOURCE -> className(SourceType.valueOf(name));
                case CHANNEL -> className(ChannelType.valueOf(name));
                case SINK -> className(SinkType.valueOf(name));
                case INTERCEPTOR ->
                    Optional.of(InterceptorType.valueOf(name).getBuilderClass().getName());
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not an alias: a class name
        }
    }

    private static Optional<String> className(ComponentWithClassName type) {
        return Optional.ofNullable(type.getClassName());
    }
}
