/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/advisories} finds what a database of advisories in OSV's form says of the libraries, and nothing else. */
class AdvisoriesTest {
    private static final String NETTY = "io.netty:netty-codec";

    @TempDir
    Path directory;

    private Path database;

    @BeforeEach
    void libraries() throws IOException, InterruptedException {
        assumeThat(run("python3", "--version").exitCode())
                .as("skipped: this machine has no python3")
                .isZero();
        database = Files.createDirectories(directory.resolve("database/2026/11"));
        Files.writeString(directory.resolve("sbom.json"), """
                {"components": [
                  {"group": "io.netty", "name": "netty-codec", "version": "4.1.137.Final"},
                  {"group": "org.eclipse.jetty", "name": "jetty-http", "version": "9.4.58.v20250814"}]}
                """);
    }

    @Test
    void whatConcernsALibraryIsNamedAndFails() throws Exception {
        advisory("GHSA-1", "CVE-1", "", "Maven", NETTY, "4.1.0.Final", "fixed", "4.1.138.Final");
        advisory("GHSA-2", "CVE-2", "", "Maven", NETTY, "0", "last_affected", "4.1.137.Final");

        Result result = scan();

        assertThat(result.output())
                .contains(
                        NETTY + " 4.1.137.Final: GHSA-1, CVE-1, high",
                        NETTY + " 4.1.137.Final: GHSA-2, CVE-2, high",
                        "2 libraries, 2 advisories for Maven: 2 concern them, 2 of these unexplained.");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsMendedOrAboutSomethingElseIsNot() throws Exception {
        advisory("GHSA-3", "CVE-3", "", "Maven", NETTY, "0", "fixed", "4.1.137.Final");
        advisory("GHSA-4", "CVE-4", "", "Maven", NETTY, "4.2.0.RC1", "fixed", "4.2.9.Final");
        advisory("GHSA-5", "CVE-5", "", "npm", NETTY, "0", "fixed", "5");
        advisory("GHSA-6", "CVE-6", "", "Maven", "io.netty:netty-codec-http", "0", "fixed", "5");
        advisory("GHSA-7", "CVE-7", ", \"withdrawn\": \"2026-01-01T00:00:00Z\"", "Maven", NETTY, "0", "fixed", "5");

        Result result = scan();

        assertThat(result.output()).contains("4 advisories for Maven: 0 concern them");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void whatTheDocumentationExplainsFailsNothing() throws Exception {
        advisory("GHSA-8", "CVE-2026-2332", "", "Maven", "org.eclipse.jetty:jetty-http", "9.4.0", "fixed", "9.4.60");

        Result result = scan();

        assertThat(result.output()).contains("CVE-2026-2332, high, explained in docs/security.md");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aDirectoryWithoutAdvisoriesIsNoGoodNews() throws Exception {
        Result result = scan();

        assertThat(result.output()).contains("holds no advisory for Maven");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    private void advisory(String id, Object... rest) throws IOException {
        Object[] all = new Object[rest.length + 1];
        all[0] = id;
        System.arraycopy(rest, 0, all, 1, rest.length);
        Files.writeString(database.resolve(id + ".json"), String.format("""
            {"id": "%s", "aliases": ["%s"], "database_specific": {"severity": "HIGH"}%s, "affected": [{
              "package": {"ecosystem": "%s", "name": "%s"},
              "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "%s"}, {"%s": "%s"}]}]}]}
            """, all));
    }

    private record Result(int exitCode, String output) {}

    private Result scan() throws IOException, InterruptedException {
        return run(
                "python3",
                Path.of("..", ".ci", "advisories").toString(),
                directory.resolve("database").toString(),
                directory.resolve("sbom.json").toString());
    }

    private static Result run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(-1, e.toString());
        }
    }
}
