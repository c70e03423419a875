/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.Option;
import io.github.trackreplay.source.AccessLogSourceOptions;
import io.github.trackreplay.validate.Component.Kind;
import java.util.List;
import java.util.Optional;

/**
 * What Flume's Kafka modules do to packs with the settings that they have: whether packs are on all replicas before they count as
 * sent, fit into a message, keep their headers and their order, and are all read. By the types' names, so that a component whose
 * jar is not here is judged too.
 *
 * <p>Why so: {@code docs/decisions/0038-kafka-is-a-channel.md}.
 */
final class KafkaCheck {
    /** A byte of a line may become {@code \}{@code u0001} in its document; headers and the frame need less than the rest. */
    private static final long GROWTH = 8;

    /** What a producer takes when nobody says anything. */
    private static final long USUAL_REQUEST = 1_048_576;

    private static final long SESSION_AT_MOST = 10_000;

    private final List<Component> components;
    private final Findings findings;

    KafkaCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    static boolean isKafkaChannel(Component channel) {
        return channel.text("type").endsWith(".KafkaChannel");
    }

    void run() {
        for (Component component : components) {
            if (component.kind() == Kind.CHANNEL && isKafkaChannel(component)) {
                checkChannel(component);
            } else if (component.kind() == Kind.SINK && component.text("type").endsWith(".KafkaSink")) {
                List<Component> feeding = feeding(component.text("channel"));
                checkHeaders(component, "useFlumeEventFormat", "false", false);
                checkProducer(component, "1", feeding);
            } else if (component.kind() == Kind.SOURCE && component.text("type").endsWith(".KafkaSource")) {
                checkReset(component, "latest");
            }
        }
    }

    private void checkChannel(Component channel) {
        List<Component> feeding = feeding(channel.name());
        Optional<Component> replaying = components.stream()
                .filter(Component::replays)
                .filter(c -> c.channels().contains(channel.name()))
                .findFirst();
        checkHeaders(channel, "parseAsFlumeEvent", "true", replaying.isPresent());
        if (!feeding.isEmpty()) {
            checkProducer(channel, "all", feeding);
        }
        if (replaying.isPresent()) {
            checkReset(channel, "earliest");
            checkGroup(channel);
        }
        new KafkaTopicCheck(channel, replaying, findings).run();
    }

    private List<Component> feeding(String channel) {
        return components.stream()
                .filter(c -> c.kind() == Kind.SOURCE)
                .filter(c -> c.channels().contains(channel))
                .toList();
    }

    /** A topic of bodies without headers is for other programs: a pack is what its headers say. */
    private void checkHeaders(Component component, String name, String fallback, boolean replayed) {
        if (component.text(name, fallback).equalsIgnoreCase("true")) {
            return;
        }
        if (replayed) {
            findings.problem(
                    component.prefix() + name,
                    "must be true: without their headers packs cannot be taken, and all would be rejected (foreign-event).");
        } else {
            findings.warning(
                    component.prefix() + name,
                    "is not true, so packs lose their headers on the way: right for other programs that read the documents, and"
                            + " useless for a collector. For collectors set it to true.");
        }
    }

    private void checkProducer(Component component, String acksFallback, List<Component> feeding) {
        String acks = component.text("kafka.producer.acks", acksFallback);
        if (!acks.equals("all") && !acks.equals("-1")) {
            findings.warning(
                    component.prefix() + "kafka.producer.acks",
                    "is " + acks
                            + ": a pack counts as sent before all replicas have it, and is lost with the broker that took it."
                            + " Set it to all.");
        }
        for (Component source : feeding) {
            checkSize(component, source);
            checkKey(component, source);
        }
    }

    private void checkSize(Component component, Component source) {
        if (!source.className().equals(Component.LOG_SOURCE)) {
            return;
        }
        long line = Math.max(
                bytes(source, AccessLogSourceOptions.MAX_LINE_BYTES), bytes(source, AccessLogSourceOptions.PACK_BYTES));
        long most = number(component, "kafka.producer.max.request.size").orElse(USUAL_REQUEST);
        if (most < GROWTH * line) {
            findings.warning(
                    component.prefix() + "kafka.producer.max.request.size",
                    "is " + most + ", but a pack of one line of " + line + " bytes (maxLineBytes of source "
                            + source.name()
                            + ") may need " + GROWTH * line + ", and one that does not fit stops its stream. Set it to "
                            + GROWTH * line + ", the topic's max.message.bytes as well, or lower maxLineBytes.");
        }
    }

    private static long bytes(Component source, Option<Long> option) {
        return AccessLogSourceOptions.read(source.prefix(), source.settings()).get(option);
    }

    private static Optional<Long> number(Component component, String name) {
        String text = component.text(name);
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private void checkKey(Component component, Component source) {
        boolean placed = component.settings().containsKey("partitionIdHeader")
                || component.settings().containsKey("defaultPartitionId");
        for (Component interceptor : components) {
            if (interceptor.className().equals(Component.INTERCEPTOR)
                    && interceptor.prefix().startsWith(source.prefix())
                    && !interceptor.text("streamHeader").equals("key")
                    && !placed) {
                findings.warning(
                        interceptor.prefix() + "streamHeader",
                        "is not key, so Kafka spreads the packs of a stream over all partitions: they come in any order and wait"
                                + " for each other in the database. Set it to key.");
            }
        }
    }

    private void checkReset(Component component, String fallback) {
        String name = "kafka.consumer.auto.offset.reset";
        String reset = component.text(name, fallback);
        if (!reset.equals("earliest")) {
            findings.warning(
                    component.prefix() + name,
                    "is " + reset
                            + ": what is in the topic before this group's first start, or while its place in it has expired,"
                            + " would be left out without a word. Set it to earliest: what comes twice counts once.");
        }
    }

    private void checkGroup(Component channel) {
        if (channel.text("kafka.consumer.group.id").isEmpty()) {
            findings.warning(
                    channel.prefix() + "kafka.consumer.group.id",
                    "is not set, so this collector shares the group 'flume' with whoever does the same, and each gets a part only."
                            + " Set one name for all collectors of this database.");
        }
        Optional<Long> session = number(channel, "kafka.consumer.session.timeout.ms");
        if (session.isEmpty() || session.get() > SESSION_AT_MOST) {
            findings.warning(
                    channel.prefix() + "kafka.consumer.session.timeout.ms",
                    session.map(millis -> "is " + millis).orElse("is not set (45000 by default since Kafka 3)")
                            + ": when a collector dies, its partitions wait for so many milliseconds, and the order of all"
                            + " waits with them. Set it to 6000.");
        }
    }
}
