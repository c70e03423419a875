/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells a log that somebody wrote anew, its head changed ({@code sed -i 1d}, an editor), from the log that follows: it has
 * taken the path of one that is found nowhere any more, and begins before the end of what was read of that. For one thread.
 */
final class WrittenAnew {
    private static final int WITHIN = 64 * 1024;

    private final EventTimeFinder times;

    WrittenAnew(EventTimeFinder times) {
        this.times = times;
    }

    /**
     * Up to which time the log had been read whose place a newcomer has taken.
     *
     * @param before the log file at the end of the chain, without the newcomer
     * @param disorder how far back a log that follows may begin, in milliseconds
     * @return empty where nothing tells that the newcomer is that log, written anew
     */
    OptionalLong readUpTo(Newcomer newcomer, Optional<TrackedFile> before, long disorder) {
        if (before.isEmpty() || newcomer.firstTime().isEmpty() || !tookThePlace(newcomer.carrier(), before.get())) {
            return OptionalLong.empty();
        }
        long first = newcomer.firstTime().getAsLong();
        OptionalLong last = lastTime(before.get());
        return last.isPresent() && first < last.getAsLong() - disorder ? last : OptionalLong.empty();
    }

    private static boolean tookThePlace(Carrier carrier, TrackedFile before) {
        return carrier.name().isLive()
                && before.carriers().stream().noneMatch(Carrier::listed)
                && before.carriers().stream().anyMatch(held -> held.path().equals(carrier.path()));
    }

    /** The greatest time in the last lines that were read of it; empty if they are out of reach. */
    private OptionalLong lastTime(TrackedFile file) {
        Optional<Content> open = file.openPlain().flatMap(Carrier::content);
        if (open.isEmpty()) {
            return OptionalLong.empty();
        }
        long from = Math.max(0, file.readUpTo() - WITHIN);
        byte[] bytes = new byte[(int) (file.readUpTo() - from)];
        try {
            int n = open.get().read(from, bytes, 0, bytes.length);
            return greatest(bytes, from == 0 ? 0 : Bytes.lineFeed(bytes, 0, n) + 1, n);
        } catch (IOException e) {
            return OptionalLong.empty(); // only a warning hangs on it
        }
    }

    private OptionalLong greatest(byte[] bytes, int from, int to) {
        OptionalLong greatest = OptionalLong.empty();
        int line = from;
        int lineFeed;
        while ((lineFeed = Bytes.lineFeed(bytes, line, to)) >= 0) {
            OptionalLong time = times.find(bytes, line, lineFeed);
            if (time.isPresent() && time.getAsLong() > greatest.orElse(Long.MIN_VALUE)) {
                greatest = time;
            }
            line = lineFeed + 1;
        }
        return greatest;
    }
}
