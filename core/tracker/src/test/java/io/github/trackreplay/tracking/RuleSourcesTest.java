/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every class of the tracker that holds rules says which class and method of Matomo it follows, so that whoever reads a new release
 * of Matomo knows what to compare. Values (records, enumerations), exceptions and interfaces hold none.
 */
class RuleSourcesTest {
    private static final Path TRACKING = Path.of("src/main/java/io/github/trackreplay/tracking");
    private static final Path TESTS = Path.of("src/test/java/io/github/trackreplay/tracking");

    /** Our own machinery, which follows no class of Matomo's. */
    private static final Set<String> NO_RULES = Set.of("model", "settings", "parameters");

    /** Hold what others have worked out, or put rules together. */
    private static final Set<String> MACHINERY = Set.of(
            "Tracker",
            "Prepared",
            "PreparedRequest",
            "SiteRules",
            "Trace",
            "SharedRules",
            "DerivedLists",
            "LatestSalts",
            "SiteCalendar", // remembers SiteDay
            "Rules",
            "SecretRandomness",
            "VisitDraft",
            "ReferrerDecision",
            "WordList",
            "PluginRequests",
            "PluginJudge",
            "PluginCatalog",
            "PluginTable",
            "TrackerPlugins",
            "BulkDocument", // how calls of the Tracking API are written and dealt out
            "EntryText",
            "JsonTexts",
            "VisitorLanes");

    private static final Pattern SOURCE = Pattern.compile("\\{@code [A-Za-z]+([/\\\\][A-Za-z]+)*::[a-zA-Z]+\\}");
    private static final Pattern VALUE = Pattern.compile(
            "(?m)^(public |sealed |non-sealed )*(record|enum|interface) |^(public )?(final )?class \\w+ extends \\w*Exception");

    @Test
    void everyRuleNamesTheMethodOfMatomoThatItFollows() throws IOException {
        try (Stream<Path> files = Files.walk(TRACKING)) {
            List<Path> rules = files.filter(RuleSourcesTest::holdsRules).toList();
            assertThat(rules).hasSizeGreaterThan(50);
            assertThat(rules.stream().filter(f -> !namesItsSource(text(f))))
                    .as("add to the class's comment: Source of the rule: Matomo's {@code Class::method}")
                    .isEmpty();
        }
    }

    @Test
    void aRuleWithoutItsSourceWouldBeNoticed() {
        assertThat(namesItsSource("/** Tells something. */ final class Something {}"))
                .isFalse();
        assertThat(namesItsSource("/** Matomo's {@code core/Tracker/Visit::handle}. */ final class Something {}"))
                .isTrue();
    }

    @Test
    void everyGroupOfRulesHasATestOfItsName() throws IOException {
        Set<String> groups;
        try (Stream<Path> files = Files.walk(TRACKING)) {
            groups = files.filter(RuleSourcesTest::holdsRules)
                    .map(file -> TRACKING.relativize(file).getParent())
                    .filter(Objects::nonNull)
                    .map(group -> group.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(groups).contains("visit", "conversion", "goal", "action").hasSizeGreaterThan(15);
        List<Path> tests;
        try (Stream<Path> files = Files.walk(TESTS)) {
            tests = files.filter(file -> file.toString().endsWith("Test.java")).toList();
        }
        assertThat(groups.stream().filter(group -> tests.stream().noneMatch(test -> isOf(group, test))))
                .as("a group of rules is tested in its own package, or in one of its name, such as VisitRulesTest")
                .isEmpty();
    }

    private static boolean isOf(String group, Path test) {
        return test.getParent().endsWith(group)
                || test.getFileName().toString().toLowerCase(Locale.ROOT).contains(group);
    }

    private static boolean holdsRules(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".java") || name.equals("package-info.java")) return false;
        String room = TRACKING.relativize(file).getName(0).toString();
        if (NO_RULES.contains(room) || MACHINERY.contains(name.replace(".java", ""))) return false;
        return !VALUE.matcher(text(file)).find();
    }

    private static boolean namesItsSource(String text) {
        return SOURCE.matcher(text).find();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
