/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A log of made-up traffic in the order of its times, and the same lines in any order. Needs memory for some of it only. */
final class ShuffledLog {
    private static final long PILE_BYTES = 32L << 20;

    private final Path directory;
    private final long seed;

    /** @param directory for the logs and what they are made of */
    ShuffledLog(Path directory, long seed) {
        this.directory = directory;
        this.seed = seed;
    }

    /**
     * Writes calls until a log is as long, each a millisecond or more after the one before: so there is one order.
     *
     * @return how many
     */
    long sorted(Path log, Line line, long bytes) throws IOException {
        Traffic traffic = new Traffic(seed);
        long written = 0;
        long calls = 0;
        long last = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(log, StandardCharsets.US_ASCII)) {
            while (written < bytes) {
                Call call = traffic.next();
                last = Math.max(call.time(), last + 1);
                String text = line.of(new Call(
                        last, call.address(), call.userAgent(), call.referrer(), call.language(), call.query()));
                writer.write(text);
                writer.write('\n');
                written += text.length() + 1;
                calls++;
            }
        }
        return calls;
    }

    /** Writes a log's lines in any order: each goes to a pile by chance, and each pile is shuffled. */
    void shuffled(Path log, Path sorted) throws IOException {
        Random random = new Random(seed);
        List<Path> piles = new ArrayList<>();
        for (long at = 0; at < Files.size(sorted); at += PILE_BYTES) {
            piles.add(directory.resolve("pile" + piles.size()));
        }
        deal(sorted, piles, random);
        try (BufferedWriter writer = Files.newBufferedWriter(log, StandardCharsets.US_ASCII)) {
            for (Path pile : piles) {
                List<String> lines = new ArrayList<>(Files.readAllLines(pile, StandardCharsets.US_ASCII));
                Files.delete(pile);
                Collections.shuffle(lines, random);
                for (String line : lines) {
                    writer.write(line);
                    writer.write('\n');
                }
            }
        }
    }

    private static void deal(Path sorted, List<Path> piles, Random random) throws IOException {
        List<BufferedWriter> writers = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(sorted, StandardCharsets.US_ASCII)) {
            for (Path pile : piles) {
                writers.add(Files.newBufferedWriter(pile, StandardCharsets.US_ASCII));
            }
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                BufferedWriter writer = writers.get(random.nextInt(writers.size()));
                writer.write(line);
                writer.write('\n');
            }
        } finally {
            for (BufferedWriter writer : writers) {
                writer.close();
            }
        }
    }
}
