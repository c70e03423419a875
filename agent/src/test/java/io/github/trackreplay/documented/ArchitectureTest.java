/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pages for people who pick the project up name is there: classes, packages, modules, tests, properties, files. */
class ArchitectureTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern DECISION = Pattern.compile("decisions/(\\d{4}-[a-z0-9-]+)\\b");
    private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS = Pattern.compile("(?:([a-z]+(?:\\.[a-z]+)*)\\.)?([A-Z][A-Za-z]+)");
    private static final Pattern PACKAGE = Pattern.compile("[a-z]+(\\.[a-z]+)*");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    /** Properties that are ours, not Maven's. */
    private static final Pattern PROPERTY =
            Pattern.compile("-D(?!test\\b|skipTests\\b|surefire\\.)([A-Za-z]+(?:\\.[A-Za-z]+)*)");

    private static final Pattern CHOSEN_MODULES = Pattern.compile("-pl ([a-z/,-]+)");
    private static final Pattern CHOSEN_PROFILE = Pattern.compile("-P([a-z]+)");
    private static final Pattern CHOSEN_TEST = Pattern.compile("-Dtest='?([A-Z*]\\w+)(?:#(\\w+))?");
    /** Programs of the project, which people start from its top. */
    private static final Pattern PROGRAM =
            Pattern.compile("(?<![\\w/])(?:\\./|\\.ci/|agent/src/)[\\w./-]*\\w(?![\\w/])");

    /** Words of other people's programs. */
    private static final Set<String> NOT_OURS = Set.of("COMMIT", "JAVA_HOME");

    private static Set<String> sources;

    @BeforeAll
    static void findSources() throws IOException {
        sources = new TreeSet<>();
        for (Path module : modules()) {
            for (String kind : List.of("main", "test")) {
                Path java = module.resolve("src").resolve(kind).resolve("java");
                if (!Files.isDirectory(java)) continue;
                try (Stream<Path> files = Files.walk(java)) {
                    files.filter(f -> f.toString().endsWith(".java"))
                            .map(f -> java.resolve("io/github/trackreplay").relativize(f))
                            .map(f -> f.toString().replace('/', '.').replace(".java", ""))
                            .forEach(sources::add);
                }
            }
        }
    }

    @Test
    void theArchitectureNamesWhatIsThere() throws IOException {
        List<String> missing = missing(Files.readString(TOP.resolve("docs/architecture.md")));
        assertThat(missing).as("names that no source file has").isEmpty();
    }

    @Test
    void aNameThatIsGoneWouldBeNoticed() {
        assertThat(missing("see `order.Nowhere` and `TrackingInterceptor` in `nothing.here`"))
                .containsExactly("order.Nowhere", "nothing.here");
    }

    @Test
    void theFirstHourNamesWhatIsThere() throws IOException {
        String text = Files.readString(TOP.resolve("CONTRIBUTING.md"));
        assertThat(missing(text)).as("names that no source file has").isEmpty();
        String code = allSources();
        Matcher property = PROPERTY.matcher(text);
        List<String> properties = new ArrayList<>();
        while (property.find()) properties.add(property.group(1));
        assertThat(properties).isNotEmpty().allSatisfy(p -> assertThat(code).contains(p));
        Matcher test = CHOSEN_TEST.matcher(text);
        while (test.find()) {
            String name = test.group(1);
            String end = name.startsWith("*") ? name.substring(1) : "." + name;
            assertThat(sources).as(name).anyMatch(s -> s.endsWith(end));
            if (test.group(2) != null)
                assertThat(code.contains("void " + test.group(2) + "("))
                        .as(test.group())
                        .isTrue();
        }
    }

    @Test
    void theCommandsOfTheFirstHourNameModulesProfilesAndProgramsThatAreThere() throws IOException {
        String text = Files.readString(TOP.resolve("CONTRIBUTING.md"));
        List<String> modules = Modules.all().stream().map(Modules.Module::path).toList();
        Matcher chosen = CHOSEN_MODULES.matcher(text);
        List<String> named = new ArrayList<>();
        while (chosen.find()) named.addAll(List.of(chosen.group(1).split(",")));
        assertThat(named).isNotEmpty().isSubsetOf(modules);
        String build = Files.readString(TOP.resolve("pom.xml"));
        Matcher profile = CHOSEN_PROFILE.matcher(text);
        while (profile.find()) assertThat(build).contains("<id>" + profile.group(1) + "</id>");
        Matcher program = PROGRAM.matcher(text);
        List<Path> programs = new ArrayList<>();
        while (program.find()) programs.add(TOP.resolve(program.group()));
        assertThat(programs).isNotEmpty().allSatisfy(file -> assertThat(file).exists());
        assertThat(programs.stream().filter(Files::isRegularFile))
                .filteredOn(file -> !file.getFileName().toString().contains("."))
                .allSatisfy(file -> assertThat(file.toFile().canExecute() || file.endsWith("changelog"))
                        .as(file.toString())
                        .isTrue());
    }

    @Test
    void linksBetweenThePagesLeadSomewhere() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(TOP.resolve("README.md"), TOP.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
            docs.filter(f -> f.toString().endsWith(".md")).forEach(pages::add);
        }
        List<String> dead = new ArrayList<>();
        for (Path page : pages) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) dead.add(page + " → " + link.group(1));
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyDecisionIsNamedWhereItMatters() throws IOException {
        List<String> decisions = decisions();
        assertThat(decisions).hasSizeGreaterThan(50);
        Set<String> named = new TreeSet<>();
        List<String> gone = new ArrayList<>();
        for (Path file : textsBesideTheDecisions()) {
            Matcher decision = DECISION.matcher(Files.readString(file));
            while (decision.find()) {
                named.add(decision.group(1));
                if (!decisions.contains(decision.group(1))) gone.add(file + ": " + decision.group());
            }
        }
        assertThat(gone).as("names of decisions that are not there").isEmpty();
        assertThat(decisions.stream().filter(name -> !named.contains(name)))
                .as("name it in the class or page that it is about: docs/decisions/NAME.md")
                .isEmpty();
    }

    private static List<String> decisions() throws IOException {
        try (Stream<Path> files = Files.list(TOP.resolve("docs/decisions"))) {
            return files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .filter(name -> !name.equals("README"))
                    .toList();
        }
    }

    /** Code, build files and pages. */
    private static List<Path> textsBesideTheDecisions() throws IOException {
        List<Path> texts = new ArrayList<>(
                List.of(TOP.resolve("README.md"), TOP.resolve("CONTRIBUTING.md"), TOP.resolve("pom.xml")));
        try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(texts::add);
        }
        for (Path module : modules()) {
            texts.add(module.resolve("pom.xml"));
            try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(texts::add);
            }
        }
        return texts;
    }

    private static List<String> missing(String page) {
        List<String> missing = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(page);
        while (quoted.find()) {
            String name = quoted.group(1);
            Matcher type = CLASS.matcher(name);
            if (NOT_OURS.contains(name) || name.equals(name.toUpperCase(Locale.ROOT))) continue;
            if (type.matches() && !isClass(name)) missing.add(name);
            if (name.contains(".") && PACKAGE.matcher(name).matches() && !isPackage(name) && !isFile(name))
                missing.add(name);
        }
        return missing;
    }

    private static boolean isClass(String name) {
        return sources.stream().anyMatch(s -> s.equals(name) || s.endsWith("." + name));
    }

    private static boolean isPackage(String name) {
        return sources.stream().anyMatch(s -> s.startsWith(name + ".") || s.contains("." + name + "."));
    }

    /** Files that the pages name: of Matomo, of a log, of the project. */
    private static boolean isFile(String name) {
        return name.endsWith(".php") || name.endsWith(".log") || Files.exists(TOP.resolve(name));
    }

    private static String allSources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path module : modules()) {
            try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                for (Path file : files.filter(f -> f.toString().matches(".*/src/test/.*[.]java"))
                        .toList()) all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static List<Path> modules() {
        return Modules.directories();
    }
}
