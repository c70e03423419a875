/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.channel.ChannelUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoleUseTest {
    @TempDir
    Path directory;

    /** Another process that holds the lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            SoleUse use = SoleUse.take(Path.of(arguments[0]));
            System.out.println("taken");
            System.in.read();
            use.close();
        }
    }

    @Test
    void oneProcessKeepsAnotherOneOutUntilItEnds() throws Exception {
        Path lock = directory.resolve("new/channel.lock");
        Process holder = holding(lock);
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("taken");

            assertThatThrownBy(() -> SoleUse.take(lock))
                    .isInstanceOf(SoleUse.InUseException.class)
                    .hasMessageContaining("in use by process " + holder.pid());
            assertThatThrownBy(() -> SoleUse.take(lock)).as("not only once").isInstanceOf(SoleUse.InUseException.class);
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
        SoleUse.take(lock).close();
    }

    /** Our sinks and sources under stock Flume, which has no command of ours to lock for them. */
    @Test
    void componentsOfOneProcessShareAChannelAndThoseOfAnotherDoNotStart() throws Exception {
        Path data = directory.resolve("data");
        List<String> channels = List.of("FileChannel c { dataDirs: [" + data + "] }", "MemoryChannel{name: m}");
        Process holder = holding(ChannelUse.lockOf(data));
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("taken");

            assertThatThrownBy(() -> ChannelUse.take(channels))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(data + " is in use by process " + holder.pid())
                    .hasMessageContaining("stop one");
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
        ChannelUse.take(channels);
        ChannelUse.take(channels);
        assertThatThrownBy(() -> SoleUse.take(ChannelUse.lockOf(data))).isInstanceOf(SoleUse.InUseException.class);
    }

    private static Process holding(Path lock) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void twoPartsOfOneProcessKeepEachOtherOut() throws IOException {
        Path lock = directory.resolve("lock");
        try (SoleUse first = SoleUse.take(lock)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> SoleUse.take(directory.resolve("./lock")))
                    .isInstanceOf(SoleUse.InUseException.class)
                    .hasMessageContaining("another part of this agent");
        }
        SoleUse.take(lock).close();
    }

    @Test
    void whatIsMadeIsForUserAndGroupOnly() throws IOException {
        SoleUse.take(directory.resolve("a/b/lock")).close();

        assertThat(mode(directory.resolve("a"))).isEqualTo("rwxr-x---");
        assertThat(mode(directory.resolve("a/b"))).isEqualTo("rwxr-x---");
        assertThat(mode(directory.resolve("a/b/lock"))).isEqualTo("rw-r-----");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
