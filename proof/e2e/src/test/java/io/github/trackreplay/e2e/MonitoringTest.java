/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.metrics.AgentMetrics;
import io.github.trackreplay.metrics.Metric;
import io.github.trackreplay.quickstart.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the dashboard speak of what an agent really shows, and each alert fires when it should and not before. */
class MonitoringTest {
    private static final Path TOP = Path.of("../..").toAbsolutePath().normalize();
    private static final Path EXAMPLES = TOP.resolve("conf-examples/monitoring");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern NAME = Pattern.compile("trackreplay_\\w+");

    /** For each alert the series of the real run, and how they go on where the alert must fire. */
    private static final Map<String, List<String>> FAULTS = faults();

    @TempDir
    Path directory;

    private static Map<String, List<String>> faults() {
        Map<String, List<String>> faults = new LinkedHashMap<>();
        faults.put("TrackReplayAgentDown", List.of("up{", "0x120"));
        faults.put("TrackReplayNotReady", List.of("trackreplay_ready{", "0x120"));
        faults.put("TrackReplayDatabaseAway", List.of("trackreplay_database_up{", "0x120"));
        faults.put(
                "TrackReplayNoCommit",
                List.of("trackreplay_last_commit_timestamp_seconds{", "0x120", "trackreplay_channel_events{", "7x120"));
        faults.put("TrackReplayStreamBehind", List.of("trackreplay_stream_lag_seconds{", "1000x120"));
        faults.put("TrackReplayStreamSilent", List.of("trackreplay_stream_state{", "1x120"));
        faults.put("TrackReplayClockWrong", List.of("trackreplay_stream_skew_seconds{", "-90x120"));
        faults.put("TrackReplayRejects", List.of("trackreplay_requests_total{outcome=\"rejected\"", "0+10x120"));
        faults.put("TrackReplayLoss", List.of("trackreplay_read_lost_bytes_total{", "0+1x120"));
        faults.put("TrackReplayChannelFills", List.of("trackreplay_channel_events{", "900000x120"));
        faults.put("TrackReplayHeldBack", List.of("trackreplay_held_bytes{", "6000000000x120"));
        faults.put("TrackReplayRetries", List.of("trackreplay_retries_total{class=\"transient\"", "0+60x120"));
        return faults;
    }

    @Test
    void everyRuleIsTriedWithTheMetricsOfARealRun() throws Exception {
        assumeTrue(run(directory, "promtool", "--version") == 0, "promtool is not installed (Debian: prometheus)");
        String metrics = metricsOfARun();

        assertThat(run(EXAMPLES, "promtool", "check", "rules", "alerts.yml")).isZero();
        Path test = Files.writeString(directory.resolve("test.yml"), tests(series(metrics)));
        int code = run(directory, "promtool", "test", "rules", test.toString());
        assertThat(code).as(Files.readString(directory.resolve("output"))).isZero();
    }

    @Test
    void prometheusTakesTheLinesForItsConfiguration() throws Exception {
        assumeTrue(run(directory, "promtool", "--version") == 0, "promtool is not installed (Debian: prometheus)");
        Files.copy(EXAMPLES.resolve("alerts.yml"), directory.resolve("alerts.yml"));
        String lines = Files.readString(EXAMPLES.resolve("prometheus.yml"));
        Path whole = Files.writeString(directory.resolve("prometheus.yml"), lines);

        int code = run(directory, "promtool", "check", "config", whole.toString());

        assertThat(code).as(Files.readString(directory.resolve("output"))).isZero();
    }

    @Test
    void everyAlertNamesAParagraphOfTheRunbookAndIsTried() throws IOException {
        String rules = Files.readString(EXAMPLES.resolve("alerts.yml"));
        String runbook = Files.readString(TOP.resolve("docs/runbook.md"));
        Matcher anchor = Pattern.compile("runbook_url: \\S+runbook\\.md#(\\S+)").matcher(rules);
        int anchors = 0;
        for (; anchor.find(); anchors++) {
            assertThat(runbook).contains("<a id=\"" + anchor.group(1) + "\"></a>");
        }

        Set<String> alerts = new TreeSet<>();
        Matcher alert = ALERT.matcher(rules);
        while (alert.find()) {
            alerts.add(alert.group(1));
            assertThat(runbook).contains("`" + alert.group(1) + "`");
        }
        assertThat(alerts).hasSize(anchors).isEqualTo(new TreeSet<>(FAULTS.keySet()));
    }

    @Test
    void rulesAndDashboardSpeakOfMetricsThatAreDeclared() throws IOException {
        Set<String> declared = new TreeSet<>();
        for (Metric metric : AgentMetrics.ALL) {
            declared.add(metric.exposed());
            if (metric.kind() == Metric.Kind.HISTOGRAM) {
                declared.add(metric.name() + "_bucket");
            }
        }
        for (String file : List.of("alerts.yml", "grafana-dashboard.json")) {
            Matcher name = NAME.matcher(Files.readString(EXAMPLES.resolve(file)));
            Set<String> named = new TreeSet<>();
            while (name.find()) {
                named.add(name.group());
            }
            assertThat(named).hasSizeGreaterThan(10);
            assertThat(declared).as(file).containsAll(named);
        }
    }

    private String metricsOfARun() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Shop shop = new Shop(
                        directory.resolve("run"), new DemoSite(database.url(), database.user(), database.password()))) {
            Scraper scraper = new Scraper();
            shop.startAgent("shop.sinks.matomo.metricsPort = " + scraper.port() + "\n");
            shop.receive(50);
            shop.awaitArrival();
            await().atMost(Shop.PATIENCE).until(() -> scraper.metrics().contains("trackreplay_stream_lag_seconds{"));
            return scraper.metrics();
        }
    }

    /** Each series of a scrape with its value; labels as Prometheus adds them. */
    private static Map<String, String> series(String metrics) {
        Map<String, String> series = new LinkedHashMap<>();
        series.put("up{instance=\"shop:9464\",job=\"trackreplay\"}", "1");
        metrics.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int value = line.lastIndexOf(' ');
            String name = line.substring(0, value);
            String labels = name.contains("{") ? name.substring(name.indexOf('{') + 1, name.length() - 1) + "," : "";
            String bare = name.contains("{") ? name.substring(0, name.indexOf('{')) : name;
            series.put(bare + "{" + labels + "instance=\"shop:9464\",job=\"trackreplay\"}", line.substring(value + 1));
        });
        // what this run had no reason to show
        series.putIfAbsent(
                "trackreplay_requests_total{outcome=\"rejected\",reason=\"unknown-site\",instance=\"shop:9464\","
                        + "job=\"trackreplay\"}",
                "0");
        series.putIfAbsent(
                "trackreplay_stream_skew_seconds{stream=\"shop\",instance=\"shop:9464\",job=\"trackreplay\"}", "0");
        return series;
    }

    private static String tests(Map<String, String> series) {
        StringBuilder text = new StringBuilder("rule_files:\n  - ")
                .append(EXAMPLES.resolve("alerts.yml"))
                .append("\nevaluation_interval: 1m\ntests:\n");
        text.append(test(series, List.of(), "count(ALERTS)", "[]"));
        FAULTS.forEach((alert, fault) -> text.append(test(
                series,
                fault,
                "count(ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"})",
                "[{labels: '{}', value: 1}]")));
        return text.toString();
    }

    private static String test(Map<String, String> series, List<String> fault, String query, String expected) {
        StringBuilder text = new StringBuilder("  - interval: 1m\n    input_series:\n");
        int changed = 0;
        for (Map.Entry<String, String> each : series.entrySet()) {
            String name = each.getKey();
            String values = each.getValue() + "x120";
            for (int i = 0; i < fault.size(); i += 2) {
                if (name.startsWith(fault.get(i))) {
                    values = fault.get(i + 1);
                    changed++;
                    name = name.replaceAll("state=\"(active|quiet)\"", "state=\"unreachable\"");
                }
            }
            text.append("      - series: '")
                    .append(name.replace("'", "''"))
                    .append("'\n        values: '")
                    .append(values.replace("NaN", "0"))
                    .append("'\n");
        }
        assertThat(changed).as("series of " + fault).isGreaterThanOrEqualTo(fault.size() / 2);
        return text + "    promql_expr_test:\n      - expr: '" + query
                + "'\n        eval_time: 90m\n        exp_samples: " + expected + "\n";
    }

    private int run(Path in, String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> words = new ArrayList<>(List.of(command));
        try {
            Process process = new ProcessBuilder(words)
                    .directory(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException(words + " does not end: " + Files.readString(output, UTF_8));
            }
            return process.exitValue();
        } catch (IOException e) {
            return 127; // not installed
        }
    }
}
