/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.Compression;
import io.github.trackreplay.event.TrackingEventCodec;
import io.github.trackreplay.event.WireEvent;
import io.github.trackreplay.trackingapi.StandIn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Sink;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingApiSinkTest {
    @TempDir
    Path directory;

    private final MemoryChannel channel = new MemoryChannel();

    private TrackingApiSink sink(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "user",
                "root",
                "createTables",
                "true",
                "unprovenPacks",
                "taken",
                "token",
                StandIn.TOKEN,
                "commitFile",
                directory.resolve("commit").toString()));
        all.putAll(settings);
        TrackingApiSink sink = new TrackingApiSink();
        sink.setName("api");
        sink.configure(new Context(all));
        channel.configure(new Context(Map.of("keep-alive", "0")));
        channel.start();
        sink.setChannel(channel);
        sink.start();
        return sink;
    }

    private void put(FrontendLog log) {
        WireEvent event = TrackingEventCodec.encode(log.ended(), Compression.GZIP);
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        channel.put(EventBuilder.withBody(event.body(), event.headers()));
        transaction.commit();
        transaction.close();
    }

    @Test
    void replaysThroughTheApiWithALedgerWhereMatomosTablesAreNot() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                StandIn matomo = new StandIn()) {
            TrackingApiSink sink = sink(Map.of(
                    "url",
                    database.url(),
                    "endpoint",
                    matomo.address().toString(),
                    "gzip",
                    "true",
                    "requestTokens",
                    "other"));
            FrontendLog web1 = new FrontendLog("web1", 0);
            web1.line(1000, "idsite=1&rec=1&n=0");
            web1.line(2000, "idsite=1&rec=1&n=1&cip=198.51.100.1&cdt=1&token_auth=other");
            web1.line(3000, "idsite=1&rec=1&n=2&cip=198.51.100.1&token_auth=unknown");
            put(web1);

            assertThat(sink.process()).isEqualTo(Sink.Status.READY);

            // of two visitors, so either may be first
            assertThat(matomo.counted())
                    .extracting(request -> request.get("n") + " " + request.get("cip") + " " + request.get("cdt"))
                    .containsExactlyInAnyOrder("0 203.0.113.7 1", "1 198.51.100.1 1");
            sink.stop();
            assertThat(directory.resolve("commit")).content().startsWith("1 ");
        }
    }

    @Test
    void whatCannotBeSentStaysInTheChannel() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                StandIn matomo = new StandIn()) {
            TrackingApiSink sink = sink(
                    Map.of("url", database.url(), "endpoint", matomo.address().toString()));
            matomo.tokenValid = false;
            put(new FrontendLog("web1", 0).line(1000, "idsite=1&rec=1&n=0"));

            assertThat(sink.process()).isEqualTo(Sink.Status.BACKOFF);
            assertThat(matomo.counted()).isEmpty();
            sink.stop();

            matomo.tokenValid = true;
            TrackingApiSink again = sink(
                    Map.of("url", database.url(), "endpoint", matomo.address().toString()));
            assertThat(again.process()).isEqualTo(Sink.Status.READY);
            assertThat(matomo.counted("n")).containsExactly("0");
            again.stop();
        }
    }

    @Test
    void whatIsWrongWithTheSettingsIsSaid() {
        Map<String, String> settings = Map.of("url", "jdbc:mysql://127.0.0.1/x", "endpoint", "matomo.example");
        assertThatThrownBy(() -> sink(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("endpoint: 'matomo.example' must begin with https:// and a host");
        for (String address :
                new String[] {"https://m/", "https://u:p@m/matomo.php", "ftp://m/matomo.php", "https://m y/"}) {
            assertThatThrownBy(() -> sink(Map.of("url", "jdbc:mysql://127.0.0.1/x", "endpoint", address)))
                    .as(address)
                    .isInstanceOf(ConfigurationException.class);
        }
        assertThatThrownBy(() -> sink(Map.of(
                        "url",
                        "jdbc:mysql://127.0.0.1/x",
                        "endpoint",
                        "https://m/matomo.php",
                        "truststore",
                        "/nowhere.p12")))
                .hasMessageContaining("/nowhere.p12");
    }
}
