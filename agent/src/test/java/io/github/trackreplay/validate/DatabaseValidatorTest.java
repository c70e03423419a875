/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.database.TestDatabase;
import io.github.trackreplay.mysql.ledger.LedgerSchema;
import io.github.trackreplay.mysql.ledger.LedgerTables;
import io.github.trackreplay.mysql.matomo.MatomoTables;
import io.github.trackreplay.option.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseValidatorTest {
    private static final LedgerTables LEDGER = new LedgerTables("matomo_");
    private static final String PASSWORD = "secret word";

    @TempDir
    Path home;

    private TestDatabase database;

    @BeforeEach
    void createDatabase() throws IOException {
        database = TestDatabase.create();
        configure("[Tracker]\nrecord_statistics = 0\n");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void everythingIsInPlace() throws Exception {
        createMatomo();
        createLedger();

        assertThat(hindrances(Map.of())).isEmpty();
    }

    @Test
    void whatWasCheckedIsListedAndOnlyWhereItIsRight() throws Exception {
        createMatomo();

        assertThat(check(Map.of()).notes()).noneMatch(note -> note.startsWith("sink k: the database answers"));

        createLedger();

        assertThat(check(Map.of()).notes())
                .anyMatch(note -> note.startsWith("sink k: the database answers")
                        && note.contains("the tables matomo_* of Matomo")
                        && note.contains("the rights of"));
    }

    @Test
    void aDatabaseWithoutMatomoIsSaidSo() throws Exception {
        assertThat(hindrances(Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sinks.k.url");
            assertThat(problem.sentence()).contains("no usable Matomo").contains("matomo_log_visit");
        });
    }

    @Test
    void aMatomoHomeThatCannotBeReadIsSaidOnce() throws Exception {
        createMatomo();
        createLedger();
        Files.delete(home.resolve("config/config.ini.php"));
        Files.createDirectories(home.resolve("config/config.ini.php"));

        assertThat(hindrances(Map.of())).extracting(Problem::setting).containsOnlyOnce("a.sinks.k.matomoHome");
    }

    @Test
    void aConfigurationThatIsEmptyOrBrokenIsSaidOnceAndRight() throws Exception {
        createMatomo();
        createLedger();
        Path file = home.resolve("config/config.ini.php");
        for (String[] damage : new String[][] {
            {"", "is empty"},
            {"[database]\n[Tracker]\nrecord_statistics = 0\n", "lacks a salt"},
            {"[database\n", "line 1: "}
        }) {
            Files.writeString(file, damage[0]);
            assertThat(hindrances(Map.of())).singleElement().satisfies(problem -> {
                assertThat(problem.setting()).isEqualTo("a.sinks.k.matomoHome");
                assertThat(problem.sentence()).contains(file.toString(), damage[1]);
            });
        }
    }

    @Test
    void aSectionThatStandsTwiceIsWarnedOf() throws Exception {
        createMatomo();
        createLedger();
        configure("[Tracker]\nrecord_statistics = 0\n[General]\nsalt = \"pepper\"\n");
        assertThat(check(Map.of()).warnings())
                .noneSatisfy(problem -> assertThat(problem.sentence()).contains("stands twice"));

        configure("[Tracker]\nrecord_statistics = 1\n[General]\nsalt = \"pepper\"\n[Tracker]\nrecord_statistics = 0\n");

        assertThat(check(Map.of()).warnings())
                .filteredOn(problem -> problem.sentence().contains("stands twice"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sinks.k.matomoHome");
                    assertThat(problem.sentence()).contains("[Tracker]", "the last one alone", "into one section");
                });
        assertThat(hindrances(Map.of())).isEmpty();
    }

    @Test
    void anotherPrefixFindsNoTables() throws Exception {
        createMatomo();
        createLedger();

        assertThat(hindrances(Map.of("tablePrefix", "piwik_")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("piwik_log_visit"));
    }

    @Test
    void ourTablesCanBeCreatedWithACommandOrASetting() throws Exception {
        createMatomo();

        assertThat(hindrances(Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence())
                        .contains("trackreplay schema")
                        .contains("createTables"));
        assertThat(hindrances(Map.of("createTables", "true"))).isEmpty();
    }

    @Test
    void tablesOfANewerProgramAreRefused() throws Exception {
        createMatomo();
        createLedger();
        database.execute("UPDATE matomo_trackreplay_progress SET schema_version = 99");

        assertThat(hindrances(Map.of()))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.sentence()).contains("99").contains("Upgrade Track Replay"));
    }

    @Test
    void missingRightsAreNamedByTable() throws Exception {
        createMatomo();
        createLedger();
        String schema = database.schema();
        database.server()
                .createUser(
                        "reader",
                        PASSWORD,
                        "SELECT ON " + schema + ".*",
                        "INSERT, UPDATE ON " + schema + ".matomo_log_visit");

        List<Problem> found = hindrances(Map.of("user", "reader", "password", PASSWORD));

        assertThat(found).allSatisfy(problem -> assertThat(problem.setting()).isEqualTo("a.sinks.k.user"));
        assertThat(found)
                .extracting(Problem::sentence)
                .anySatisfy(text -> assertThat(text).contains("lacks INSERT on matomo_log_action."))
                .anySatisfy(text -> assertThat(text).contains("lacks INSERT, UPDATE on matomo_log_conversion."))
                .anySatisfy(text -> assertThat(text).contains("lacks UPDATE on matomo_site."))
                .anySatisfy(text ->
                        assertThat(text).contains("lacks INSERT, UPDATE, DELETE on matomo_trackreplay_progress."))
                .noneSatisfy(text -> assertThat(text).contains("on matomo_log_visit."));
    }

    @Test
    void aWrongPasswordIsNotTakenForADatabaseThatIsDown() throws Exception {
        database.server().createUser("reader", PASSWORD, "SELECT ON " + database.schema() + ".*");

        Findings findings = check(Map.of("user", "reader", "password", "wrong"));

        assertThat(findings.onlyTheDatabaseIsUnavailable()).isFalse();
        assertThat(findings.hindrances()).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sinks.k.password");
            assertThat(problem.sentence()).contains("it refuses user or password (account 'reader')", "Access denied");
        });
    }

    @Test
    void anAccountThatMayNotUseTheDatabaseIsAMatterOfTheUser() throws Exception {
        database.server().createUser("stranger", PASSWORD);

        assertThat(hindrances(Map.of("user", "stranger", "password", PASSWORD)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.setting()).isEqualTo("a.sinks.k.user");
                    assertThat(problem.sentence()).contains("does not let us in: Access denied");
                });
    }

    @Test
    void aDatabaseThatDoesNotExistIsAMatterOfTheUrl() {
        String nowhere = database.url().replaceFirst("(//[^/]+/).*", "$1nowhere_at_all");

        assertThat(hindrances(Map.of("url", nowhere))).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sinks.k.url");
            assertThat(problem.sentence()).contains("nowhere_at_all");
        });
    }

    @Test
    void aLiveTrackerThatRecordsTooIsRefusedUnlessAllowed() throws Exception {
        createMatomo();
        createLedger();
        configure("[Tracker]\nrecord_statistics = 1\n");

        assertThat(hindrances(Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sinks.k.liveTracker");
            assertThat(problem.sentence()).contains("record_statistics = 0");
        });
        assertThat(hindrances(Map.of("liveTracker", "allowed"))).isEmpty();
    }

    @Test
    void aMatomoWhoseRulesAreNotKnownIsRefusedUnlessAllowed() throws Exception {
        createMatomo();
        createLedger();
        for (String version : new String[] {"4.16.1", "5.13.0", "6.0.0", "7.0.0"}) {
            database.execute(
                    "UPDATE matomo_option SET option_value = '" + version + "' WHERE option_name = 'version_core'");
            boolean known = version.startsWith("4") || version.startsWith("5");
            assertThat(hindrances(Map.of()))
                    .hasSize(known ? 0 : 1)
                    .allSatisfy(problem -> assertThat(problem.sentence())
                            .contains("Matomo")
                            .contains(version)
                            .contains("5.13"));
            assertThat(hindrances(Map.of("newerMatomo", "allowed"))).hasSize(version.startsWith("7") ? 1 : 0);
        }
    }

    @Test
    void aPluginThatTakesPartAndIsNotImitatedIsRefusedUnlessAllowed() throws Exception {
        createMatomo();
        createLedger();
        configure(
                "[Tracker]\nrecord_statistics = 0\n[Plugins]\nPlugins[] = \"Goals\"\nPlugins[] = \"FormAnalytics\"\n");

        assertThat(hindrances(Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sinks.k.plugins");
            assertThat(problem.sentence()).contains("FormAnalytics (", "plugins = allowed: FormAnalytics");
        });
        Findings allowed = check(Map.of("plugins", "allowed: FormAnalytics"));
        assertThat(allowed.hindrances()).isEmpty();
        assertThat(allowed.warnings()).extracting(Problem::setting).contains("a.sinks.k.plugins");
    }

    @Test
    void whatTheSinkSaysWhenItStartsIsNotLoggedBeforeByTheChecks() throws Exception {
        createMatomo();
        createLedger();
        database.execute("ALTER TABLE matomo_log_action ENGINE=MyISAM");
        configure("""
                [Tracker]
                record_statistics = 0
                [Tracker]
                record_statistics = 0
                [Plugins]
                Plugins[] = "Goals"
                Plugins[] = "FormAnalytics"
                """);

        Findings found = check(Map.of("plugins", "allowed: FormAnalytics", "nonTransactionalTables", "allowed"));

        assertThat(found.warnings())
                .extracting(Problem::setting)
                .contains("a.sinks.k.plugins", "a.sinks.k.nonTransactionalTables", "a.sinks.k.matomoHome");
        assertThat(found.warningsOfChecksAlone())
                .singleElement()
                .satisfies(alone -> assertThat(alone.sentence()).contains("[Tracker] stands twice"));
    }

    @Test
    void anInstallationWithoutDeviceDefinitionsIsWarnedOf() throws Exception {
        createMatomo();
        createLedger();

        assertThat(check(Map.of()).warnings())
                .anySatisfy(problem -> assertThat(problem.sentence())
                        .startsWith("has no device definitions")
                        .endsWith("Copy vendor/matomo of Matomo's directory to " + home + "/vendor/matomo."));

        Files.createDirectories(home.resolve("vendor/matomo/device-detector/regexes"));
        assertThat(check(Map.of()).warnings())
                .noneSatisfy(problem -> assertThat(problem.sentence()).contains("device definitions"));
    }

    @Test
    void tablesThatKnowNoTransactionsAreRefusedUnlessAllowed() throws Exception {
        createMatomo();
        createLedger();
        database.execute("ALTER TABLE matomo_log_action ENGINE=MyISAM");

        assertThat(hindrances(Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("a.sinks.k.nonTransactionalTables");
            assertThat(problem.sentence())
                    .contains("matomo_log_action (MyISAM)", "ALTER TABLE `matomo_log_action` ENGINE=InnoDB;");
        });
        assertThat(hindrances(Map.of("nonTransactionalTables", "allowed"))).isEmpty();
        database.execute("ALTER TABLE matomo_log_action ENGINE=InnoDB");
        assertThat(hindrances(Map.of())).isEmpty();
    }

    @Test
    void checkingChangesNothing() throws Exception {
        createMatomo();
        createLedger();
        hindrances(Map.of());

        try (Connection connection = database.connect()) {
            assertThat(new LedgerSchema(LEDGER).version(connection)).isEqualTo(LedgerTables.VERSION);
            try (var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM matomo_log_visit")) {
                rows.next();
                assertThat(rows.getLong(1)).isZero();
            }
        }
    }

    private void configure(String ini) throws IOException {
        Path directory = Files.createDirectories(home.resolve("config"));
        Files.writeString(
                directory.resolve("config.ini.php"),
                "; <?php exit; ?>\n[database]\ntables_prefix = \"matomo_\"\n"
                        + (ini.contains("[General]") ? "" : "[General]\nsalt = \"pepper\"\n")
                        + ini);
    }

    private void createMatomo() throws Exception {
        try (Connection connection = database.connect()) {
            MatomoTables.create(
                    connection, "matomo_", new MatomoTables.DemoSite("Shop", "https://shop.example", "UTC"));
        }
    }

    private void createLedger() throws Exception {
        try (Connection connection = database.connect()) {
            new LedgerSchema(LEDGER).createOrUpgrade(connection);
        }
    }

    private List<Problem> hindrances(Map<String, String> settings) {
        return check(settings).hindrances();
    }

    private Findings check(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "url", database.url(),
                "user", database.user(),
                "password", database.password(),
                "matomoHome", home.toString()));
        all.putAll(settings);
        Findings findings = new Findings();
        new DatabaseCheck(
                        new Component(Component.Kind.SINK, "k", "a.sinks.k.", all, Optional.empty()),
                        List.of(),
                        findings)
                .run();
        return findings;
    }
}
