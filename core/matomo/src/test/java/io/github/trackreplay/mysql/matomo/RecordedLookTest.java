/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.tracking.prepared.SecretRandomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedLookTest {
    private static final long NOON = Instant.parse("2026-03-03T12:00:00Z").toEpochMilli();

    private final MatomoDatabase matomo = MatomoDatabase.create();

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        matomo.close();
    }

    /** They take a second to load: an import into a Matomo that has nothing of its time does not need them twice. */
    @Test
    void whetherThereIsAnythingIsToldWithoutDefinitions() throws IOException, SQLException {
        Path regexes = Files.createDirectories(home.resolve("vendor/matomo/device-detector/regexes"));
        Files.writeString(regexes.resolve("bots.yml"), "- {");
        RecordedLook look = new RecordedLook(
                MatomoHome.at(home), "matomo_", () -> Instant.ofEpochMilli(NOON), new SecretRandomness(new byte[] {1}));

        try (Connection connection = matomo.begin()) {
            assertThat(look.any(connection, NOON, NOON + 1000)).isFalse();
            assertThatThrownBy(() -> look.find(connection, List.of())).isInstanceOf(UncheckedIOException.class);
        }
    }
}
