/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.replay;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.mysql.matomo.MatomoApplier;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import io.github.trackreplay.mysql.matomo.MatomoHome;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the tables hold of one request, by the installed release and a configuration alone: for defaults that its reader knows. */
final class ReplayedRequest {
    private static final LogFile FILE = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
    private static final Instant NOW = Instant.parse("2026-03-03T13:00:00Z");

    private ReplayedRequest() {}

    /**
     * Applies a request to new tables.
     *
     * @param home where {@code config.ini.php} is written
     * @param sql a question whose answer is one value
     */
    static String of(String version, Path home, String ini, Map<String, String> headers, String query, String sql) {
        try (MatomoDatabase matomo = MatomoDatabase.create();
                MatomoApplier applier =
                        new MatomoApplier(home(home, ini), "matomo_", () -> NOW, new SecretRandomness(new byte[] {1}));
                Connection connection = matomo.begin()) {
            matomo.execute(
                    "UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
            applier.apply(connection, List.of(new LocatedRequest(FILE, request(headers, query))));
            connection.commit();
            return matomo.value(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MatomoHome home(Path home, String ini) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), ini);
        return MatomoHome.at(home);
    }

    private static TrackingRequest request(Map<String, String> headers, String query) {
        return new TrackingRequest(
                new TrackingRequest.Line(0, 100),
                NOW.toEpochMilli(),
                TrackingRequest.Call.get("/matomo.php", "idsite=1&rec=1&" + query),
                new TrackingRequest.Client(
                        "10.0.0.1",
                        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                        "",
                        "de-de",
                        headers));
    }
}
