/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages of this module must not know. */
@AnalyzeClasses(
        packages = {"io.github.trackreplay.mysql", "io.github.trackreplay.location"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule tablesKnowNothingOfFlume =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.apache..");

    @ArchTest
    static final ArchRule locationsKnowNoTables = noClasses()
            .that()
            .resideInAPackage(BASE + "location..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + "mysql..", "java.sql..");
}
