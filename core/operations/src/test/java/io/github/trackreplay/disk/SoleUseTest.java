/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trackreplay.health.AgentExit;
import io.github.trackreplay.health.ChannelUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoleUseTest {
    private static final int THREADS = 8;

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
        List<Integer> codes = new CopyOnWriteArrayList<>();
        AgentExit.by(codes::add);
        List<String> channels = List.of("FileChannel c { dataDirs: [" + data + "] }", "MemoryChannel{name: m}");
        Process holder = holding(ChannelUse.lockOf(data));
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("taken");

            assertThatThrownBy(() -> ChannelUse.take(channels))
                    .as("Flume has opened the channel before")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(data + " is in use by process " + holder.pid())
                    .hasMessageContaining("has opened it here already")
                    .hasMessageContaining("trackreplay channel check")
                    .hasMessageContaining("trackreplay channel repair");
            assertThat(codes).as("an agent of ours ends").containsExactly(AgentExit.CHANGE_FIRST);
        } finally {
            AgentExit.by(null);
            holder.destroyForcibly();
            holder.waitFor();
        }
        ChannelUse.take(channels);
        ChannelUse.take(channels);
        assertThatThrownBy(() -> SoleUse.take(ChannelUse.lockOf(data))).isInstanceOf(SoleUse.InUseException.class);
    }

    /** Flume starts the components of an agent in a pool of threads. */
    @Test
    void componentsThatStartAtOnceAllShareWhatTheirProcessHas() throws Exception {
        for (int round = 0; round < 200; round++) {
            Path lock = directory.resolve("lock" + round);

            assertThat(atOnce(lock)).isEmpty();
            assertThatThrownBy(() -> SoleUse.take(lock)).isInstanceOf(SoleUse.InUseException.class);
        }
    }

    @Test
    void componentsThatStartAtOnceAllHearOfAnotherProcess() throws Exception {
        Path lock = directory.resolve("lock");
        Process holder = holding(lock);
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("taken");

            for (int round = 0; round < 200; round++) {
                assertThat(atOnce(lock))
                        .hasSize(THREADS)
                        .allMatch(failure -> failure.contains("in use by process " + holder.pid()));
            }
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
    }

    /** What the threads are told that were refused. */
    private static List<String> atOnce(Path lock) throws InterruptedException {
        List<String> failures = new CopyOnWriteArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        begin.await();
                        SoleUse.takeForProcess(lock);
                    } catch (IOException | InterruptedException e) {
                        failures.add(e.getMessage());
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return failures;
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
