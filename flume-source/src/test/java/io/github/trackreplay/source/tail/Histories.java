/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs random histories of what a server, a rotator and a reader do to a directory, each made of a seed. Half of those in memory
 * have the numbers of removed files used again. One that fails says how to run it again.
 *
 * <p>{@code -Dhistories=100000} runs so many in memory, half of them of each kind, with {@code -DfirstHistory=60000} from that seed on;
 * {@code -Dhistory=4711} runs the one of a seed, {@code -Dhistory="CALL:3 POLL:0"} the one that is given. {@code -DhistoriesDigest=true} prints a digest of all that readers told: two
 * versions of a tail that do the same, print the same.
 */
final class Histories<A extends Enum<A>> {
    /** There are two kinds, which run in equal parts. */
    private static final int KINDS = 2;
    /** So many run in memory, of both kinds together. */
    private static final int IN_MEMORY = Integer.getInteger("histories", 5_000);
    /** So many of each kind run on the disk. */
    private static final int ON_DISK = 200;

    private static final int FIRST = Integer.getInteger("firstHistory", 0);
    private static final Optional<String> GIVEN = Optional.ofNullable(System.getProperty("history"));
    private static final boolean DIGEST = Boolean.getBoolean("historiesDigest");

    /** What happens, and a number that says more. */
    record Step<A extends Enum<A>>(A action, int n) {
        @Override
        public String toString() {
            return action + ":" + n;
        }
    }

    /** Runs a history in an empty directory and checks what came of it. */
    interface Runner<A extends Enum<A>> {
        void run(Directory directory, List<Step<A>> steps, Told told) throws IOException;
    }

    private final String name;
    private final Class<A> actions;
    private final Function<Random, List<Step<A>>> random;
    private final Runner<A> runner;
    private final Told told = new Told();

    Histories(String name, Class<A> actions, Function<Random, List<Step<A>>> random, Runner<A> runner) {
        this.name = name;
        this.actions = actions;
        this.random = random;
        this.runner = runner;
    }

    /** Runs as many as are asked for in memory. */
    void inMemory() throws IOException {
        if (GIVEN.isPresent() && !GIVEN.get().matches("\\d+")) {
            run(GIVEN.get());
            return;
        }
        int first = GIVEN.map(Integer::parseInt).orElse(FIRST);
        int count = GIVEN.isPresent() ? 1 : (IN_MEMORY + KINDS - 1) / KINDS;
        long begun = System.nanoTime();
        for (int seed = first; seed < first + count; seed++) {
            run(seed, new MemoryDirectory(seed % 2 == 1));
        }
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        System.out.println(String.format(
                Locale.ROOT, "%s: %d histories in memory, %d a second", name, count, 1_000L * count / millis));
        if (DIGEST) {
            System.out.println(name + ": " + told.digest());
        }
    }

    /** Runs the first ones on the disk. */
    void onDisk() throws IOException {
        for (int seed = FIRST; seed < FIRST + ON_DISK && GIVEN.isEmpty(); seed++) {
            run(seed, new RealDirectory());
        }
    }

    private void run(int seed, Directory directory) throws IOException {
        run("seed " + seed, directory, random.apply(new Random(seed)));
    }

    /** Runs a given one in memory and on the disk. */
    void run(String history) throws IOException {
        List<Step<A>> steps = new ArrayList<>();
        for (String step : history.trim().split("\\s+")) {
            String[] parts = step.split(":");
            int n = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            steps.add(new Step<>(Enum.valueOf(actions, parts[0]), n));
        }
        assertThat(steps).isNotEmpty();
        run("numbers used again", new MemoryDirectory(true), steps);
        run("in memory", new MemoryDirectory(false), steps);
        run("on disk", new RealDirectory(), steps);
    }

    private void run(String which, Directory directory, List<Step<A>> steps) throws IOException {
        try (directory) {
            runner.run(directory, steps, told);
        } catch (AssertionError | RuntimeException e) {
            StringBuilder text = new StringBuilder(which).append(": -Dhistory=\"");
            steps.forEach(step -> text.append(step).append(' '));
            throw new AssertionError(text.toString().trim() + "\"\n" + e.getMessage(), e);
        }
    }

    /** A digest of all that readers tell. */
    static final class Told {
        private final Optional<MessageDigest> sha256 = DIGEST ? Optional.of(sha256()) : Optional.empty();

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private String digest() {
            return HexFormat.of().formatHex(sha256.orElseThrow().digest());
        }

        void note(Object what) {
            sha256.ifPresent(digest -> digest.update((what + "\n").getBytes(StandardCharsets.UTF_8)));
        }

        void note(List<RawPack> packs) {
            if (sha256.isPresent()) {
                for (RawPack pack : packs) {
                    note(pack.header());
                    for (RawLine line : pack.lines()) {
                        note(line.offset() + " " + line.length() + " " + line.overlong());
                        sha256.get().update(line.bytes());
                    }
                }
            }
        }

        /** A listener whose words are noted. */
        TailListener noting(TailListener listener) {
            if (sha256.isEmpty()) {
                return listener;
            }
            return (TailListener) Proxy.newProxyInstance(
                    TailListener.class.getClassLoader(),
                    new Class<?>[] {TailListener.class},
                    (proxy, method, words) -> {
                        note(method.getName() + Arrays.toString(words));
                        return method.invoke(listener, words);
                    });
        }
    }
}
