/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.validate.Component.Kind;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Flume's own sources do to tracking requests, and what would tell them better apart: said for each source of others that
 * brings them. By the type's name, so that a source whose jar is not here is judged too.
 */
final class PipelineCheck {
    private static final int LEAST_LINE = 16_384;

    /** By the end of a class's name, Flume's word for it. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("TaildirSource", "taildir"),
            Map.entry("KafkaSource", "kafka"),
            Map.entry("NetcatSource", "netcat"),
            Map.entry("HTTPSource", "http"),
            Map.entry("ExecSource", "exec"),
            Map.entry("SyslogTcpSource", "syslogtcp"),
            Map.entry("SyslogUDPSource", "syslogudp"),
            Map.entry("SpoolDirectorySource", "spooldir"),
            Map.entry("MultiportSyslogTCPSource", "multiport_syslogtcp"),
            Map.entry("BeatsSource", "beats"),
            Map.entry("PipelineHttpSource", "posts"));

    private static final Set<String> PORTS =
            Set.of("syslogtcp", "syslogudp", "multiport_syslogtcp", "netcat", "netcatudp", "http", "beats", "posts");

    private final List<Component> components;
    private final Findings findings;

    PipelineCheck(List<Component> components, Findings findings) {
        this.components = components;
        this.findings = findings;
    }

    void run() {
        Set<String> replayed = new HashSet<>();
        for (Component sink : of(Kind.SINK)) {
            if (sink.replays()) {
                replayed.addAll(sink.channels());
            }
        }
        for (Component source : of(Kind.SOURCE)) {
            checkTokens(source, replayed);
            String word = word(source);
            if (WORDS.containsValue(word) || word.equals("netcatudp")) {
                check(source, word, replayed);
            }
        }
    }

    private void checkTokens(Component source, Set<String> replayed) {
        for (Component interceptor : of(Kind.INTERCEPTOR)) {
            if (interceptor.prefix().startsWith(source.prefix())
                    && interceptor.masksTokens()
                    && feeds(source, replayed)) {
                findings.problem(
                        interceptor.prefix() + "tokens",
                        "mask takes away what a MySqlSink behind this source needs: requests with cip or cdt would be rejected."
                                + " Leave it out here, and give the other program a source of its own, with the same files, another"
                                + " 'positions', and tokens = mask.");
            }
        }
    }

    private static boolean feeds(Component source, Set<String> replayed) {
        return source.channels().stream().anyMatch(replayed::contains);
    }

    private List<Component> of(Kind kind) {
        return components.stream().filter(c -> c.kind() == kind).toList();
    }

    private static String word(Component source) {
        String type = source.text("type");
        return WORDS.getOrDefault(type.substring(type.lastIndexOf('.') + 1), type.toLowerCase(Locale.ROOT));
    }

    private void check(Component source, String word, Set<String> replayed) {
        Optional<Component> interceptor = of(Kind.INTERCEPTOR).stream()
                .filter(i -> i.prefix().startsWith(source.prefix()))
                .filter(i -> i.text("type").equals(Component.INTERCEPTOR))
                .findFirst();
        boolean feeds = feeds(source, replayed);
        boolean packs = word.equals("kafka") && source.isTrue("useFlumeEventFormat");
        if (interceptor.isEmpty() && feeds && !packs) {
            findings.problem(
                    source.prefix() + "interceptors",
                    "no TrackingInterceptor reads what this source brings, so all of it would be rejected (foreign-event). Add"
                            + " 'interceptors = request' and 'interceptors.request.type = " + Component.INTERCEPTOR
                            + "'.");
        }
        if (interceptor.isPresent()) {
            checkTraps(source, word);
            checkStream(source, word, interceptor.get());
            checkNames(source, word, interceptor.get());
            findings.note("source " + source.name() + ": " + CarriedIdentity.sentence(source, word));
        }
    }

    /** Who reaches a port makes streams by naming them, unless they are listed. */
    private void checkNames(Component source, String word, Component interceptor) {
        if (PORTS.contains(word) && interceptor.given("stream").isEmpty()) {
            of(Kind.SINK).stream()
                    .filter(Component::replays)
                    .filter(sink -> sink.given("streams").isEmpty())
                    .filter(sink -> !Collections.disjoint(sink.channels(), source.channels()))
                    .forEach(sink -> findings.warning(
                            sink.prefix() + "streams",
                            "is not set, so whoever reaches source '" + source.name()
                                    + "' makes streams by naming them, and the order and completeness of all wait for each. List"
                                    + " the machines whose logs come."));
        }
    }

    private void checkTraps(Component source, String word) {
        switch (word) {
            case "syslogtcp", "multiport_syslogtcp" ->
                lineLength(
                        source,
                        "eventSize",
                        2500,
                        "cuts longer lines in two, and both halves are set aside (cut-line)");
            case "syslogudp", "netcatudp" ->
                findings.warning(
                        source.prefix() + "type",
                        "what is sent by UDP is lost without a word when anything on the way is busy. Use syslogtcp.");
            case "netcat" -> {
                lineLength(source, "max-line-length", 512, "drops the connection at a longer line");
                findings.warning(
                        source.prefix() + "type",
                        "netcat answers OK to each line, and ends a connection on which nobody reads that. Use syslogtcp or http.");
            }
            case "exec" ->
                findings.warning(
                        source.prefix() + "type",
                        "exec loses what its command wrote while the agent was down, and repeats what 'tail' shows again. Use"
                                + " io.github.trackreplay.source.AccessLogSource, or taildir.");
            case "spooldir" -> checkSpooling(source);
            case "kafka" -> checkKafka(source);
            case "http" -> checkHttp(source);
            default -> {}
        }
    }

    private void lineLength(Component source, String setting, int fallback, String what) {
        String text = source.text(setting, String.valueOf(fallback));
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) < LEAST_LINE) {
            findings.warning(
                    source.prefix() + setting,
                    "is " + text + " bytes, and the source " + what
                            + ". Tracking requests are longer than that now and then. Set it to 65536.");
        }
    }

    private void checkSpooling(Component source) {
        if (source.text("deserializer", "LINE").equalsIgnoreCase("LINE")) {
            lineLength(
                    source,
                    "deserializer.maxLineLength",
                    2048,
                    "cuts longer lines in two: of a request in the first half the rest is missing, without a word");
        }
        if (source.text("decodeErrorPolicy", "FAIL").equalsIgnoreCase("FAIL")) {
            findings.warning(
                    source.prefix() + "decodeErrorPolicy",
                    "is FAIL, with which one byte that is no UTF-8, and visitors write into logs, ends the source until the agent"
                            + " is started anew, and then again. Set it to REPLACE.");
        }
    }

    private void checkKafka(Component source) {
        if (source.isTrue("useFlumeEventFormat")) {
            findings.warning(
                    source.prefix() + "useFlumeEventFormat",
                    "true wants messages that another Flume wrote, our frontends' packs as well, which need no interceptor here. For"
                            + " what shippers write, leave it out.");
        }
        if (!source.text("kafka.consumer.auto.offset.reset").equalsIgnoreCase("earliest")) {
            findings.warning(
                    source.prefix() + "kafka.consumer.auto.offset.reset",
                    "is not earliest: where the group has committed nothing yet, or its commits have expired while the agent was"
                            + " down, the source begins at the topic's end, and what lies before is never brought. Set it to"
                            + " earliest; what comes twice by that counts once.");
        }
        if (source.text("kafka.consumer.group.id").isEmpty()) {
            findings.warning(
                    source.prefix() + "kafka.consumer.group.id",
                    "is not set, so the source commits for the group 'flume', which every other KafkaSource without one"
                            + " shares: each of them gets a part of the messages. Name a group of its own.");
        }
        if (source.isTrue("kafka.consumer.enable.auto.commit")) {
            findings.warning(
                    source.prefix() + "kafka.consumer.enable.auto.commit",
                    "has no effect: Flume's source commits after the channel has, which is what is wanted. Leave it out.");
        }
        if (source.text("setTopicHeader").equalsIgnoreCase("false")) {
            findings.warning(
                    source.prefix() + "setTopicHeader",
                    "false leaves out the topic, so that a message that comes twice is not known by its position. Leave it out.");
        }
    }

    private void checkHttp(Component source) {
        if (!source.text("handler").endsWith("PipelineHandler")) {
            findings.warning(
                    source.prefix() + "handler",
                    "Flume's own handler takes nothing but its own form, which no shipper writes. Set type ="
                            + " io.github.trackreplay.carrier.PipelineHttpSource, or handler ="
                            + " io.github.trackreplay.carrier.PipelineHandler.");
        }
    }

    private void checkStream(Component source, String word, Component interceptor) {
        boolean named = interceptor.settings().containsKey("stream")
                || interceptor.settings().containsKey("streamFrom");
        boolean hostInterceptor = of(Kind.INTERCEPTOR).stream()
                .filter(i -> i.prefix().startsWith(source.prefix()))
                .map(i -> i.text("type").toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.equals("host") || type.equals("static") || type.contains("hostinterceptor"));
        if (!named
                && !hostInterceptor
                && List.of("netcat", "exec", "taildir", "spooldir").contains(word)) {
            findings.warning(
                    interceptor.prefix() + "stream",
                    "is not set, and a " + word
                            + " source does not say which machine's log it brings, so all of it would be set"
                            + " aside (no-stream). Set stream to that machine's name.");
        }
    }
}
