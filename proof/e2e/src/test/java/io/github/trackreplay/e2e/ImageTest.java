/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image, built and started by unpacking its layers. Off by default: it fetches a Debian
 * ({@code -Dtrackreplay.image=true}). Needs root, mmdebstrap and umoci.
 */
@EnabledIfSystemProperty(named = "trackreplay.image", matches = "true", disabledReason = "fetches a Debian")
class ImageTest {
    @TempDir
    Path directory;

    @Test
    void startsAsItsUserWithWhatItCarries() throws Exception {
        assumeThat(run("sh", "-c", "command -v mmdebstrap && command -v umoci"))
                .as("skipped: mmdebstrap and umoci are not installed on this machine")
                .isZero();
        Path image = directory.resolve("image.tar");
        int built = run(
                Path.of("..", "..", "agent", "src", "main", "image", "build-image")
                        .toAbsolutePath()
                        .toString(),
                packaged().toString(),
                image.toString());
        assertThat(built).as(output()).isZero();

        assertThat(run("sh", "-euc", """
                mkdir layout && tar -xf image.tar -C layout
                tag=$(umoci list --layout layout)
                umoci unpack --image "layout:$tag" bundle
                grep -o '"uid": *[0-9]*' bundle/config.json
                grep -o '/etc/trackreplay/agent.conf' bundle/config.json
                mount --rbind /proc bundle/rootfs/proc
                chroot bundle/rootfs setpriv --reuid 10001 --regid 10001 --clear-groups /usr/bin/trackreplay --version
                stat -c '%u %a' bundle/rootfs/var/lib/trackreplay
                """)).as(output()).isZero();

        assertThat(output())
                .contains("10001", "/etc/trackreplay/agent.conf", "Track Replay ")
                .endsWith("10001 750\n");
    }

    private static Path packaged() throws IOException {
        try (Stream<Path> files = Files.list(Agent.home().getParent())) {
            return files.filter(file -> file.toString().endsWith("_all.deb"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private int run(String... command) throws IOException, InterruptedException {
        String[] own = Stream.concat(Stream.of("unshare", "--mount"), Stream.of(command))
                .toArray(String[]::new);
        return new ProcessBuilder(own)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start()
                .waitFor();
    }
}
