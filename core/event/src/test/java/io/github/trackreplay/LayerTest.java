/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages of this module must not know; the interceptor's {@code LayerTest} says which of them are pure. */
@AnalyzeClasses(packages = "io.github.trackreplay", importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    /** Every plugin has it on its class path, beside Flume or without. */
    @ArchTest
    static final ArchRule itNeedsNoFlumeAndLogsNothing = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.github.trackreplay..", "java..", "javax.crypto..", "com.google.common..");

    @ArchTest
    static final ArchRule documentsAreJsonAndNothingElse = classes()
            .that()
            .resideInAPackage(BASE + "document..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    BASE + "document..", BASE + "json..", "java.lang..", "java.util..", "java.nio.charset..");
}
