/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.trackreplay.documented.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the packages of this module must not know; and what holds for the packages of all modules. */
@AnalyzeClasses(
        packages = {
            "io.github.trackreplay.audit",
            "io.github.trackreplay.backfill",
            "io.github.trackreplay.cli",
            "io.github.trackreplay.explain",
            "io.github.trackreplay.rejected",
            "io.github.trackreplay.validate"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayerTest {
    private static final String BASE = "io.github.trackreplay.";

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandKnowsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", BASE + "cli..");

    @ArchTest
    static final ArchRule theImportKnowsNoFlume = noClasses()
            .that()
            .resideInAPackage(BASE + "backfill..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache..");

    @Test
    void everyPackageOfEveryModuleSaysWhatItIsFor() {
        List<Path> packages = Modules.directories().stream()
                .map(module -> module.resolve("src/main/java"))
                .filter(Files::isDirectory)
                .flatMap(LayerTest::packages)
                .toList();

        assertThat(packages)
                .hasSizeGreaterThan(30)
                .allSatisfy(p -> assertThat(p.resolve("package-info.java")).exists());
    }

    private static Stream<Path> packages(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
