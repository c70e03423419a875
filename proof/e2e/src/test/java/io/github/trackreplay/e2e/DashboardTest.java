/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.trackreplay.database.EmbeddedMariaDb;
import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.quickstart.DemoSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each panel of the Grafana dashboard shows something of a real agent, asked by a real Prometheus with the panel's own queries. With
 * {@code -Dtrackreplay.pictures=DIRECTORY} the run is longer and has an outage, and the answers are drawn.
 */
class DashboardTest {
    private static final Path MONITORING = Path.of("../../conf-examples/monitoring");
    private static final DateTimeFormatter LOGGED =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    @TempDir
    Path directory;

    @Test
    void everyPanelShowsSomethingOfARealRun() throws Exception {
        assumeTrue(installed(), "prometheus is not installed (Debian: prometheus)");
        Optional<Path> pictures =
                Optional.ofNullable(System.getProperty("trackreplay.pictures")).map(Path::of);
        long from = Instant.now().getEpochSecond();
        try (EmbeddedMariaDb server = TestDatabase.ownMariaDb()) {
            server.start();
            Scraper scraper = new Scraper();
            try (Shop shop = new Shop(
                            directory.resolve("run"),
                            new DemoSite(server.url("shop"), server.user(), server.password()));
                    Prometheus prometheus = new Prometheus(directory.resolve("prometheus"), scraper.port())) {
                shop.startAgent("shop.sinks.matomo.metricsPort = " + scraper.port() + "\n");
                run(shop, server, prometheus, pictures.isPresent());

                // a rate needs two looks at what began last
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> assertThat(empty(answers(prometheus, from, now()), pictures.isPresent()))
                                .as("panels that show nothing")
                                .isEmpty());
                Map<JsonObject, List<DashboardPicture.Line>> panels = answers(prometheus, from, now());
                assertThat(panels).hasSizeGreaterThan(10);
                if (pictures.isPresent()) {
                    Files.writeString(pictures.get().resolve("dashboard.svg"), DashboardPicture.of(panels));
                }
            }
        }
    }

    private static long now() {
        return Instant.now().getEpochSecond() + 1;
    }

    /** @param outage whether the run had one, without which nothing is retried */
    private static List<String> empty(Map<JsonObject, List<DashboardPicture.Line>> panels, boolean outage) {
        return panels.entrySet().stream()
                .filter(panel ->
                        panel.getValue().stream().allMatch(line -> line.values().isEmpty()))
                .map(panel -> panel.getKey().get("title").getAsString())
                .filter(title -> outage || !title.equals("Retries by class"))
                .toList();
    }

    @Test
    void whatGrafanaIsProvisionedWithIsThere() throws IOException {
        String provider = Files.readString(MONITORING.resolve("grafana/dashboards.yml"));
        String source = Files.readString(MONITORING.resolve("grafana/datasource.yml"));
        JsonObject dashboard = JsonParser.parseString(Files.readString(MONITORING.resolve("grafana-dashboard.json")))
                .getAsJsonObject();

        assertThat(provider).containsPattern("(?m)^ +path: /opt/trackreplay/conf-examples/monitoring$");
        assertThat(dashboard.get("title").getAsString()).isEqualTo("Track Replay");
        assertThat(dashboard.getAsJsonObject("templating").getAsJsonArray("list"))
                .anySatisfy(variable -> assertThat(variable.getAsJsonObject()
                                        .get("name")
                                        .getAsString()
                                + " "
                                + variable.getAsJsonObject().get("query").getAsString())
                        .isEqualTo("datasource prometheus"));
        assertThat(source).containsPattern("(?m)^ +type: prometheus$");
        String interval = Files.readString(MONITORING.resolve("prometheus.yml"))
                .replaceAll("(?s).*scrape_interval: (\\w+).*", "$1");
        assertThat(source).contains("timeInterval: " + interval);
    }

    /** Visitors, and now and then one for a site that is not there; with an outage where there is time for it. */
    private static void run(Shop shop, EmbeddedMariaDb server, Prometheus prometheus, boolean outage) throws Exception {
        int looks = outage ? 200 : 12;
        for (int i = 1; i <= looks; i++) {
            shop.receive(outage ? 12 + (int) (8 * Math.sin(i / 15.0)) : 10);
            if (i % 6 == 0) {
                shop.log().append(forNobody());
            }
            if (outage && i == 80) {
                server.kill();
            }
            if (outage && i == 110) {
                server.start();
            }
            prometheus.awaitScrapes(i);
        }
        await().atMost(Shop.PATIENCE).until(() -> shop.site().pageViews() > 0);
    }

    private static String forNobody() {
        return "198.51.100.9 - - [" + LOGGED.format(Instant.now())
                + "] \"GET /matomo.php?idsite=99&rec=1&url=http%3A%2F%2Fexample.org%2F HTTP/1.1\" 200 43 \"-\" \"Mozilla/5.0\"\n";
    }

    private static Map<JsonObject, List<DashboardPicture.Line>> answers(Prometheus prometheus, long from, long until)
            throws IOException {
        JsonArray panels = JsonParser.parseString(Files.readString(MONITORING.resolve("grafana-dashboard.json")))
                .getAsJsonObject()
                .getAsJsonArray("panels");
        Map<JsonObject, List<DashboardPicture.Line>> answers = new LinkedHashMap<>();
        for (JsonElement panel : panels) {
            List<DashboardPicture.Line> lines = new ArrayList<>();
            for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
                String query = target.getAsJsonObject()
                        .get("expr")
                        .getAsString()
                        .replace("$instance", ".*")
                        .replace("$__rate_interval", "3s");
                String legend = target.getAsJsonObject().get("legendFormat").getAsString();
                prometheus
                        .range(query, from, until, 0.5)
                        .forEach(series -> lines.add(new DashboardPicture.Line(
                                legend(legend, series.labels()), series.times(), series.values())));
            }
            answers.put(panel.getAsJsonObject(), lines);
        }
        return answers;
    }

    private static String legend(String format, Map<String, String> labels) {
        String text = format;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text = text.replace("{{" + label.getKey() + "}}", label.getValue());
        }
        return text;
    }

    private static boolean installed() throws InterruptedException {
        try {
            return new ProcessBuilder("prometheus", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
