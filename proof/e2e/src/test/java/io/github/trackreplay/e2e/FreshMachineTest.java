/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README's steps, and the handbook's, word by word, on a fresh Debian with its nginx, Apache, MariaDB and Java. Only with {@code
 * -Dtrackreplay.freshMachine=DIRECTORY} (empty or missing: debootstrap fills it, {@code -Dtrackreplay.mirror} names another mirror),
 * as root, with free ports 80, 3306, 8080 and 8127.
 */
class FreshMachineTest {
    @TempDir
    Path directory;

    @Test
    void theStepsOfReadmeLeadToRows() throws Exception {
        assertThat(following("readme"))
                .containsEntry("before_switch", "1")
                .containsEntry("nginx_answers", "204 204 204 204 204")
                .containsEntry("rows_of_nginx", "5")
                .containsEntry("apache_answers", "204 204 204")
                .containsEntry("rows_of_both", "8")
                .containsEntry("errors", "0")
                .hasEntrySatisfying("status", shown -> assertThat(shown).startsWith("last commit"))
                .doesNotContainKey("import");
    }

    @Test
    void thePackageAndTheHandbookAloneLeadToRows() throws Exception {
        Map<String, String> found = following("handbook");

        assertThat(found)
                .containsEntry("hint", "1")
                .containsEntry("before_switch", "1")
                .containsEntry("rows", "1")
                .containsEntry("name", "hello")
                .containsEntry("answers", "204 204 204 204")
                .containsEntry("rows_after_the_repair", "5")
                .containsEntry("errors", "0")
                .hasEntrySatisfying("page", shown -> assertThat(shown).contains("last commit", "complete-through"))
                .hasEntrySatisfying(
                        "channel",
                        shown -> assertThat(shown)
                                .contains(
                                        "every record can be read",
                                        "The agent can be started",
                                        "Every byte is accounted for"))
                .hasEntrySatisfying("status", shown -> assertThat(shown).contains("complete through   20"));
        System.out.println("from the package to a row in " + found.get("seconds") + " s");
    }

    /** What the machine says of what it found, by name. */
    private Map<String, String> following(String guide) throws Exception {
        String machine = System.getProperty("trackreplay.freshMachine", "");
        assumeThat(machine)
                .as("skipped: runs only with -Dtrackreplay.freshMachine=DIRECTORY")
                .isNotEmpty();
        for (String name : List.of("machine.sh", "common.sh", guide + ".sh")) {
            Files.write(
                    directory.resolve(name),
                    getClass().getResourceAsStream("/fresh-machine/" + name).readAllBytes());
        }
        Path top = Path.of("../..").toRealPath();
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "sh"));
        command.addAll(List.of(
                directory.resolve("machine.sh").toString(),
                top.toString(),
                Path.of(machine).toAbsolutePath().toString(),
                guide));
        String mirror = System.getProperty("trackreplay.mirror", "");
        if (!mirror.isEmpty()) {
            command.add(mirror);
        }
        Path output = directory.resolve("output");
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        String said = Files.readString(output);
        assertThat(exitCode).as(said).isZero();
        return said.lines()
                .filter(line -> line.matches("[a-z_]+=.*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
