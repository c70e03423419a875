/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.option.OptionSet;
import io.github.trackreplay.sink.MySqlSinkOptions;
import io.github.trackreplay.sink.TrackingApiSinkOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Asks the brokers of a channel what its topic is like, where a client of Kafka is on the class path. */
final class KafkaTopicCheck {
    private static final String SERVERS = "bootstrap.servers";

    private final Component channel;
    private final Optional<Component> replaying;
    private final Findings findings;

    /** @param replaying the sink of ours behind the channel, where there is one */
    KafkaTopicCheck(Component channel, Optional<Component> replaying, Findings findings) {
        this.channel = channel;
        this.replaying = replaying;
        this.findings = findings;
    }

    void run() {
        String servers = channel.text("kafka." + SERVERS);
        if (servers.isEmpty() || channel.type().isEmpty()) {
            return;
        }
        String topic = topic();
        try {
            Optional<KafkaTopic> found = KafkaTopic.ask(client(servers), topic);
            found.ifPresentOrElse(
                    t -> judge(topic, t),
                    () -> findings.hindrance(
                            channel.prefix() + "kafka.topic",
                            "the brokers have no topic '" + topic
                                    + "'. Make it, as conf-examples/kafka-frontend.conf says: one that a broker makes by itself has its"
                                    + " defaults, one partition and one replica as a rule."));
        } catch (KafkaTopic.NoClientException e) {
            findings.note("channel " + channel.name() + ": the brokers were not asked (" + reason(e) + ").");
        } catch (ExecutionException | TimeoutException e) {
            findings.hindrance(
                    channel.prefix() + "kafka." + SERVERS,
                    "no broker at " + servers + " answers (" + reason(e)
                            + "). Start it, or correct the address, or the settings of its encryption and account.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String topic() {
        return channel.text("kafka.topic", "flume-channel");
    }

    private Map<String, Object> client(String servers) {
        Map<String, Object> client = new HashMap<>();
        String own = replaying.isPresent() ? "kafka.consumer." : "kafka.producer.";
        channel.settings().forEach((name, value) -> {
            String bare = name.startsWith(own) ? name.substring(own.length()) : "";
            if (bare.startsWith("security.") || bare.startsWith("sasl.") || bare.startsWith("ssl.")) {
                client.put(bare, value);
            }
        });
        client.put(SERVERS, servers);
        client.put("request.timeout.ms", "4000");
        client.put("default.api.timeout.ms", "4000");
        return client;
    }

    /** Says what about a topic does not fit the channel and its sink. */
    void judge(String topic, KafkaTopic found) {
        String setting = channel.prefix() + "kafka.topic";
        findings.note("channel " + channel.name() + ": topic " + topic + " has " + found.partitions() + " partitions, "
                + found.replicas() + " replicas, min.insync.replicas "
                + found.settings().get("min.insync.replicas")
                + ", retention.ms " + found.settings().get("retention.ms") + ".");
        if (found.partitions() < 2) {
            findings.warning(setting, topic + " has one partition, so a second collector has nothing to do. Add some.");
        }
        if (found.replicas() < 2 || found.number("min.insync.replicas").orElse(1L) < 2) {
            findings.warning(
                    setting,
                    topic + " keeps a pack in one place until it is copied (replicas " + found.replicas()
                            + ", min.insync.replicas " + found.settings().get("min.insync.replicas")
                            + "): it is lost with that broker. Three replicas and min.insync.replicas=2 survive one.");
        }
        judgeSize(setting, found);
        judgeRetention(setting, found);
    }

    private void judgeSize(String setting, KafkaTopic found) {
        long largest = found.number("max.message.bytes").orElse(Long.MAX_VALUE);
        String text = channel.text("kafka.producer.max.request.size");
        if (replaying.isEmpty() && text.matches("\\d{1,18}") && largest < Long.parseLong(text)) {
            findings.warning(
                    setting,
                    "its max.message.bytes is " + largest + ", less than this channel's max.request.size (" + text
                            + "): a pack between the two stops its stream. Set max.message.bytes=" + text + ".");
        }
    }

    private void judgeRetention(String setting, KafkaTopic found) {
        long retention = found.number("retention.ms").orElse(-1L);
        long size = found.number("retention.bytes").orElse(-1L);
        if (size >= 0) {
            findings.warning(
                    setting,
                    "its retention.bytes is " + size
                            + ": what has not been read yet is deleted when so many bytes come behind"
                            + " it. Set it to -1, and let retention.ms limit the topic.");
        }
        Duration hold = replaying.map(KafkaTopicCheck::hold).orElse(Duration.ZERO);
        if (retention >= 0 && retention <= hold.toMillis()) {
            findings.warning(
                    setting,
                    "its retention.ms is " + retention + ", no longer than maxHold (" + hold.toMillis()
                            + " ms): packs are deleted while their order still waits for them. Set it to the longest outage"
                            + " that you want to survive, some days at least.");
        }
    }

    /** Both sinks have the setting. */
    private static Duration hold(Component sink) {
        OptionSet options = sink.className().equals(Component.MYSQL_SINK)
                ? MySqlSinkOptions.OPTIONS
                : TrackingApiSinkOptions.OPTIONS;
        return options.read(sink.prefix(), sink.settings())
                .find(MySqlSinkOptions.MAX_HOLD)
                .orElse(Duration.ZERO);
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName() + (deepest.getMessage() == null ? "" : ": " + deepest.getMessage());
    }
}
