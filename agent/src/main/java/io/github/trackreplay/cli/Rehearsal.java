/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import io.github.trackreplay.device.detector.DeviceDetector;
import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.Prepared;
import io.github.trackreplay.tracking.Tracker;
import io.github.trackreplay.tracking.location.LocationDatabase;
import io.github.trackreplay.tracking.model.Known;
import io.github.trackreplay.tracking.model.Wanted;
import io.github.trackreplay.tracking.prepared.OutsideFacts;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.referrer.SpamReferrers;
import io.github.trackreplay.tracking.settings.Access;
import io.github.trackreplay.tracking.settings.LogTables;
import io.github.trackreplay.tracking.settings.Settings;
import io.github.trackreplay.tracking.settings.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/**
 * Does what an import does, without a database: a dry run over a log of one line, an attempt to reach a database where none is, and the
 * tracker's work on one request. Only for what it has the virtual machine load.
 */
final class Rehearsal {
    private static final String USER_AGENT =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/142.0.0.0 Safari/537.36";
    private static final String QUERY = "idsite=1&rec=1&url=https%3A%2F%2Fshop.example.com%2Fboots&action_name=Boots"
            + "&urlref=https%3A%2F%2Fwww.google.com%2F&_id=0123456789abcdef&pv_id=abcdef&res=1920x1080";
    private static final long TIME = 1_772_438_400_000L;
    private static final String LINE = "198.51.100.7 - - [02/Mar/2026:08:00:00 +0000] \"GET /matomo.php?" + QUERY
            + " HTTP/1.1\" 200 43 \"https://shop.example.com/boots\" \"" + USER_AGENT + "\"\n";

    private Rehearsal() {}

    static void run() throws IOException {
        Path log = Files.createTempFile("trackreplay-rehearsal", ".log");
        try {
            Files.writeString(log, LINE, StandardCharsets.US_ASCII);
            command("import", "--dry-run", "--stream", "rehearsal=" + log);
            command(
                    "import",
                    "--url",
                    "jdbc:mysql://127.0.0.1:1/none",
                    "--user",
                    "none",
                    "--patience",
                    "1 ms",
                    "--stream",
                    "rehearsal=" + log);
        } finally {
            Files.deleteIfExists(log);
        }
        track();
    }

    private static void command(String... words) {
        CommandLine command = TrackReplay.commandLine();
        command.setOut(new PrintWriter(Writer.nullWriter())).setErr(new PrintWriter(Writer.nullWriter()));
        command.execute(words);
    }

    private static void track() throws IOException {
        OutsideFacts facts = new OutsideFacts(
                DeviceDetector.bundled(), ReferrerDefinitions.builtIn(), SpamReferrers.none(), LocationDatabase.none());
        Tracker tracker = new Tracker(facts, new SecretRandomness(new byte[] {0}));
        LogFile file = new LogFile("rehearsal", new Fingerprint("0".repeat(64)), 1, Optional.empty());
        Prepared prepared = tracker.prepare(new LocatedRequest(file, request()), settings(), TIME / 1000 + 1);
        Known known = new Known();
        tracker.foresee(prepared, known, new Wanted());
        tracker.decide(prepared, known);
    }

    private static TrackingRequest request() {
        return new TrackingRequest(
                new TrackingRequest.Line(0, LINE.length()),
                TIME,
                TrackingRequest.Call.get("/matomo.php", QUERY),
                new TrackingRequest.Client(
                        "198.51.100.7", USER_AGENT, "https://shop.example.com/boots", "en", Map.of()));
    }

    private static Settings settings() {
        List<String> none = List.of();
        return Settings.builder()
                .version("5.2.0")
                .plugins(Set.of())
                .tracker(Map.of())
                .options(Map.of())
                .access(new Access("pepper", Set.of(), Set.of(), Map.of()))
                .logTables(new LogTables(5, Set.of(1, 2, 3, 4, 5), false))
                .site(new Site(
                        1,
                        "website",
                        0,
                        ZoneOffset.UTC,
                        new Site.Urls(List.of("https://shop.example.com"), false),
                        new Site.Search(true, none, none),
                        new Site.Excluded(false, none, none, none, none),
                        List.of(),
                        List.of()))
                .build();
    }
}
