/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the packages of this module, and those of core that it puts together, must not know. */
@AnalyzeClasses(
        packages = {
            "io.github.trackreplay.sink",
            "io.github.trackreplay.order",
            "io.github.trackreplay.tracking",
            "io.github.trackreplay.php",
            "io.github.trackreplay.regex",
            "io.github.trackreplay.mysql",
            "io.github.trackreplay.status",
            "io.github.trackreplay.location",
            "io.github.trackreplay.trackingapi"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    /** These read a word list from their module's own jar, once. */
    private static final Set<String> READ_THEIR_OWN_RESOURCES = Set.of(
            BASE + "tracking.referrer.ReferrerDefinitions", BASE + "tracking.location.WordList", BASE + "php.Html");

    private static final DescribedPredicate<JavaClass> INPUT_OR_OUTPUT = describe(
            "do input or output",
            c -> (c.getPackageName().equals("java.io") && !c.getName().equals("java.io.Serializable"))
                    || c.getPackageName().startsWith("java.nio.file")
                    || c.getPackageName().startsWith("java.nio.channels")
                    || c.getPackageName().startsWith("java.net.http")
                    || c.getName().endsWith("Socket"));

    private static final String[] PURE = {BASE + "tracking..", BASE + "php..", BASE + "regex..", BASE + "order.."};

    private static final DescribedPredicate<JavaMethodCall> READS_BY_POSITION = describe(
            "reads a column by its position",
            call -> call.getTargetOwner().isAssignableTo(ResultSet.class)
                    && call.getName().startsWith("get")
                    && call.getTarget().getRawParameterTypes().stream()
                            .limit(1)
                            .anyMatch(type -> type.isEquivalentTo(int.class)));

    /** What stands before a column in a SELECT may change; its name says what is read. */
    @ArchTest
    static final ArchRule theLedgersColumnsAreReadByName = noClasses()
            .that()
            .resideInAnyPackage(BASE + "mysql.ledger..", BASE + "status..")
            .should()
            .callMethodWhere(READS_BY_POSITION);

    @Test
    void aColumnThatIsReadByItsPositionWouldBeNoticed() {
        JavaClasses reading = new ClassFileImporter().importClasses(ReadsByPosition.class);
        assertThat(noClasses()
                        .should()
                        .callMethodWhere(READS_BY_POSITION)
                        .evaluate(reading)
                        .getFailureReport()
                        .getDetails())
                .singleElement()
                .asString()
                .contains("ReadsByPosition.second");
    }

    static final class ReadsByPosition {
        static long second(ResultSet row) throws SQLException {
            return row.getLong(2);
        }

        static long named(ResultSet row) throws SQLException {
            return row.getLong("file_id");
        }
    }

    @ArchTest
    static final ArchRule theCoreKnowsNoDatabaseNoLogAndNoFlume = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.slf4j..", "org.apache..");

    @ArchTest
    static final ArchRule theCoreDoesNoInputOrOutput = noClasses()
            .that(describe(
                    "are pure",
                    c -> ((c.getPackageName() + ".").startsWith(BASE + "tracking.")
                                    || c.getPackageName().startsWith(BASE + "php")
                                    || c.getPackageName().startsWith(BASE + "regex")
                                    || c.getPackageName().startsWith(BASE + "order"))
                            && !READ_THEIR_OWN_RESOURCES.contains(c.getName())))
            .should()
            .dependOnClassesThat(INPUT_OR_OUTPUT);

    @ArchTest
    static final ArchRule wordListsReadNoFiles = noClasses()
            .that(describe("read their own resources", c -> READ_THEIR_OWN_RESOURCES.contains(c.getName())))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.File.*");

    @ArchTest
    static final ArchRule theCoreIsGivenTimeAndRandomness = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.Clock|java\\.util\\.Random|java\\.security\\.SecureRandom"
                    + "|java\\.util\\.concurrent\\.ThreadLocalRandom")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDate.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule theCoreKnowsNothingOfTheShell = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "sink..", BASE + "mysql..", BASE + "location..", BASE + "trackingapi..");

    @ArchTest
    static final ArchRule theOrderKnowsOnlyEvents = noClasses()
            .that()
            .resideInAPackage(BASE + "order..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "tracking..");

    @ArchTest
    static final ArchRule onlyTheShellKnowsFlume = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "sink..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flume..");

    @ArchTest
    static final ArchRule tablesKnowNothingOfTheEngine = noClasses()
            .that()
            .resideInAPackage(BASE + "mysql..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "sink..");

    @ArchTest
    static final ArchRule theTrackingApiKnowsNothingOfTheEngineAndOfMatomosTables = noClasses()
            .that()
            .resideInAPackage(BASE + "trackingapi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "sink..", BASE + "mysql.matomo..");

    @ArchTest
    static final ArchRule theLedgerKnowsNothingOfMatomo = noClasses()
            .that()
            .resideInAPackage(BASE + "mysql.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "mysql.matomo..", BASE + "tracking..");

    @ArchTest
    static final ArchRule theStatusReadsTheLedgerAndNothingElse = noClasses()
            .that()
            .resideInAPackage(BASE + "status..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "sink..", BASE + "order..");

    /** The event and the settings framework are all that source, interceptor and sink share. */
    @ArchTest
    static final ArchRule theSinkSharesOnlyEventsAndSettings = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    BASE + "accesslog..",
                    BASE + "request..",
                    BASE + "json..",
                    BASE + "interceptor..",
                    BASE + "source..");
}
