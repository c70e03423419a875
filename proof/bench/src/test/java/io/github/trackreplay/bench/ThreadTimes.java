/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the threads of a process have used so far, as Linux accounts for it; elsewhere nothing is known of them.
 *
 * @param byId by the numbers that the system gives to threads
 */
record ThreadTimes(Map<String, Use> byId) {
    private static final int SHOWN = 12;

    /**
     * What one has used.
     *
     * @param wakes how often it has gone on after it had waited for something
     */
    record Use(String name, long nanos, long wakes) {
        Use since(Use before) {
            return new Use(name, nanos - before.nanos, wakes - before.wakes);
        }
    }

    static ThreadTimes of(long process) throws IOException {
        Map<String, Use> times = new HashMap<>();
        Path tasks = Path.of("/proc", Long.toString(process), "task");
        if (Files.isDirectory(tasks)) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
                for (Path thread : threads) {
                    read(thread, times);
                }
            }
        }
        return new ThreadTimes(times);
    }

    private static void read(Path thread, Map<String, Use> times) {
        try {
            String name = Files.readString(thread.resolve("comm")).strip();
            String nanos = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
            long wakes = Files.readAllLines(thread.resolve("status")).stream()
                    .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
            times.put(thread.getFileName().toString(), new Use(name, Long.parseLong(nanos), wakes));
        } catch (IOException e) {
            times.remove(thread.getFileName().toString()); // it has just ended
        }
    }

    /** The busiest ones since an earlier look, for people. */
    List<String> since(ThreadTimes before, Duration passed) {
        List<Use> used = new ArrayList<>();
        Use none = new Use("", 0, 0);
        byId.forEach((id, now) -> used.add(now.since(before.byId.getOrDefault(id, none))));
        used.sort(Comparator.comparingLong(Use::nanos).reversed());
        double seconds = passed.toNanos() / 1e9;
        return used.stream()
                .limit(SHOWN)
                .map(use -> String.format(
                        Locale.ROOT,
                        "  %-16s %6.3f %% of a core, woken %5.1f times a second",
                        use.name(),
                        use.nanos() / 1e7 / seconds,
                        use.wakes() / seconds))
                .toList();
    }
}
