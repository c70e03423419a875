/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages of this module must not know. */
@AnalyzeClasses(packages = "io.github.trackreplay", importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    /** Flume's channels and counters are looked at as files and through JMX, so that any Flume will do. */
    @ArchTest
    static final ArchRule watchingNeedsNoFlume =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.flume..", "java.sql..");

    @ArchTest
    static final ArchRule whatRunsCarriesNoRequests = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + "disk..", BASE + "health..", BASE + "channel..", BASE + "metrics..", BASE + "page..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "event..");
}
