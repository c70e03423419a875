/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jars that are packaged are those that docs/security.md and the bill of materials speak of. */
class PackagedJarsTest {
    private static final Pattern JAR = Pattern.compile("(.+)-(\\d[^-]*(?:-jre|-SNAPSHOT)?)\\.jar");
    private static final Pattern REPLACED =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| ([\\d.]+) \\| (?:[\\d.]+|ours) \\|");
    private static final Pattern LEFT_OUT = Pattern.compile("`([a-z][a-z0-9.-]+)`");

    @Test
    void everyJarIsAtLeastAtTheVersionThatTheDocumentationNames() throws IOException {
        Map<String, String> packaged = packaged();
        Matcher row = REPLACED.matcher(section("Replaced,", "Left out,"));
        List<String> tooOld = new ArrayList<>();
        int rows = 0;
        for (; row.find(); rows++) {
            assertThat(packaged).containsKey(row.group(1));
            if (compare(packaged.get(row.group(1)), row.group(2)) < 0) {
                tooOld.add(row.group(1) + " " + packaged.get(row.group(1)) + " < " + row.group(2));
            }
        }

        assertThat(rows).isGreaterThan(10);
        assertThat(tooOld).isEmpty();
    }

    @Test
    void whatTheDocumentationCallsLeftOutIsNotThere() throws IOException {
        Matcher name = LEFT_OUT.matcher(section("Left out,", "Kept,"));
        Set<String> leftOut = new HashSet<>();
        while (name.find()) {
            leftOut.add(name.group(1));
        }

        assertThat(leftOut).contains("libthrift", "mina-core", "zookeeper", "velocity-engine-core");
        assertThat(packaged()).doesNotContainKeys(leftOut.toArray(new String[0]));
    }

    @Test
    void everyJarIsInTheBillOfMaterialsAndThereOnce() throws IOException {
        Set<String> listed = new HashSet<>();
        Path file = Agent.home().resolve("sbom").resolve("trackreplay.cdx.json");
        assumeTrue(Files.exists(file), "the agent was built offline, so it has no bill of materials");
        String bill = Files.readString(file);
        for (JsonElement component :
                JsonParser.parseString(bill).getAsJsonObject().getAsJsonArray("components")) {
            listed.add(component.getAsJsonObject().get("name").getAsString() + " "
                    + component.getAsJsonObject().get("version").getAsString());
        }
        Map<String, String> packaged = packaged();
        packaged.remove("trackreplay");

        assertThat(packaged).containsKeys("avro", "mysql-connector-j");
        assertThat(packaged.entrySet())
                .allSatisfy(jar -> assertThat(listed).contains(jar.getKey() + " " + jar.getValue()));
    }

    @Test
    void asManyAreThereBeforeAndAfterAsTheDocumentationCounts() throws IOException {
        String[] row = section("| jars |", "| known").strip().split(" *\\| *");
        try (Stream<Path> stock = Files.list(StockFlume.jars())) {
            assertThat(stock).hasSize(Integer.parseInt(row[2]));
        }
        assertThat(packaged()).hasSize(Integer.parseInt(row[3]));
    }

    @Test
    void versionsAreComparedByTheirNumbers() {
        assertThat(compare("2.22.0", "2.3")).isPositive();
        assertThat(compare("4.1.137.Final", "4.1.137")).isNotNegative();
        assertThat(compare("1.1.8.4", "1.1.10.7")).isNegative();
    }

    /** Each jar's name with its version; the same name at two versions is a fault. */
    private static Map<String, String> packaged() throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String folder : List.of("lib", "plugins.d/trackreplay/lib", "plugins.d/trackreplay/libext")) {
            try (Stream<Path> files = Files.list(Agent.home().resolve(folder))) {
                for (Path file : files.toList()) {
                    Matcher jar = JAR.matcher(file.getFileName().toString());
                    assertThat(jar.matches()).as(file.toString()).isTrue();
                    assertThat(found.put(jar.group(1), jar.group(2)))
                            .as(jar.group(1) + " at two versions")
                            .isNull();
                }
            }
        }
        return found;
    }

    private static String section(String from, String to) throws IOException {
        String page = Files.readString(Agent.home().resolve("docs").resolve("security.md"));
        return page.substring(page.indexOf(from), page.indexOf(to));
    }

    private static int compare(String version, String other) {
        List<Integer> numbers = numbers(version);
        List<Integer> others = numbers(other);
        for (int i = 0; i < Math.max(numbers.size(), others.size()); i++) {
            int difference =
                    Integer.compare(i < numbers.size() ? numbers.get(i) : 0, i < others.size() ? others.get(i) : 0);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static List<Integer> numbers(String version) {
        Matcher number = Pattern.compile("\\d+").matcher(version);
        List<Integer> numbers = new ArrayList<>();
        while (number.find()) {
            numbers.add(Integer.parseInt(number.group()));
        }
        return numbers;
    }
}
