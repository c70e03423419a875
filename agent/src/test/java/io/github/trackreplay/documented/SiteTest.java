/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation as a site: built by the real mkdocs, which refuses dead links; searchable, and nothing of it is elsewhere. */
class SiteTest {
    private static final Path BUILD = Path.of("src/main/site/build-site").toAbsolutePath();
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#?]+)");
    private static final Pattern LOADED_FROM_ELSEWHERE =
            Pattern.compile("<(?:script|link|img)[^>]+\"(?:https?:)?//[^\"]+\"");

    @TempDir
    Path directory;

    @Test
    void everyPageIsThereAndFoundByItsWords() throws IOException, InterruptedException {
        InstalledPrograms.require("mkdocs");

        Path site = directory.resolve("site");
        InstalledPrograms.Answer answer = InstalledPrograms.run(directory, BUILD.toString(), site.toString());

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(Files.readString(site.resolve("search/search_index.json")))
                .contains(
                        "maxHold",
                        "stream accept",
                        "docs/handbook/migrate.html",
                        "docs/decisions/0001-modules-beside-the-three.html");
        List<Path> pages = pages(site);
        assertThat(pages).hasSizeGreaterThan(50);
        for (Path page : pages) noReferenceIsDead(site, page);
    }

    private static List<Path> pages(Path site) throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .filter(file ->
                            !file.getFileName().toString().equals("404.html")) // its links begin at a server's top
                    .toList();
        }
    }

    private static void noReferenceIsDead(Path site, Path page) throws IOException {
        String text = Files.readString(page);
        assertThat(LOADED_FROM_ELSEWHERE.matcher(text).find())
                .as("%s loads something from elsewhere", page)
                .isFalse();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            String target = reference.group(1);
            if (!target.matches("[a-z]+:.*")) {
                assertThat(page.resolveSibling(target).normalize())
                        .as("in %s", site.relativize(page))
                        .exists();
            }
        }
    }
}
