/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.page.LedgerView;
import io.github.trackreplay.page.Tap;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageAnswersTest {
    private final MetricsHub hub = new MetricsHub(InstantSource.system());

    private EndpointAnswer ask(String path, boolean users, String host) {
        return new PageAnswers(hub, users, new OwnNames(() -> Set.of("Collector1.example.org")))
                .answer(URI.create(path), host);
    }

    private static String text(EndpointAnswer answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void thePageAdmitsItsOwnScriptAndNothingElse() {
        EndpointAnswer page = ask("/", false, "127.0.0.1:9464");

        assertThat(page.type()).startsWith("text/html");
        assertThat(page.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:");
        assertThat(text(page))
                .doesNotContain("/*STYLE*/", "/*SCRIPT*/", "innerHTML", " src=", "onclick=")
                .contains("prefers-color-scheme: dark");
    }

    @Test
    void aForeignNameThatPointsHereIsRefusedWithoutPasswords() {
        for (String host : List.of("rebound.example.com", "rebound.example.com:9464", "")) {
            assertThat(ask("/state.json", false, host).status()).as(host).isEqualTo(421);
            assertThat(ask("/state.json", true, host).status()).as(host).isEqualTo(200);
        }
        assertThat(ask("/state.json", false, null).status()).isEqualTo(421);
        for (String host :
                List.of("localhost:9464", "[::1]:9464", "10.0.0.1", "collector1", "collector1.EXAMPLE.org:1")) {
            assertThat(ask("/state.json", false, host).status()).as(host).isEqualTo(200);
        }
    }

    @Test
    void whatVisitorsSentIsForUsersOnly() {
        hub.tap().add(0, List.of(new Tap.Passed(0, 5, "web1", "recorded", "", "site 1 /secret")));
        hub.show(new LedgerView() {
            @Override
            public String where() {
                return "db";
            }

            @Override
            public byte[] document(boolean visitors) {
                return ("{\"v\":" + visitors + "}").getBytes(UTF_8);
            }
        });

        assertThat(ask("/tap.json", false, "localhost").status()).isEqualTo(403);
        assertThat(text(ask("/tap.json?after=0&stream=web1", true, "localhost")))
                .contains("\"number\":1", "site 1 /secret", "\"last\":1");
        assertThat(text(ask("/tap.json?after=0&stream=web2", true, "localhost")))
                .contains("\"requests\":[]");
        assertThat(text(ask("/state.json", false, "localhost"))).contains("\"ledger\":{\"v\":false}");
        assertThat(text(ask("/state.json", true, "localhost"))).contains("\"ledger\":{\"v\":true}");
    }

    @Test
    void theLastHourIsKeptInBoundedMemoryAndGivenFromATimeOn() {
        double[] recorded = {0};
        hub.register(samples -> {
            samples.add(AgentMetrics.REQUESTS, recorded[0], "recorded", "");
            for (int i = 0; i < 80; i++) {
                samples.add(AgentMetrics.STREAM_LAG, i, "web" + i);
            }
        });
        HistorySampler sampler = new HistorySampler(hub);
        for (int i = 0; i <= 400; i++) {
            recorded[0] = i == 399 ? 0 : 50 * i; // a sink that starts again counts from 0
            sampler.sample(1_000_000 + 10_000L * i);
        }

        var all = hub.history().since(0);
        assertThat(all)
                .hasSize(360)
                .allSatisfy(point -> assertThat(point.lags()).hasSize(50));
        assertThat(all.get(0).values()).containsEntry("recorded", 5.0).containsEntry("lag", 79.0);
        assertThat(all.get(358).values()).containsEntry("recorded", 0.0);
        assertThat(text(ask("/state.json?since=4990000", true, "localhost")).split("\"time\":"))
                .as("the last one only")
                .hasSize(2);
        assertThat(text(ask("/state.json?since=%00x", true, "localhost")).split("\"time\":"))
                .hasSize(361);
    }

    @Test
    void whoeverWatchesHearsHowManyWentByUnseen() {
        Tap tap = hub.tap();
        for (int i = 0; i < 3; i++) {
            tap.add(
                    400,
                    IntStream.range(0, 500)
                            .mapToObj(n -> new Tap.Passed(0, n, "web1", "recorded", "", "x".repeat(2_000)))
                            .toList());
        }

        String json = new String(tap.since(0, ""), UTF_8);
        assertThat(json).contains("\"last\":2700", "\"unseen\":1300").hasSizeLessThan(700_000);
        assertThat(new String(tap.since(99_999, ""), UTF_8))
                .as("after a start anew")
                .contains("\"number\":2700");
        assertThat(new String(tap.since(-2, ""), UTF_8))
                .contains("\"number\":2699")
                .doesNotContain("\"number\":2698");
    }
}
