/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** What the packages of this module must not know. */
@AnalyzeClasses(packages = "io.github.trackreplay", importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    private static final Set<String> IN_MEMORY = Set.of(
            "java.io.ByteArrayInputStream",
            "java.io.ByteArrayOutputStream",
            "java.io.OutputStream",
            "java.io.IOException",
            "java.io.UncheckedIOException",
            "java.io.Serializable");
    /** Bytes in memory are no input or output. */
    private static final DescribedPredicate<JavaClass> INPUT_OR_OUTPUT = describe(
            "do input or output",
            c -> (c.getPackageName().equals("java.io") && !IN_MEMORY.contains(c.getName()))
                    || c.getPackageName().startsWith("java.nio.file")
                    || c.getPackageName().startsWith("java.nio.channels")
                    || c.getPackageName().startsWith("java.net.http")
                    || c.getName().endsWith("Socket"));

    @ArchTest
    static final ArchRule readingLinesIsPure = noClasses()
            .that()
            .resideInAnyPackage(BASE + "accesslog..", BASE + "request..", BASE + "json..", BASE + "event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "javax.sql..", "java.net..", "java.util.concurrent..", "org.slf4j..", "org.apache..")
            .orShould()
            .dependOnClassesThat(INPUT_OR_OUTPUT)
            .orShould()
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
    static final ArchRule formatsKnowNeitherRequestsNorEvents = noClasses()
            .that()
            .resideInAPackage(BASE + "accesslog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "request..", BASE + "event..", BASE + "interceptor..");

    @ArchTest
    static final ArchRule theWireContractKnowsOnlyJson = classes()
            .that()
            .resideInAPackage(BASE + "event..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(BASE + "event..", BASE + "json..", "java..");

    @ArchTest
    static final ArchRule settingsKnowNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(BASE + "option..")
            .should()
            .dependOnClassesThat(describe(
                    "are ours or Flume's",
                    c -> (c.getPackageName().startsWith(BASE)
                                    && !c.getPackageName().equals(BASE + "option"))
                            || c.getPackageName().startsWith("org.apache.flume")));

    @ArchTest
    static final ArchRule onlyTheShellKnowsFlume = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "interceptor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flume..");
}
