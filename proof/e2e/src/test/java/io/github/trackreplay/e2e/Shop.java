/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trackreplay.quickstart.AgentProcess;
import io.github.trackreplay.quickstart.DemoSite;
import io.github.trackreplay.quickstart.DemoTables;
import io.github.trackreplay.quickstart.DemoTraffic;
import io.github.trackreplay.quickstart.LiveLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** A demo shop with a log, an agent and tables, for one test. */
final class Shop implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CONFIGURATION = """
            shop.sources = log
            shop.channels = file
            shop.sinks = matomo
            shop.sources.log.type = io.github.trackreplay.source.AccessLogSource
            shop.sources.log.channels = file
            shop.sources.log.stream = shop
            shop.sources.log.files = DIR/log/access.log*
            shop.sources.log.startAt = beginning
            shop.sources.log.positions = DIR/positions
            shop.sources.log.disorder = 0
            shop.sources.log.interceptors = request
            shop.sources.log.interceptors.request.type = io.github.trackreplay.interceptor.TrackingInterceptor$Builder
            shop.sources.log.interceptors.request.format = combined
            shop.channels.file.type = file
            shop.channels.file.checkpointDir = DIR/checkpoint
            shop.channels.file.dataDirs = DIR/data
            shop.sinks.matomo.type = io.github.trackreplay.sink.MySqlSink
            shop.sinks.matomo.channel = file
            shop.sinks.matomo.url = ${env:SHOP_URL}
            shop.sinks.matomo.user = ${env:SHOP_USER}
            shop.sinks.matomo.password = ${env:SHOP_PASSWORD}
            shop.sinks.matomo.createTables = true
            shop.sinks.matomo.commitFile = DIR/commit
            """;

    private final Path directory;
    private final DemoSite site;
    private final DemoTraffic traffic = new DemoTraffic(4711);
    private final LiveLog log;
    private final AgentProcess agent;

    Shop(Path directory, DemoSite site) throws IOException, SQLException {
        this(directory, site, Agent.home());
    }

    /** A shop whose agent is another one than the packaged: what {@code home/bin/trackreplay agent -f FILE} starts. */
    Shop(Path directory, DemoSite site, Path home) throws IOException, SQLException {
        this.directory = directory;
        this.site = site;
        new DemoTables(site).create();
        this.log = new LiveLog(directory.resolve("log/access.log"));
        Files.writeString(configuration(), CONFIGURATION.replace("DIR", directory.toString()));
        this.agent = new AgentProcess(
                home,
                directory.resolve("agent.log"),
                Map.of(
                        "SHOP_URL", site.url(),
                        "SHOP_USER", site.user(),
                        "SHOP_PASSWORD", site.password(),
                        "TRACKREPLAY_OPTS", Agent.QUICK_START));
    }

    private Path configuration() {
        return directory.resolve("agent.conf");
    }

    void startAgent() {
        agent.start("agent", "-f", configuration().toString());
    }

    /** Starts the agent with further lines in its configuration. */
    void startAgent(String furtherLines) throws IOException {
        Files.writeString(configuration(), furtherLines, StandardOpenOption.APPEND);
        startAgent();
    }

    AgentProcess agent() {
        return agent;
    }

    LiveLog log() {
        return log;
    }

    Path directory() {
        return directory;
    }

    DemoSite site() {
        return site;
    }

    /** Logs page views, with plain files between them. */
    void receive(int pageViews) {
        for (long until = traffic.requests() + pageViews; traffic.requests() < until; ) {
            log.append(traffic.nextLine(Instant.now()));
        }
    }

    /** Waits until as many page views have arrived as were logged. */
    void awaitArrival() {
        awaitArrival(PATIENCE);
    }

    void awaitArrival(Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> site.pageViews() >= traffic.requests());
    }

    /** What must be in the tables: every page view once, under the id that it was logged with, and every visitor once. */
    void assertEverythingArrivedOnce() throws SQLException {
        long requests = traffic.requests();
        assertThat(site.pageViews()).as("page views").isEqualTo(requests);
        assertThat(site.number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"))
                .as("different page views")
                .isEqualTo(requests);
        assertThat(site.visits()).as("visits").isEqualTo(traffic.visitors());
    }

    /** What was logged and what the tables hold, for people. */
    String account() throws SQLException {
        return String.format(
                Locale.ROOT,
                "%d page views logged by %d visitors; in the tables %d page views, %d of them different, %d visits",
                traffic.requests(),
                traffic.visitors(),
                site.pageViews(),
                site.number("SELECT COUNT(DISTINCT idpageview) FROM matomo_log_link_visit_action"),
                site.visits());
    }

    String agentLog() throws IOException {
        return Files.readString(directory.resolve("agent.log"));
    }

    @Override
    public void close() {
        agent.close();
    }
}
