/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A frontend on a virtual clock: what stands in its log files, and what an agent that reads them delivers, when. */
final class VirtualFrontend {
    static final long LINE = 10;

    /** A line of the log: a request unless the time is {@link Long#MIN_VALUE}. */
    record Line(long writtenAt, long time) {}

    /** One file of the log. */
    record Log(LogFile file, List<Line> lines) {
        long end() {
            return lines.size() * LINE;
        }
    }

    /** A pack on its way. */
    record Sent(long arrives, VirtualFrontend from, int log, int first, int last, long watermark) {}

    final String name;
    final long disorder;
    final long clockError;
    final List<Log> logs = new ArrayList<>();

    /** @param tardy whether some lines break the promise of the disorder bound, as when a clock is set back */
    VirtualFrontend(
            String name, Random random, int lines, long duration, long disorder, long mostClockError, boolean tardy) {
        this.name = name;
        this.disorder = disorder;
        this.clockError = mostClockError == 0 ? 0 : random.nextLong(-mostClockError, mostClockError + 1);
        write(random, lines, duration, tardy);
    }

    private void write(Random random, int lines, long duration, boolean tardy) {
        long[] moments = random.longs(lines, 0, duration).sorted().toArray();
        List<Line> current = new ArrayList<>();
        for (long moment : moments) {
            boolean request = random.nextInt(5) > 0;
            long time = moment + clockError - (disorder == 0 ? 0 : random.nextLong(disorder + 1));
            time -= tardy && random.nextInt(25) == 0 ? random.nextLong(600_000) : 0;
            current.add(new Line(moment, request ? time : Long.MIN_VALUE));
            if (random.nextInt(20) == 0) {
                close(current);
                current = new ArrayList<>();
            }
        }
        close(current);
    }

    private void close(List<Line> lines) {
        int number = logs.size() + 1;
        String hex = Integer.toHexString(name.hashCode()) + "a" + number;
        Optional<LogFile.Previous> previous = logs.isEmpty()
                ? Optional.empty()
                : Optional.of(new LogFile.Previous(
                        logs.get(number - 2).file().fingerprint(),
                        logs.get(number - 2).end()));
        logs.add(new Log(
                new LogFile(name, new Fingerprint("0".repeat(64 - hex.length()) + hex), number, previous), lines));
    }

    /**
     * What arrives of it: packs of random sizes with random delays, some of them twice and then with other bounds, silences,
     * heartbeats; at last a heartbeat that reaches far beyond everything.
     */
    List<Sent> sends(Random random, long mostDelay, long lastHeartbeat) {
        List<Sent> sent = new ArrayList<>();
        for (int log = 0; log < logs.size(); log++) {
            List<Line> lines = logs.get(log).lines();
            for (int first = 0; first < lines.size(); ) {
                int last = Math.min(lines.size(), first + 1 + random.nextInt(6));
                long readAt = lines.get(last - 1).writtenAt();
                boolean heartbeat = random.nextInt(4) == 0;
                long promise = heartbeat ? readAt + clockError - disorder : Long.MIN_VALUE;
                sent.add(new Sent(readAt + random.nextLong(mostDelay + 1), this, log, first, last, promise));
                if (random.nextInt(5) == 0) {
                    int from = Math.max(0, first - random.nextInt(4));
                    int to = Math.min(last, from + 1 + random.nextInt(8));
                    sent.add(
                            new Sent(readAt + random.nextLong(2 * mostDelay + 1), this, log, from, to, Long.MIN_VALUE));
                }
                first = last;
            }
        }
        int end = logs.get(logs.size() - 1).lines().size();
        sent.add(new Sent(lastHeartbeat + mostDelay, this, logs.size() - 1, end, end, lastHeartbeat));
        return sent;
    }
}
