/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of docs: their links lead somewhere, their commands are understood, and each page is reached from README. */
class HandbookTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ANCHOR = Pattern.compile("]\\(([^)#]*)#([^)]+)\\)");

    @TempDir
    Path directory;

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(TOP.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    private static String text(Path page) throws IOException {
        return Files.readString(page).replace("\\\n", " ");
    }

    @Test
    void noLinkIsDead() throws IOException {
        int found = 0;
        for (Path page : pages()) {
            Matcher link = ReadmeTest.LINK.matcher(text(page));
            while (link.find()) {
                if (!link.group(1).startsWith("http")) {
                    found++;
                    assertThat(page.resolveSibling(link.group(1)).normalize())
                            .as("linked in %s", page.getFileName())
                            .exists();
                }
            }
            Matcher anchor = ANCHOR.matcher(text(page));
            while (anchor.find()) {
                Path target = anchor.group(1).isEmpty() ? page : page.resolveSibling(anchor.group(1));
                assertThat(anchors(target)).as("in %s", page.getFileName()).contains(anchor.group(2));
            }
        }
        assertThat(found).isGreaterThan(30);
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#") || line.startsWith("<a id="))
                .map(line -> line.startsWith("#")
                        ? line.replaceAll("^#+ ", "")
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\w -]", "")
                                .replace(' ', '-')
                        : line.replaceAll("<a id=\"([^\"]+)\".*", "$1"))
                .toList();
    }

    @Test
    void everyCommandIsUnderstoodByTheProgram() throws IOException {
        int found = 0;
        for (Path page : pages()) {
            if (page.getParent().endsWith("decisions")) {
                continue;
            }
            Matcher command = ReadmeTest.COMMAND.matcher(text(page));
            while (command.find()) {
                found++;
                ReadmeTest.understood(
                        command.group(1).lines().findFirst().orElse("").strip());
            }
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void theShellUnderstandsEveryBlockOfTheHandbook() throws Exception {
        String bash = InstalledPrograms.require("bash");
        for (Path page : pages()) {
            if (page.getParent().endsWith("handbook")) {
                String block = Files.readString(page)
                        .lines()
                        .filter(line -> line.startsWith("    "))
                        .collect(Collectors.joining("\n", "", "\n"));
                Path script = Files.writeString(directory.resolve("block.sh"), block);
                InstalledPrograms.Answer answer = InstalledPrograms.run(directory, bash, "-n", script.toString());
                assertThat(answer.exitCode()).as(block + answer.text()).isZero();
            }
        }
    }

    @Test
    void everyPageIsReachedFromReadme() throws IOException {
        String readme = Files.readString(TOP.resolve("README.md"));
        for (Path page : pages()) {
            if (!page.getParent().endsWith("decisions")) {
                assertThat(readme).contains(TOP.relativize(page).toString());
            }
        }
    }
}
