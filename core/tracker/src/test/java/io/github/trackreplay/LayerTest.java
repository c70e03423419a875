/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the tracker may know; the sink's {@code LayerTest} says that it does no input or output and has no clock. */
@AnalyzeClasses(packages = "io.github.trackreplay.tracking", importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theTrackerKnowsRequestsPhpAndDevices = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    BASE + "tracking..",
                    BASE + "event..",
                    BASE + "php..",
                    BASE + "device..",
                    "java..",
                    "javax.crypto..",
                    "com.google.common..",
                    "org.snakeyaml..");
}
