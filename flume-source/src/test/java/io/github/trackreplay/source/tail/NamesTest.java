/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.source.rotation.RotationName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "access.log, access.log",
        "access.log.1, access.log",
        "access.log.12.gz, access.log",
        "access.log-20261122, access.log",
        "access.log-20261122.gz, access.log",
        "access.log-20261122-1763805600, access.log",
        "access.log-2026112210, access.log",
        "access-2026-11-22.log, access.log",
        "access.2026-11-22.log.gz, access.log",
        "access.log.1763805600, access.log",
        "access.log.old, access.log",
        "u_ex261122.log, u_ex.log",
        "u_ex26112210.log, u_ex.log",
        "web-1.log, web-1.log",
        "shop2.example.org-access.log.3, shop2.example.org-access.log",
        "1, 1"
    })
    void theBaseIsTheLiveFilesName(String name, String base) {
        assertThat(RotationName.of(name).base()).isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access.log.10.gz access.log.9.gz access.log.2 access.log.1 access.log",
                "access.log-20261120.gz access.log-20261121 access.log-20261122 access.log",
                "u_ex261120.log u_ex261121.log u_ex261122.log",
                "access.log.1763805600 access.log.1763809200",
                "access.log.old access.log"
            })
    void olderNamesComeFirst(String names) {
        List<String> expected = Arrays.asList(names.split(" "));
        List<String> shuffled = new ArrayList<>(expected);
        Collections.reverse(shuffled);
        shuffled.sort((a, b) -> RotationName.of(a).compareTo(RotationName.of(b)));
        assertThat(shuffled).isEqualTo(expected);
    }

    @Test
    void patternsFindRegularFilesThroughWildDirectories() throws IOException {
        for (String name : List.of("a/log/access.log", "b/log/access.log.1", "b/log/error.log", "c/access.log")) {
            Files.createDirectories(directory.resolve(name).getParent());
            Files.writeString(directory.resolve(name), name);
        }
        Files.createDirectories(directory.resolve("d/log/access.log.d"));
        FileFinder.Listing listing = new GlobFinder(List.of(
                        directory + "/*/log/access.log*",
                        directory + "/a/log/access.log",
                        directory + "/nowhere/*.log",
                        directory + "/c/other.log"))
                .find();
        assertThat(listing.files())
                .extracting(file -> directory.relativize(file.path()).toString())
                .containsExactly("a/log/access.log", "b/log/access.log.1");
        assertThat(listing.unmatched()).containsExactly(directory + "/nowhere/*.log", directory + "/c/other.log");
        assertThat(listing.unreadable()).isEmpty();
    }

    @Test
    void whatStandsBesideDirectoriesHidesNothing() throws IOException {
        Files.createDirectories(directory.resolve("a/log"));
        Files.writeString(directory.resolve("a/log/access.log"), "x");
        Files.writeString(directory.resolve("README"), "x");
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        FileFinder.Listing listing = new GlobFinder(
                        List.of(directory + "/*/log/access.log", directory + "/*/log/access.log*", directory + "/loo*"))
                .find();
        assertThat(listing.files()).hasSize(1);
        assertThat(listing.unreadable()).isEmpty();
    }

    /** Not every failure is one of rights. */
    @Test
    void whatCannotBeListedSaysWhy() throws IOException {
        Files.createDirectories(directory.resolve("a"));
        String tooLong = directory + "/a/" + "x".repeat(300) + "/access.log*";

        FileFinder.Listing listing = new GlobFinder(List.of(tooLong)).find();

        assertThat(listing.hidden())
                .hasSize(1)
                .hasEntrySatisfying(
                        directory.resolve("a"), why -> assertThat(why).contains("File name too long"));
    }

    @Test
    void aLogWhoseNameIsNoStreamIsSaidAndTheOthersAreRead() throws IOException {
        Files.writeString(directory.resolve("a\u200b.log"), "x");
        Files.writeString(directory.resolve("b.log"), "x");
        List<String> said = new ArrayList<>();
        StreamNames names = new StreamNames(
                "%{basename}",
                new TailListener() {
                    @Override
                    public void unusableName(String stream, String why) {
                        said.add(stream + " " + why);
                    }
                });

        for (int look = 0; look < 2; look++) {
            assertThat(names.group(
                            new GlobFinder(List.of(directory + "/*.log")).find().files()))
                    .containsOnlyKeys("b.log");
        }

        assertThat(said).containsExactly("a\\u{200b}.log holds the character U+200B, which cannot be seen");
    }

    @Test
    void linksToOneFileHaveOneKey() throws IOException {
        Path file = Files.writeString(directory.resolve("access.log"), "x");
        Files.createLink(directory.resolve("access.log.hard"), file);
        Files.createSymbolicLink(directory.resolve("access.log.soft"), file);
        FileFinder.Listing listing = new GlobFinder(List.of(directory + "/access.log*")).find();
        assertThat(listing.files())
                .hasSize(3)
                .extracting(FoundFile::key)
                .containsOnly(listing.files().get(0).key());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3.4 - - [22/Nov/2026:10:00:00 +0100] \"GET / HTTP/1.1\" 200 | 2026-11-22T09:00:00Z",
                "{\"@timestamp\":\"2026-11-22T10:00:00.250Z\",\"x\":1} | 2026-11-22T10:00:00.250Z",
                "{\"time\":\"2026-11-22T10:00:00+01:00\"} | 2026-11-22T09:00:00Z",
                "2026-11-22 10:00:00 GET /matomo.php | 2026-11-22T10:00:00Z",
                "{\"msec\":1795341600.123} | 2026-11-22T10:00:00.123Z",
                "{\"time\":\"1795341600123\",\"client\":\"1.2.3.4\"} | 2026-11-22T10:00:00.123Z",
                "{\"time\": 1795341600} | 2026-11-22T10:00:00Z",
                "{\"timestamp\":1795341600123456} | 2026-11-22T10:00:00.123Z",
                "{\"level\":\"info\",\"ts\":1795341600.1234567,\"size\":43} | 2026-11-22T10:00:00.123Z",
                "{\"ts\":1795341600.5} | 2026-11-22T10:00:00.500Z",
                "{\"log\":\"{\\\"time\\\":\\\"1795341600123\\\"}\"} | 2026-11-22T10:00:00.123Z",
                "{\"time_local\":\"22/Nov/2026:10:00:00 +0100\"} | 2026-11-22T09:00:00Z",
                "{\"request_time\":0.001,\"uri\":\"/matomo.php?rand=1777777777123\",\"time\":1795341600} | 2026-11-22T10:00:00Z",
                "{\"size\":1777777777,\"@timestamp\":\"1795341600\"} | 2026-11-22T10:00:00Z",
                "[1795341600] \"GET / HTTP/1.1\" | 2026-11-22T10:00:00Z",
                "1795341600123 1.2.3.4 \"GET / HTTP/1.1\" | 2026-11-22T10:00:00.123Z",
                "example.org 1.2.3.4 1795341600 \"GET /?cdt=1700000000 HTTP/1.1\" | 2026-11-22T10:00:00Z",
                "1.2.3.4;1795341600.123;GET / | 2026-11-22T10:00:00.123Z",
                "t=1795341600.123 c=1.2.3.4 | 2026-11-22T10:00:00.123Z",
                "[31/Feb/2026:10:00:00 +0000] [22/Nov/2026:10:00:00 +0000] | 2026-11-22T10:00:00Z"
            })
    void commonEventTimesAreRecognised(String line, String time) {
        byte[] bytes = line.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(new CommonTimes().find(bytes, 0, bytes.length))
                .hasValue(java.time.Instant.parse(time).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no time",
                "[22/Nov/2026:25:00:00 +0000]",
                "99999999999999999.123",
                "2026-13-01T00:00:00Z",
                "GET /matomo.php?rand=1795341600123&cdt=1795341600&_idts=1795341600.123 HTTP/1.1",
                "{\"uri\":\"/matomo.php?time=1795341600\",\"user_id\":\"1795341600\",\"size\": 1795341600}",
                "{\"time\":\"4795341600\"}",
                "{\"time\":179534160}"
            })
    void whatIsNoTimeIsNone(String line) {
        byte[] bytes = line.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(new CommonTimes().find(bytes, 0, bytes.length)).isEmpty();
    }

    @Test
    void patternsAreQuotedAsInAShell() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("site [1] {a}"));
        Files.createFile(odd.resolve("access log"));
        Files.createFile(odd.resolve("access log.1"));
        Files.createDirectory(directory.resolve("site 1 a"));
        Files.createFile(directory.resolve("site 1 a/access log"));

        assertThat(found("'" + odd + "/access log'*")).containsExactly("access log", "access log.1");
        assertThat(found("'" + odd + "'/\"access l\"* " + directory + "/none"))
                .containsExactly("access log", "access log.1");
        assertThat(found("\"" + directory + "/site ? a/access log\"")).containsExactly("access log");
        assertThat(FilePatterns.of(" /a/b*  '' \"c d\"\t")).containsExactly("/a/b*", "", "c d");
        assertThatThrownBy(() -> FilePatterns.of("/a 'b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'b");
    }

    private static List<String> found(String setting) {
        return new GlobFinder(FilePatterns.of(setting))
                .find().files().stream()
                        .map(file -> file.path().getFileName().toString())
                        .toList();
    }
}
