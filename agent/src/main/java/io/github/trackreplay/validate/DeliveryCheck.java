/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.mysql.DatabaseAddress;
import io.github.trackreplay.validate.Component.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Checks that nothing takes packs of requests away between a source and the sinks that replay them or send them to a collector:
 * another sink on the same channel (Flume gives each event to one of a channel's sinks only), a channel selector that drops events
 * or does not insist, an interceptor that drops or changes packs.
 */
final class DeliveryCheck {
    private static final String SELECTOR = "selector.";
    private static final String OPTIONAL = SELECTOR + "optional";
    private static final Set<String> HOPS =
            Set.of("io.github.trackreplay.hop.PromptAvroSink", "org.apache.flume.sink.AvroSink");

    /** Flume's interceptors, by their classes, and what they do to a pack. */
    private static final Map<String, String> HARMFUL = Map.of(
            "org.apache.flume.interceptor.RegexFilteringInterceptor$Builder",
            "drops whole packs of lines, which then count as lost",
            "org.apache.flume.interceptor.SearchAndReplaceInterceptor$Builder",
            "changes packs, which then prove nothing and are rejected");

    private final List<Component> components;
    private final Findings findings;

    DeliveryCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        of(Kind.CHANNEL).forEach(this::checkSinks);
        for (Component source : of(Kind.SOURCE)) {
            List<Component> interceptors = interceptors(source);
            if (packs(source, interceptors)) {
                checkSelector(source);
                checkInterceptors(source, interceptors);
            }
        }
    }

    private List<Component> of(Kind kind) {
        return components.stream().filter(component -> component.kind() == kind).toList();
    }

    private List<Component> interceptors(Component source) {
        return of(Kind.INTERCEPTOR).stream()
                .filter(interceptor -> interceptor.prefix().startsWith(source.prefix()))
                .toList();
    }

    /** Whether what the source puts on its channels are packs. */
    private static boolean packs(Component source, List<Component> interceptors) {
        return source.className().startsWith("io.github.trackreplay.")
                || interceptors.stream().anyMatch(i -> i.className().equals(Component.INTERCEPTOR));
    }

    private void checkSinks(Component channel) {
        Map<String, Set<String>> sinks = new TreeMap<>();
        boolean ours = false;
        for (Component sink : drains(channel.name())) {
            sinks.computeIfAbsent(destination(sink), key -> new TreeSet<>()).add(sink.name());
            ours |= isOurs(sink);
        }
        if (ours && sinks.size() > 1) {
            String names = sinks.values().stream()
                    .map(some -> String.join(" and ", some))
                    .collect(Collectors.joining(", "));
            findings.problem(
                    channel.prefix() + "*",
                    "is drained by sinks that lead to different places (" + names
                            + "). Flume gives each event to one of them, so each place would lack what the others get. Give each"
                            + " a channel of its own, and the source both: channels = " + channel.name() + " other");
        }
    }

    private List<Component> drains(String channel) {
        return of(Kind.SINK).stream()
                .filter(sink -> sink.channels().contains(channel))
                .toList();
    }

    private static boolean isOurs(Component sink) {
        return sink.replays() || HOPS.contains(sink.className());
    }

    /** Two sinks with the same may share a channel: one ledger sees the events of both. */
    private static String destination(Component sink) {
        if (HOPS.contains(sink.className())) {
            return "collectors";
        }
        return sink.replays()
                ? sink.className() + " " + DatabaseAddress.of(sink.text("url")) + " " + sink.text("tablePrefix") + " "
                        + sink.text("endpoint")
                : "sink " + sink.name();
    }

    private void checkSelector(Component source) {
        String type = source.text(SELECTOR + "type", "replicating");
        if (type.toLowerCase(Locale.ROOT).equals("multiplexing")
                && source.given(SELECTOR + "default").isEmpty()) {
            findings.problem(
                    source.prefix() + SELECTOR + "default",
                    "is missing: Flume drops events whose header '"
                            + source.text(SELECTOR + "header", "flume.selector.header")
                            + "' has none of the values below selector.mapping, without a word. Name a channel.");
        }
        for (Map.Entry<String, String> setting : new TreeMap<>(source.settings()).entrySet()) {
            boolean optional =
                    setting.getKey().equals(OPTIONAL) || setting.getKey().startsWith(OPTIONAL + ".");
            if (optional) {
                replaying(setting.getValue())
                        .ifPresent(channel -> findings.problem(
                                source.prefix() + setting.getKey(),
                                "'" + channel
                                        + "' may not be optional: when it is full, or its disk is, events are dropped without"
                                        + " a word. Take it out; the source waits then."));
            }
        }
    }

    /** The first of some channels that leads to one of our sinks. */
    private Optional<String> replaying(String channels) {
        return List.of(channels.trim().split("\\s+")).stream()
                .filter(channel -> drains(channel).stream().anyMatch(DeliveryCheck::isOurs))
                .findFirst();
    }

    private void checkInterceptors(Component source, List<Component> interceptors) {
        boolean packs = source.className().startsWith("io.github.trackreplay.source.")
                || source.className().startsWith("io.github.trackreplay.hop.");
        for (Component interceptor : interceptors) {
            String harm = HARMFUL.get(interceptor.className());
            if (packs && harm != null) {
                findings.problem(
                        interceptor.prefix() + "type",
                        "'" + interceptor.text("type") + "' " + harm
                                + ". Take it out. What shall not be replayed is left out by the source's paths and the sink's"
                                + " statuses, sites and hosts.");
            }
            packs |= interceptor.className().equals(Component.INTERCEPTOR);
        }
    }
}
