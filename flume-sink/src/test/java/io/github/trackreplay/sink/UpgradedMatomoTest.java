/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.trackreplay.event.Pack;
import io.github.trackreplay.mysql.Matomo;
import io.github.trackreplay.mysql.WriterPool;
import io.github.trackreplay.mysql.matomo.MatomoDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running sink whose Matomo is upgraded under it, with everything that it has: pool, ledger, transactions, Matomo's matomo. */
class UpgradedMatomoTest {
    private static final String ASSISTANT =
            "idsite=1&rec=1&new_visit=1&urlref=https%3A%2F%2Fchatgpt.com%2F&url=https%3A%2F%2Fshop.example.com%2F";

    private static final String CONFIGURATION = """
            [database]
            tables_prefix = "matomo_"
            [General]
            salt = "pepper"
            [Tracker]
            record_statistics = 0
            """;

    private static final List<Damage> DAMAGES = List.of(
            new Damage(null, "names no installation"),
            new Damage("", "is empty"),
            new Damage(CONFIGURATION.substring(0, CONFIGURATION.indexOf("[General]")), "lacks a salt"),
            new Damage(CONFIGURATION.substring(0, CONFIGURATION.indexOf("[Tracker]")), "records requests by itself"),
            new Damage(CONFIGURATION.replace("[General]", "[General"), "line 3: a section's bracket"),
            new Damage(CONFIGURATION.replace("\"pepper\"", "\"pepper"), "line 4: a quotation mark"),
            new Damage(CONFIGURATION.replace("statistics = 0", "statistics = 1"), "records requests by itself"));

    @TempDir
    Path home;

    private final MatomoDatabase matomo = MatomoDatabase.create();
    private volatile Instant now = Instant.parse("2026-03-03T13:00:00Z");
    private final FrontendLog log = new FrontendLog("web1", 0);

    @AfterEach
    void close() {
        matomo.close();
    }

    @Test
    void itsRulesHoldWithinTheMinute() throws Exception {
        release("5.4.0");
        try (ReplayEngine engine = engine()) {
            engine.replayer().replay(EngineFixture.of(next()));
            release("5.5.0");
            now = now.plusSeconds(60);
            engine.replayer().replay(EngineFixture.of(next()));
        }
        assertThat(matomo.values("SELECT referer_type FROM matomo_log_visit ORDER BY idvisit"))
                .containsExactly("3", "8");
    }

    @Test
    void oneThatIsUnknownOrUnsupportedHoldsItAndNothingIsLostOrDoubled() throws Exception {
        release("5.13.0");
        try (ReplayEngine engine = engine()) {
            engine.replayer().replay(EngineFixture.of(next()));
            Pack held = next();
            for (String version : new String[] {"5.99.0", "7.0.0"}) {
                release(version);
                now = now.plusSeconds(60);
                ReplayException trouble = catchThrowableOfType(
                        ReplayException.class, () -> engine.replayer().replay(EngineFixture.of(held)));
                assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
                assertThat(trouble).hasMessageContaining(version).hasMessageContaining("5.13");
                assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit"))
                        .isEqualTo("1");
                assertThat(matomo.value("SELECT SUM(applied_bytes) FROM matomo_trackreplay_file"))
                        .isEqualTo("100");
            }
            release("5.13.1");
            engine.replayer().replay(EngineFixture.of(held));
        }
        assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit")).isEqualTo("2");
        assertThat(matomo.value("SELECT SUM(applied_bytes) FROM matomo_trackreplay_file"))
                .isEqualTo("200");
    }

    @Test
    void oneWhoseConfigurationIsGoneOrDamagedHoldsItUntilThatIsBack() throws Exception {
        Path file = Files.createDirectories(home.resolve("config")).resolve("config.ini.php");
        Files.writeString(file, CONFIGURATION);
        release("5.4.0");
        try (ReplayEngine engine = engine(Optional.of(home))) {
            engine.replayer().replay(EngineFixture.of(next()));
            int replayed = 1;
            for (Damage damage : DAMAGES) {
                damage.to(file);
                release(replayed % 2 == 1 ? "5.5.0" : "5.4.0");
                now = now.plusSeconds(60);
                Pack held = next();
                ReplayException trouble = catchThrowableOfType(
                        ReplayException.class, () -> engine.replayer().replay(EngineFixture.of(held)));
                assertThat(trouble).as(damage.said()).isNotNull();
                assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
                assertThat(trouble).hasMessageContainingAll(file.toString(), damage.said());
                assertThat(matomo.value("SELECT COUNT(*) FROM matomo_log_visit"))
                        .isEqualTo(Integer.toString(replayed++));
                Files.writeString(file, CONFIGURATION);
                engine.replayer().replay(EngineFixture.of(held));
            }
        }
        assertThat(matomo.values("SELECT referer_type FROM matomo_log_visit ORDER BY idvisit"))
                .containsExactly("3", "8", "3", "8", "3", "8", "3", "8");
    }

    @Test
    void aWrongPrefixGetsNoLedger() throws Exception {
        try (ReplayEngine engine = engine(Optional.empty(), "motomo_")) {
            ReplayException trouble = catchThrowableOfType(
                    ReplayException.class, () -> engine.replayer().replay(EngineFixture.of(next())));

            assertThat(trouble.kind()).isEqualTo(ReplayException.Kind.NEEDS_ADMINISTRATOR);
            assertThat(trouble).hasMessageContainingAll("no usable Matomo", "motomo_log_visit", "table prefix");
        }
        assertThat(matomo.values("SHOW TABLES LIKE '%trackreplay%'")).isEmpty();
    }

    @Test
    void aLedgerThatIsAnotherOneIsToldOfHoweverOftenItIsAsked() {
        Path file = home.resolve("commit");
        try (CommitFile commits = CommitFile.at(file)) {
            assertThat(commits.otherLedger("first")).as("the first of all").isEmpty();
            commits.committed("first", 7);
        }
        try (CommitFile commits = CommitFile.at(file)) {
            assertThat(commits.otherLedger("first")).isEmpty();
            assertThat(commits.otherLedger("second").orElseThrow())
                    .contains("another one than the one that this sink has written to", file.toString());
            assertThat(commits.otherLedger("second")).isPresent();
            commits.committed("second", 1);
            assertThat(commits.otherLedger("second")).isEmpty();
        }
    }

    /**
     * What becomes of a configuration.
     *
     * @param text what it holds then; null where it is gone
     */
    private record Damage(String text, String said) {
        void to(Path file) throws IOException {
            if (text == null) {
                Files.delete(file);
            } else {
                Files.writeString(file, text);
            }
        }
    }

    private Pack next() {
        return log.line(now.toEpochMilli(), ASSISTANT).pack();
    }

    private ReplayEngine engine() {
        return engine(Optional.empty());
    }

    private ReplayEngine engine(Optional<Path> matomoHome) {
        return engine(matomoHome, "matomo_");
    }

    private ReplayEngine engine(Optional<Path> matomoHome, String prefix) {
        ReplayEngine.Settings settings = new ReplayEngine.Settings(
                new WriterPool.Settings(
                        matomo.database().url(),
                        matomo.database().user(),
                        matomo.database().password(),
                        2),
                prefix,
                true,
                new Replayer.Identity("one", "host"),
                ReplayPolicy.DEFAULT,
                Optional.empty());
        Matomo.Settings read = new Matomo.Settings(matomoHome, prefix);
        return ReplayEngine.open(settings, MatomoDatabase.matomo(read, () -> now));
    }

    private void release(String version) {
        matomo.execute("UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
    }
}
