/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.validate.Component.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Sink;
import org.apache.flume.Source;
import org.apache.flume.channel.DefaultChannelFactory;
import org.apache.flume.conf.BatchSizeSupported;
import org.apache.flume.conf.Configurables;
import org.apache.flume.conf.TransactionCapacitySupported;
import org.apache.flume.interceptor.Interceptor;
import org.apache.flume.sink.DefaultSinkFactory;
import org.apache.flume.source.DefaultSourceFactory;

/**
 * Creates and configures every component as Flume would, and says why one would be dropped. Configuring opens nothing; no
 * component is started.
 */
final class FlumeCheck {
    private final List<Component> components;
    private final Findings findings;
    private final Map<String, TransactionCapacitySupported> channels = new HashMap<>();

    /** @param components those whose settings have no problems of their own */
    FlumeCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        of(Kind.CHANNEL)
                .forEach(component -> create(component).ifPresent(created -> {
                    if (created instanceof TransactionCapacitySupported limited) {
                        channels.put(component.name(), limited);
                    }
                }));
        of(Kind.SOURCE).forEach(component -> create(component).ifPresent(created -> checkBatch(component, created)));
        of(Kind.SINK).forEach(component -> create(component).ifPresent(created -> checkBatch(component, created)));
        of(Kind.INTERCEPTOR).forEach(this::create);
    }

    private List<Component> of(Kind kind) {
        return components.stream()
                .filter(component ->
                        component.kind() == kind && component.type().isPresent())
                .toList();
    }

    private Optional<Object> create(Component component) {
        try {
            return Optional.of(configured(component));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            findings.problem(
                    component.prefix() + "*",
                    "Flume would drop this " + component.kind().word() + ": " + reason(e));
            return Optional.empty();
        }
    }

    private static Object configured(Component component) throws ReflectiveOperationException {
        Context context = new Context(component.settings());
        Object created = switch (component.kind()) {
            case SOURCE -> source(component);
            case CHANNEL -> channel(component);
            case SINK -> sink(component);
            case INTERCEPTOR ->
                (Interceptor.Builder)
                        component.type().orElseThrow().getDeclaredConstructor().newInstance();
        };
        Configurables.configure(created, context);
        if (created instanceof Interceptor.Builder builder) {
            builder.build();
        }
        return created;
    }

    private static Source source(Component component) {
        return new DefaultSourceFactory().create(component.name(), component.className());
    }

    private static Channel channel(Component component) {
        Channel channel = new DefaultChannelFactory().create(component.name(), component.className());
        channel.setName(component.name());
        return channel;
    }

    private static Sink sink(Component component) {
        return new DefaultSinkFactory().create(component.name(), component.className());
    }

    /** Flume drops a source or sink whose batch is larger than its channel's transactions, and lives on. */
    private void checkBatch(Component component, Object created) {
        if (!(created instanceof BatchSizeSupported batches)) {
            return;
        }
        for (String name : component.channels()) {
            TransactionCapacitySupported channel = channels.get(name);
            if (channel != null && batches.getBatchSize() > channel.getTransactionCapacity()) {
                findings.problem(
                        component.prefix() + batchSetting(component),
                        "batches of " + batches.getBatchSize() + " events do not fit into channel '" + name
                                + "', whose transactionCapacity is " + channel.getTransactionCapacity()
                                + ". Flume would drop the " + component.kind().word()
                                + ". Lower the batch or raise transactionCapacity.");
            }
        }
    }

    /** What a component calls the events of its batches. */
    private static String batchSetting(Component component) {
        List<String> known = component
                .type()
                .flatMap(Declared::of)
                .map(options -> options.options().stream().map(Option::name).toList())
                .orElse(List.of());
        return Stream.of("batchEvents", "batchSize", "batch-size")
                .filter(known::contains)
                .findFirst()
                .orElse("batchSize");
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }
}
