/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.trackreplay.documented.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the code of all modules, wherever it stands: docs/architecture.md lists it. */
@AnalyzeClasses(packages = "io.github.trackreplay", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    private static final String BASE = "io.github.trackreplay.";

    /** Given time and randomness, never asking for them: the same words give the same rows, now and in a test. */
    private static final String[] PURE = {
        BASE + "tracking..",
        BASE + "php..",
        BASE + "regex..",
        BASE + "device..",
        BASE + "order..",
        BASE + "accesslog..",
        BASE + "request..",
        BASE + "event..",
        BASE + "json..",
        BASE + "document..",
        BASE + "parts..",
        BASE + "token..",
        BASE + "packing..",
        BASE + "source.rotation.."
    };

    /** Everything static that changes, with the reason why it is not a field of an object that somebody is given. */
    private static final Map<String, String> SHARED_BY_A_PROCESS = Map.ofEntries(
            entry("device.detector.SharedDetectors.KNOWN", "a detector is what is in its definitions, whoever asks"),
            entry("disk.SoleUse.HELD", "the operating system's locks are the process's"),
            entry("health.AgentExit.END", "the process has one end"),
            entry(
                    "health.ChannelTrouble.CHECKED",
                    "components of Flume's that share a channel know nothing of each other"),
            entry(
                    "health.ChannelTrouble.WAITING",
                    "components of Flume's that share a channel know nothing of each other"),
            entry(
                    "health.SharedByChannel.BY_CHANNEL",
                    "components of Flume's that share a channel know nothing of each other"),
            entry("php.Encodings.KNOWN", "remembers what it has worked out; a name has one meaning"),
            entry("php.Iconv.KNOWN", "remembers what it has worked out; a name has one meaning"),
            entry("tracking.model.ColumnFit.KINDS", "filled by the class's own beginning, a line a kind"),
            entry("tracking.model.ColumnNames.remembered", "counts what is remembered, to stop"),
            entry("tracking.parameters.Parameter$Numbering.next", "numbers the constants of one class"));

    /** Files that each module, or each package, has one of. */
    private static final Set<String> EACH_MODULES_OWN = Set.of("package-info.java", "LayerTest.java");

    private static final Set<String> MAKING = Set.of("<init>", "newKeySet", "synchronizedMap", "synchronizedSet");

    private static final Set<String> CHANGING = Set.of(
            "add",
            "addAll",
            "clear",
            "compareAndSet",
            "compute",
            "computeIfAbsent",
            "computeIfPresent",
            "getAndIncrement",
            "getAndSet",
            "increment",
            "incrementAndGet",
            "merge",
            "offer",
            "put",
            "putAll",
            "putIfAbsent",
            "remove",
            "replace",
            "set");

    @ArchTest
    static final ArchRule noPackageNeedsItself =
            slices().matching("io.github.trackreplay.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule pureCodeAsksNoClockAndDrawsNoNumbers =
            noClasses().that().resideInAnyPackage(PURE).should(askAClockOrDrawNumbers());

    @ArchTest
    static final ArchRule nothingStaticChanges = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage(BASE + "database..") // of the tests
            .should(neverChangeUnlessListed());

    @Test
    void aSimpleNameStandsForOneClass() throws IOException {
        assertThat(namedTwice(sources())).isEmpty();
    }

    @Test
    void aNameThatStandsForTwoClassesWouldBeNoticed() {
        assertThat(namedTwice(List.of(
                        Path.of("a/Found.java"),
                        Path.of("b/Found.java"),
                        Path.of("b/Other.java"),
                        Path.of("a/package-info.java"),
                        Path.of("b/package-info.java"))))
                .containsExactly("Found.java: a, b");
    }

    @Test
    void aClockOfAnyKindWouldBeNoticed() {
        JavaClasses asking = new ClassFileImporter().importClasses(AsksAClock.class);
        assertThat(noClasses()
                        .should(askAClockOrDrawNumbers())
                        .evaluate(asking)
                        .getFailureReport()
                        .getDetails())
                .hasSize(2)
                .anyMatch(found -> found.contains("LocalDateTime.now"))
                .anyMatch(found -> found.contains("java.util.Date"));
    }

    @Test
    void aStaticThatChangesWouldBeNoticed() {
        JavaClasses changing = new ClassFileImporter().importClasses(Registry.class);
        assertThat(fields().that()
                        .areStatic()
                        .should(neverChangeUnlessListed())
                        .evaluate(changing)
                        .getFailureReport()
                        .getDetails())
                .hasSize(2)
                .anyMatch(found -> found.contains("Registry.KNOWN"))
                .anyMatch(found -> found.contains("Registry.last"));
    }

    /** Nobody lists what is not there any more. */
    @ArchTest
    static void whatIsListedIsThere(JavaClasses classes) {
        List<String> there = classes.stream()
                .flatMap(type -> type.getFields().stream())
                .map(HouseTest::shortName)
                .toList();
        assertThat(there).containsAll(SHARED_BY_A_PROCESS.keySet());
    }

    private static ArchCondition<JavaClass> askAClockOrDrawNumbers() {
        return new ArchCondition<>("ask a clock or draw numbers") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(HouseTest::asksOrDraws)
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(type, access.getDescription())));
            }
        };
    }

    private static boolean asksOrDraws(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        boolean nothingGiven = access.getTarget() instanceof CodeUnitAccessTarget called
                && called.getRawParameterTypes().isEmpty();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.util.Date", "java.util.GregorianCalendar" -> name.equals("<init>") && nothingGiven;
            case "java.util.Calendar" -> name.equals("getInstance");
            case "java.time.Clock", "java.time.InstantSource" -> name.startsWith("system") || name.startsWith("tick");
            case "com.google.common.base.Stopwatch", "com.google.common.base.Ticker" -> true;
            case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.Collections" -> name.equals("shuffle");
            case "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.security.SecureRandom",
                    "java.util.concurrent.ThreadLocalRandom" -> true;
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    private static ArchCondition<JavaField> neverChangeUnlessListed() {
        return new ArchCondition<>("never change, unless it is listed why they do") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                if (SHARED_BY_A_PROCESS.containsKey(shortName(field))
                        || field.getName().contains("$")) {
                    return;
                }
                boolean changes = !field.getModifiers().contains(JavaModifier.FINAL)
                        || (isMadeChangeable(field)
                                && field.getAccessesToSelf().stream().anyMatch(HouseTest::changes));
                if (changes) {
                    events.add(SimpleConditionEvent.violated(field, shortName(field) + " is static and changes"));
                }
            }
        };
    }

    /** Whether the class's beginning makes it a container that can be changed. */
    private static boolean isMadeChangeable(JavaField field) {
        return field.getAccessesToSelf().stream()
                .filter(access -> access.getOrigin() instanceof JavaStaticInitializer)
                .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                .anyMatch(set -> set.getOrigin().getCallsFromSelf().stream()
                        .filter(call -> call.getLineNumber() >= set.getLineNumber()
                                && call.getLineNumber() <= set.getLineNumber() + 2)
                        .anyMatch(call -> call.getTargetOwner().getPackageName().startsWith("java.util")
                                && MAKING.contains(call.getName())));
    }

    /** Whether what is read is changed in the same line, outside of the class's own beginning. */
    private static boolean changes(JavaFieldAccess read) {
        return !(read.getOrigin() instanceof JavaStaticInitializer)
                && read.getOrigin().getMethodCallsFromSelf().stream()
                        .filter(call -> call.getLineNumber() == read.getLineNumber())
                        .filter(call -> CHANGING.contains(call.getName()))
                        .anyMatch(call -> read.getTarget()
                                .getRawType()
                                .isAssignableTo(call.getTargetOwner().getName()));
    }

    private static String shortName(JavaField field) {
        return field.getFullName().substring(BASE.length());
    }

    private static List<String> namedTwice(Collection<Path> sources) {
        Map<String, List<String>> places = new TreeMap<>();
        sources.stream()
                .filter(source ->
                        !EACH_MODULES_OWN.contains(source.getFileName().toString()))
                .forEach(source -> places.computeIfAbsent(source.getFileName().toString(), name -> new ArrayList<>())
                        .add(String.valueOf(source.getParent())));
        return places.entrySet().stream()
                .filter(place -> place.getValue().size() > 1)
                .map(place -> place.getKey() + ": " + String.join(", ", place.getValue()))
                .toList();
    }

    /** The classes of all modules, tests too. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : Modules.directories()) {
            for (String kind : List.of("main", "test")) {
                Path java = module.resolve("src").resolve(kind).resolve("java");
                if (Files.isDirectory(java)) {
                    try (Stream<Path> files = Files.walk(java)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(1_000);
        return sources;
    }

    /** For the tests of the rules. */
    static final class AsksAClock {
        private AsksAClock() {}

        @SuppressWarnings("JavaUtilDate")
        static boolean isLate(long given) {
            return LocalDateTime.now(ZoneOffset.UTC).getHour() > 20
                    || new Date().getTime() > given
                    || Instant.ofEpochMilli(given).equals(Instant.EPOCH);
        }
    }

    /** For the tests of the rules. */
    static final class Registry {
        private static final Map<String, String> KNOWN = new HashMap<>();
        private static final Map<String, String> CONSTANT = Map.of("a", "b");
        private static int last;

        private Registry() {}

        static synchronized void know(String name) {
            KNOWN.put(name, CONSTANT.getOrDefault(name, name));
            last++;
        }

        static synchronized int last() {
            return last + KNOWN.size();
        }
    }
}
