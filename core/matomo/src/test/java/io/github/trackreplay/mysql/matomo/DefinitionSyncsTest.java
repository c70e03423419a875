/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.matomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LocatedRequest;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.tracking.prepared.SecretRandomness;
import io.github.trackreplay.tracking.referrer.ReferrerDefinitions;
import io.github.trackreplay.tracking.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which outside facts count: the social networks that Matomo has fetched do, unless {@code [General]} says that it fetches none. */
class DefinitionSyncsTest {
    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    @TempDir
    Path home;

    private final MatomoDatabase matomo = MatomoDatabase.create();

    DefinitionSyncsTest() {
        matomo.execute("REPLACE INTO matomo_option VALUES ('SearchEngineDefinitions', '" + encoded("a:0:{}")
                + "', 0), ('SocialDefinitions', '" + encoded("a:1:{s:14:\"social.example\";s:7:\"Fetched\";}")
                + "', 0)");
    }

    private static String encoded(String serialized) {
        return Base64.getEncoder().encodeToString(serialized.getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void whatWasFetchedCountsByDefaultAndWhereBothSettingsAreOn() throws Exception {
        assertThat(referrer("[General]\n")).isEqualTo("7 Fetched");
        assertThat(referrer("[General]\nenable_referrer_definition_syncs = 1\nenable_internet_features = 1\n"))
                .isEqualTo("7 Fetched");
    }

    @Test
    void withoutSyncsOfDefinitionsItDoesNot() throws Exception {
        assertThat(referrer("[General]\nenable_referrer_definition_syncs = 0\n"))
                .isEqualTo("3 social.example");
    }

    @Test
    void withoutInternetFeaturesItDoesNot() throws Exception {
        assertThat(referrer("[General]\nenable_internet_features = 0\n")).isEqualTo("3 social.example");
    }

    /** With each new connection they are asked for within a transaction. */
    @Test
    void whatHasNotChangedIsNotMadeAgain() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), "[General]\n");
        LoadedDefinitions shared = new LoadedDefinitions(MatomoHome.at(home));
        DefinitionsReader reader = new DefinitionsReader(shared);
        ReferrerDefinitions first = reader.read(settings()).referrers();
        assertThat(reader.read(settings()).referrers()).isSameAs(first);
        assertThat(new DefinitionsReader(shared).read(settings()).referrers())
                .as("an import's look and its replay share them")
                .isSameAs(first);

        matomo.execute("REPLACE INTO matomo_option VALUES ('SocialDefinitions', '"
                + encoded("a:1:{s:14:\"social.example\";s:5:\"Other\";}") + "', 0)");

        assertThat(reader.read(settings()).referrers()).isNotSameAs(first);
    }

    private Settings settings() throws SQLException {
        try (Connection connection = matomo.begin()) {
            return new SettingsReader(MatomoSchema.read(connection, "matomo_"), IniFile.EMPTY).read(connection);
        }
    }

    /** What Matomo has fetched counts before its files: nobody needs those then. */
    @Test
    void aFileOfReferrersThatCannotBeReadMattersOnlyWhereItIsNeeded() throws Exception {
        Path files = home.resolve("vendor/matomo/searchengine-and-social-list");
        Files.createDirectories(files.resolve("SearchEngines.yml")); // a directory: nobody can read it as a file
        Files.createDirectories(files.resolve("Socials.yml"));

        assertThat(referrer("[General]\n")).isEqualTo("7 Fetched");
        assertThatThrownBy(() -> referrer("[General]\nenable_referrer_definition_syncs = 0\n"))
                .hasStackTraceContaining("SearchEngines.yml cannot be read");
    }

    /** It may be chosen while an agent runs. */
    @Test
    void theLocationDatabaseIsOpenedWhenMatomoBeginsToAskIt() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), "[General]\n");
        Files.createDirectories(home.resolve("misc"));
        Files.writeString(home.resolve("misc/GeoLite2-ASN.mmdb"), "no database");
        Instant[] now = {NOON};
        try (MatomoApplier applier = new MatomoApplier(
                        MatomoHome.at(home), "matomo_", () -> now[0], new SecretRandomness(new byte[] {1}));
                Connection connection = matomo.begin()) {
            assertThat(applier.apply(connection, List.of(visit()))).hasSize(1);
            connection.commit();
            matomo.execute("REPLACE INTO matomo_option VALUES ('usercountry.location_provider', 'geoip2php', 0)");
            now[0] = NOON.plusSeconds(3600);

            assertThatThrownBy(() -> applier.apply(connection, List.of(visit())))
                    .hasStackTraceContaining("GeoLite2-ASN.mmdb");
        }
    }

    @Test
    void aLocationDatabaseThatCannotBeUsedMattersOnlyWhereMatomoAsksIt() throws Exception {
        Files.createDirectories(home.resolve("misc"));
        Files.writeString(home.resolve("misc/GeoLite2-ASN.mmdb"), "no database");
        assertThat(referrer("[General]\n")).isEqualTo("7 Fetched");

        matomo.execute("REPLACE INTO matomo_option VALUES ('usercountry.location_provider', 'geoip2php', 0)");
        assertThatThrownBy(() -> referrer("[General]\n")).hasStackTraceContaining("GeoLite2-ASN.mmdb");
    }

    /** Type and name of the referrer of a visit that comes from there. */
    private String referrer(String ini) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.ini.php"), ini);
        try (MatomoApplier applier = new MatomoApplier(
                        MatomoHome.at(home), "matomo_", () -> NOON.plusSeconds(60), new SecretRandomness(new byte[] {1
                        }));
                Connection connection = matomo.begin()) {
            applier.apply(connection, List.of(visit()));
            connection.commit();
        }
        return matomo.value(
                "SELECT CONCAT(referer_type, ' ', referer_name) FROM matomo_log_visit ORDER BY idvisit DESC LIMIT 1");
    }

    private static LocatedRequest visit() {
        LogFile file = new LogFile("web1", new Fingerprint("0".repeat(64)), 1, Optional.empty());
        return new LocatedRequest(
                file,
                new TrackingRequest(
                        new TrackingRequest.Line(0, 100),
                        NOON.toEpochMilli(),
                        TrackingRequest.Call.get(
                                "/matomo.php",
                                "idsite=1&rec=1&new_visit=1&url=https%3A%2F%2Fshop.example.com%2F&urlref=https%3A%2F%2Fsocial.example%2Fx"),
                        Visitors.FIREFOX));
    }
}
