/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages of this module must not know; the sink's {@code LayerTest} says that they are pure. */
@AnalyzeClasses(packages = "io.github.trackreplay", importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule phpIsJavaAndNothingElse =
            classes().should().onlyDependOnClassesThat().resideInAnyPackage(BASE + "php..", BASE + "regex..", "java..");

    @ArchTest
    static final ArchRule theRegexEngineStandsAlone = classes()
            .that()
            .resideInAPackage(BASE + "regex..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(BASE + "regex..", "java.lang..", "java.util..", "java.nio.charset..");
}
