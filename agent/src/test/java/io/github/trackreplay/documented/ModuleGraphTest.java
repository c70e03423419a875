/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.documented.Modules.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which module needs which, as the build has it: the page says so, and every arrow points down. */
class ModuleGraphTest {
    private static final String BEGIN = "<!-- the modules, written by ModuleGraphTest -->\n";
    private static final String END = "<!-- end of the modules -->";

    /** With {@code -Dmodules.write} the page is written instead. */
    @Test
    void thePageShowsTheGraphThatTheBuildHas() throws IOException {
        Path page = Path.of("..", "docs", "architecture.md");
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        assertThat(to).as("the marks in docs/architecture.md").isGreaterThanOrEqualTo(from);
        String graph = graph(Modules.all());
        if (System.getProperty("modules.write") != null) {
            Files.writeString(page, text.substring(0, from) + graph + text.substring(to));
        } else {
            assertThat(text.substring(from, to))
                    .as("docs/architecture.md; renew it with -Dtest=ModuleGraphTest -Dmodules.write")
                    .isEqualTo(graph);
        }
    }

    @Test
    void everyArrowPointsDown() {
        assertThat(upwards(Modules.all())).isEmpty();
    }

    @Test
    void anArrowThatPointsUpWouldBeNoticed() {
        List<Module> modules = List.of(
                new Module("core/a", List.of("core/b"), List.of(), List.of()),
                new Module("core/b", List.of("flume-source"), List.of(), List.of()),
                new Module("flume-source", List.of("core/a", "flume-sink"), List.of("flume-sink"), List.of()),
                new Module("flume-sink", List.of("core/a"), List.of("proof/e2e"), List.of()));

        assertThat(upwards(modules))
                .containsExactly(
                        "core/a → core/b",
                        "core/b → flume-source",
                        "flume-source → flume-sink",
                        "tests of flume-sink → proof/e2e");
    }

    /** The wire contract is what they share, and each can be installed without the others. */
    @Test
    void noPluginNeedsAnother() {
        Map<String, List<String>> needs = Modules.all().stream().collect(Collectors.toMap(Module::path, Module::needs));
        for (String plugin : List.of("flume-source", "flume-interceptor", "flume-sink")) {
            assertThat(all(plugin, needs)).as(plugin).isNotEmpty().allMatch(needed -> needed.startsWith("core/"));
        }
    }

    @Test
    void noPackageStandsInTwoModules() {
        Map<String, String> homes = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (Module module : Modules.all()) {
            for (String name : module.packages()) {
                String other = homes.put(name, module.path());
                if (other != null) twice.add(name + ": " + other + ", " + module.path());
            }
        }
        assertThat(homes).hasSizeGreaterThan(50);
        assertThat(twice).isEmpty();
    }

    @Test
    void everyDirectoryWithSourcesIsAModule() throws IOException {
        Path top = Path.of("..");
        Set<Path> found = new HashSet<>();
        for (Path room : List.of(top, top.resolve("core"), top.resolve("proof"))) {
            try (Stream<Path> directories = Files.list(room)) {
                directories.filter(d -> Files.isDirectory(d.resolve("src"))).forEach(found::add);
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(Modules.directories());
    }

    private static String graph(List<Module> modules) {
        StringBuilder text =
                new StringBuilder("| module | needs | its tests also need | packages |\n|---|---|---|---|\n");
        for (Module module : modules) {
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            module.path(),
                            named(module.needs()),
                            named(module.testsNeed()),
                            module.packages().stream()
                                    .map(name -> "`" + name + "`")
                                    .collect(Collectors.joining(", "))));
        }
        return text.toString();
    }

    private static String named(List<String> paths) {
        return paths.stream().map(path -> path.substring(path.indexOf('/') + 1)).collect(Collectors.joining(", "));
    }

    private static List<String> upwards(List<Module> modules) {
        List<String> upwards = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (Module module : modules) {
            for (String needed : module.needs()) {
                if (!isBelow(needed, module.path(), before)) upwards.add(module.path() + " → " + needed);
            }
            for (String needed : module.testsNeed()) {
                boolean proves = height(module.path()) == height("proof/e2e");
                if (isAgent(needed) && !proves) upwards.add("tests of " + module.path() + " → " + needed);
            }
            before.add(module.path());
        }
        return upwards;
    }

    /** Within core and among the proofs what is needed is named before; plugins stand side by side. */
    private static boolean isBelow(String needed, String by, List<String> before) {
        int difference = height(by) - height(needed);
        return difference > 0 || (difference == 0 && !by.startsWith("flume-") && before.contains(needed));
    }

    /** What starts or packs the whole. A module's tests may need an embedded database, or the plugin before it. */
    private static boolean isAgent(String path) {
        return path.equals("agent") || path.equals("proof/e2e") || path.equals("proof/bench");
    }

    private static int height(String path) {
        if (path.startsWith("core/")) return 0;
        if (path.startsWith("flume-")) return 1;
        if (path.equals("agent")) return 2;
        assertThat(path).startsWith("proof/");
        return 3;
    }

    private static Set<String> all(String module, Map<String, List<String>> needs) {
        Set<String> all = new HashSet<>();
        for (String needed : needs.get(module)) {
            all.add(needed);
            all.addAll(all(needed, needs));
        }
        return all;
    }
}
