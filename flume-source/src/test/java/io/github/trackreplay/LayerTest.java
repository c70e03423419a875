/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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

    @ArchTest
    static final ArchRule tailingKnowsNoFlumeAndLogsNothing = noClasses()
            .that()
            .resideInAnyPackage(BASE + "source.tail..", BASE + "source.checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache..", "org.slf4j..", "java.sql..");

    @ArchTest
    static final ArchRule whatRotationHasDoneIsDecidedWithoutLooking = classes()
            .that()
            .resideInAPackage(BASE + "source.rotation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(BASE + "source.rotation..", "java.lang..", "java.util..");

    @ArchTest
    static final ArchRule unpackingKnowsNoLogs = noClasses()
            .that()
            .resideInAPackage(BASE + "packing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "source..", BASE + "event..", "org.apache.flume..", "org.slf4j..");

    @ArchTest
    static final ArchRule positionsKnowNothingOfTailing = noClasses()
            .that()
            .resideInAPackage(BASE + "source.checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "source.tail..", BASE + "source");

    /** The event, the settings framework and how lines stand in parts are all that source, interceptor and sink share. */
    @ArchTest
    static final ArchRule theSourceSharesOnlyEventsAndSettings = noClasses()
            .that()
            .resideInAnyPackage(BASE + "source..", BASE + "hop..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "accesslog..", BASE + "request..", BASE + "json..", BASE + "interceptor..");

    @ArchTest
    static final ArchRule theHopKnowsNoLogs = noClasses()
            .that()
            .resideInAPackage(BASE + "hop..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "source..", BASE + "event..");
}
