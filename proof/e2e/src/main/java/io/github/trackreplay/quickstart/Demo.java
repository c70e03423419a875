/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The quickstart's play: visitors come, the database goes away and returns, the log is rotated, the visitors leave, and the
 * tables must hold what the log held. Prints what happens while it happens. Not thread-safe.
 */
final class Demo implements AutoCloseable {
    private static final long SEED = 20_081_005;
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Path agentHome;
    private final Path directory;
    private final DemoDatabase database;
    private final PrintStream out = System.out;
    private final List<Runnable> open = new ArrayList<>();
    private final LiveLog log;
    private final AgentProcess agent;
    private DemoVisitors visitors;
    private long started;

    private record Act(Duration at, String sentence, Runnable action) {}

    /** With an empty log; what an earlier quickstart left is removed. */
    Demo(Path agentHome, Path directory, DemoDatabase database) throws IOException {
        this.agentHome = agentHome;
        this.directory = directory;
        this.database = database;
        clear(directory);
        Path accessLog = directory.resolve("log/access.log");
        log = new LiveLog(accessLog);
        agent = new AgentProcess(
                agentHome, directory.resolve("agent.log"), environment(database.site(), directory, accessLog));
        visitors = new DemoVisitors(new DemoTraffic(SEED), log);
    }

    /** Plays; returns whether every request that was logged is in the tables, once. */
    boolean run(Duration length) throws SQLException, IOException, InterruptedException {
        prepare();
        out.println("Visitors come to the demo shop. What their browsers report, the web server only logs.");
        out.println();
        out.println(DemoReport.HEADING);
        play(length);
        visitors.close();
        awaitArrival();
        return new DemoReport(database.site(), visitors, log, out).print(directory);
    }

    private void prepare() throws SQLException, IOException, InterruptedException {
        out.println("Database: " + database.name() + ". Agent: " + agentHome + ".");
        new DemoTables(database.site()).create();
        open.add(agent::close);
        agent.start(
                "agent",
                "-f",
                agentHome.resolve("conf-examples/quickstart.conf").toString());
        awaitAgent();
        come();
        started = System.nanoTime();
    }

    private void come() {
        open.add(visitors::close);
        visitors.come();
    }

    /** Waits until the agent has asked for our tables, so that the visitors see it at work from the start. */
    private void awaitAgent() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Path agentLog = directory.resolve("agent.log");
        while (System.nanoTime() < deadline && !Files.readString(agentLog).contains(" follows ")) {
            TimeUnit.MILLISECONDS.sleep(100);
            checkAgent();
        }
    }

    /** Removes what an earlier quickstart left, but not the database, which is running already. */
    private static void clear(Path directory) throws IOException {
        for (String old : List.of("log", "agent", "agent.log")) {
            Path path = directory.resolve(old);
            if (Files.exists(path)) {
                try (var files = Files.walk(path)) {
                    for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static Map<String, String> environment(DemoSite site, Path directory, Path accessLog) {
        return Map.of(
                "QUICKSTART_LOG", accessLog.toString(),
                "QUICKSTART_DATA", directory.resolve("agent").toString(),
                "QUICKSTART_URL", site.url(),
                "QUICKSTART_USER", site.user(),
                "QUICKSTART_PASSWORD", site.password());
    }

    private void play(Duration length) throws InterruptedException {
        Deque<Act> acts = new ArrayDeque<>(List.of(
                new Act(
                        length.multipliedBy(3).dividedBy(10),
                        "The database is stopped. Visitors do not notice.",
                        database::stop),
                new Act(length.multipliedBy(5).dividedBy(10), "The database is started again.", database::start),
                new Act(
                        length.multipliedBy(7).dividedBy(10),
                        "The log is rotated: access.log becomes access.log.1.",
                        () -> log.rotate())));
        if (!database.mayBeStopped()) {
            acts.removeFirst();
            acts.removeFirst();
        }
        awaitFirstRows();
        Duration before = elapsed();
        while (elapsed().minus(before).compareTo(length) < 0) {
            TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
            checkAlive();
            while (!acts.isEmpty()
                    && elapsed().minus(before).compareTo(acts.peekFirst().at()) >= 0) {
                Act act = acts.removeFirst();
                out.println("  " + act.sentence());
                act.action().run();
            }
            showWhatArrived();
        }
    }

    /** On a busy machine the agent takes its time to start; nobody sees anything go away that was not there. */
    private void awaitFirstRows() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !hasRows()) {
            TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
            checkAlive();
            showWhatArrived();
        }
    }

    private boolean hasRows() {
        try {
            return database.site().pageViews() > 0;
        } catch (SQLException e) {
            return false; // asked again until patience ends
        }
    }

    private void awaitArrival() throws InterruptedException {
        out.println("  The visitors have left. Waiting for the last requests ...");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !arrived()) {
            TimeUnit.MILLISECONDS.sleep(200);
            checkAlive();
        }
        showWhatArrived();
    }

    private boolean arrived() {
        try {
            return database.site().pageViews() >= visitors.requests() && DemoLedger.complete(database.site(), log);
        } catch (SQLException e) {
            return false; // asked again until patience ends; the report says what is missing then
        }
    }

    private void showWhatArrived() {
        out.println(DemoReport.line(elapsed(), database.site(), visitors));
    }

    private void checkAlive() {
        visitors.check();
        checkAgent();
    }

    private void checkAgent() {
        if (!agent.running()) {
            throw new IllegalStateException("The agent ended with exit code " + agent.exitCode() + "; its log is "
                    + directory.resolve("agent.log"));
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Lets new visitors come until the user ends the process. */
    void keep() throws InterruptedException {
        visitors = new DemoVisitors(new DemoTraffic(SEED + 1), log);
        come();
        out.println("Everything runs on. New visitors write to " + directory.resolve("log/access.log")
                + "; the database is");
        out.println("  " + database.site().url() + " (user " + database.site().user() + "). End it with Ctrl-C.");
        while (agent.running()) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).run();
        }
    }
}
