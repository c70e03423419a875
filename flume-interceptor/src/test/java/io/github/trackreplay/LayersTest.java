/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the packages of this module must not know. */
@AnalyzeClasses(packages = "io.github.trackreplay", importOptions = LayersTest.NoTests.class)
class LayersTest {
    /** Tests may read files; wherever a build puts their classes. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("/test/");
        }
    }

    private static final String[] IMPURE = {
        "org.apache.flume..", "org.slf4j..", "java.nio.file..", "java.net..", "java.sql..", "java.util.concurrent.."
    };

    @ArchTest
    static final ArchRule THE_CORES_ARE_PURE = noClasses()
            .that()
            .resideInAnyPackage("..accesslog..", "..request..", "..json..", "..event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(IMPURE);

    @ArchTest
    static final ArchRule FORMATS_KNOW_NO_PACKS = noClasses()
            .that()
            .resideInAPackage("..accesslog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..event..", "..request..", "..interceptor..");

    @ArchTest
    static final ArchRule THE_WIRE_CONTRACT_KNOWS_NO_FORMATS = noClasses()
            .that()
            .resideInAnyPackage("..event..", "..json..", "..option..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..accesslog..", "..request..", "..interceptor..");

    @ArchTest
    static final ArchRule OPTIONS_KNOW_NO_FLUME = noClasses()
            .that()
            .resideInAPackage("..option..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flume..");
}
