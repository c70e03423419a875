/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes recorded logs of several frontends as their servers wrote them, only faster: each line when its own time has come,
 * bytes unchanged.
 *
 * <p>The lines keep their times, so this machine's clock says nothing about them. {@link #clock} does: its modification time
 * is the present time in the logs, set when every line before it has been written ({@code clockFile} of the source). So a
 * quiet frontend's heartbeats promise neither more nor less than they do in real time, at any speed.
 */
final class LiveReplay {
    private static final Pattern TIME = Pattern.compile("\\[(\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4})]");
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final long TICK_NANOS = 20_000_000;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(Instant time, Path log, byte[] bytes) {}

    private final Path clock;
    private final double speed;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Double, Runnable> actions = new TreeMap<>();

    /**
     * @param logs content by the file to write
     * @param speed seconds of the log in one real second
     */
    LiveReplay(Map<Path, byte[]> logs, Path clock, double speed) {
        this.clock = clock;
        this.speed = speed;
        logs.forEach(this::split);
        lines.sort(Comparator.comparing(Line::time));
    }

    /** A line without a readable time belongs to the one before. */
    private void split(Path log, byte[] content) {
        Instant time = Instant.MIN;
        for (String line : new String(content, ISO_8859_1).split("(?<=\n)")) {
            Matcher matcher = TIME.matcher(line);
            if (matcher.find()) {
                Instant own = OffsetDateTime.parse(matcher.group(1), FORMAT).toInstant();
                time = own.isAfter(time) ? own : time;
            }
            lines.add(new Line(time, log, line.getBytes(ISO_8859_1)));
        }
    }

    Instant start() {
        return lines.stream()
                .map(Line::time)
                .filter(Instant.MIN::isBefore)
                .findFirst()
                .orElseThrow();
    }

    Instant end() {
        return lines.get(lines.size() - 1).time();
    }

    /** The time at which a part of the whole has passed. */
    Instant at(double part) {
        return start().plusMillis(Math.round(Duration.between(start(), end()).toMillis() * part));
    }

    /** Has something done when a part of the time has passed; writing waits for it. */
    LiveReplay when(double part, Runnable action) {
        actions.put(part, action);
        return this;
    }

    /** Writes everything; at the end a day more has passed in the logs. */
    void run() throws IOException {
        long paused = 0;
        long begun = System.nanoTime();
        for (Line line : lines) {
            Instant present = present(begun + paused);
            while (present.isBefore(line.time())) {
                tell(present);
                LockSupport.parkNanos(TICK_NANOS);
                present = present(begun + paused);
            }
            paused += act(line.time());
            tell(line.time());
            Files.write(line.log(), line.bytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        act(Instant.MAX);
        tell(end().plus(Duration.ofDays(1)));
    }

    private Instant present(long begun) {
        return start().plusNanos((long) ((System.nanoTime() - begun) * speed));
    }

    private void tell(Instant time) throws IOException {
        if (time.isAfter(Instant.MIN)) {
            Files.setLastModifiedTime(clock, FileTime.from(time));
        }
    }

    private long act(Instant now) {
        long begun = System.nanoTime();
        List<Double> due =
                actions.keySet().stream().filter(part -> !at(part).isAfter(now)).toList();
        due.forEach(part -> actions.remove(part).run());
        return System.nanoTime() - begun;
    }
}
