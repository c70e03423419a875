/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
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
    static final ArchRule itKnowsPhpAndNothingElse = noClasses()
            .that()
            .resideInAPackage(BASE + "device..")
            .should()
            .dependOnClassesThat(describe(
                    "are ours or a framework's",
                    c -> (c.getPackageName().startsWith(BASE)
                                    && !c.getPackageName().startsWith(BASE + "device")
                                    && !c.getPackageName().startsWith(BASE + "php")
                                    && !c.getPackageName().startsWith(BASE + "regex"))
                            || c.getPackageName().startsWith("org.apache.")
                            || c.getPackageName().startsWith("org.slf4j")
                            || c.getPackageName().startsWith("java.sql")));

    @ArchTest
    static final ArchRule matchingReadsNoFiles = noClasses()
            .that()
            .resideInAnyPackage(BASE + "device.match..", BASE + "device.rule..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..");
}
