/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.trackingapi.ApiSettings;
import io.github.trackreplay.trackingapi.SendingLedger;
import io.github.trackreplay.trackingapi.StandIn;
import io.github.trackreplay.trackingapi.TrackingApiMatomo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** An engine in a process of its own that sends a log through a Tracking API, so that a test can kill it. */
final class SendingProcess {
    static final int REQUESTS = 100;

    private SendingProcess() {}

    static Process start(TestDatabase database, StandIn matomo) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SendingProcess.class.getName(),
                        database.url(),
                        database.user(),
                        database.password(),
                        matomo.address().toString())
                .inheritIO()
                .start();
    }

    static Pack log() {
        return TrackingApiReplayTest.log("w", REQUESTS, REQUESTS);
    }

    /** Arguments: the ledger's URL, user and password, the endpoint. */
    public static void main(String[] arguments) throws Exception {
        WriterPool.Settings ledger = new WriterPool.Settings(arguments[0], arguments[1], arguments[2], 2);
        ApiSettings api = new ApiSettings(
                URI.create(arguments[3]),
                new ApiSettings.Access(StandIn.TOKEN, 1, Optional.empty()),
                new ApiSettings.Calls(2, 10, 1 << 20, false),
                new ApiSettings.Timeouts(Duration.ofSeconds(2), Duration.ofMinutes(1)),
                ApiSettings.Visitors.AS_LOGGED,
                false);
        ReplayEngine.Settings settings = new ReplayEngine.Settings(
                ledger,
                "matomo_",
                false,
                new Replayer.Identity("dying", "host"),
                ReplayPolicy.DEFAULT,
                Optional.empty());
        TrackingApiMatomo side =
                new TrackingApiMatomo(api, new SendingLedger(ledger, "matomo_", "dying", true), InstantSource.system());
        try (ReplayEngine engine = ReplayEngine.open(settings, side)) {
            engine.replayer().replay(EngineFixture.of(log()));
        }
    }
}
