/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.sink.BatchGoal;
import io.github.trackreplay.sink.CommitSummary;
import io.github.trackreplay.sink.Delivery;
import io.github.trackreplay.sink.ReplayException;
import io.github.trackreplay.sink.Replayer;
import io.github.trackreplay.source.tail.OneShotReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Replays streams of log files to their ends. A failure leaves everything that was committed in place: whoever repeats the
 * import goes on where it stopped. For one thread; the reading runs in another.
 */
public final class Backfill {
    private final List<ReaderSource> sources;
    private final Replayer replayer;
    private final BatchGoal goal;
    private final StreamsToCome toCome;
    private final List<Pack> promises = new ArrayList<>();
    private final Map<FileOfStream, Long> lengths = new TreeMap<>();
    private long replayedBytes;

    /** A log file by its name for ever. */
    public record FileOfStream(String stream, Fingerprint fingerprint) implements Comparable<FileOfStream> {
        static FileOfStream of(LogFile file) {
            return new FileOfStream(file.stream(), file.fingerprint());
        }

        /** Whether it is the name of a log file. */
        boolean is(LogFile file) {
            return stream.equals(file.stream()) && fingerprint.equals(file.fingerprint());
        }

        @Override
        public int compareTo(FileOfStream other) {
            int byStream = stream.compareTo(other.stream);
            return byStream != 0 ? byStream : fingerprint.compareTo(other.fingerprint);
        }
    }

    /** Refuses a log file, or does nothing. */
    public interface Admission {
        /** @throws RefusedException with the reason */
        void admit(LogFile file) throws InterruptedException;
    }

    /** Why an import stops before it takes anything of a file. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RefusedException(String message) {
            super(message);
        }
    }

    /** Told after every transaction. */
    @FunctionalInterface
    public interface Progress {
        /** @param backfill the one that goes on then */
        void after(CommitSummary summary, Backfill backfill) throws InterruptedException;
    }

    Backfill(List<ReaderSource> sources, Replayer replayer, BatchGoal goal, StreamsToCome toCome) {
        this.toCome = toCome;
        this.sources = List.copyOf(sources);
        this.replayer = replayer.bounded(goal::next);
        this.goal = goal;
    }

    /**
     * Sources that have anything at all; the others can be left out, and nothing waits for them.
     *
     * @throws IOException if one cannot be read
     */
    static List<ReaderSource> withContent(List<ReaderSource> sources) throws IOException {
        List<ReaderSource> found = new ArrayList<>();
        for (ReaderSource source : sources) {
            Optional<Pack> first = source.next();
            first.ifPresent(pack -> {
                source.giveBack(pack);
                found.add(source);
            });
        }
        return found;
    }

    /**
     * Runs to the end.
     *
     * @param admission asked once for every log file, before the first byte of it is taken
     * @param progress told after every transaction
     */
    public void run(Admission admission, Progress progress) throws IOException, ReplayException, InterruptedException {
        try (ReadAhead ahead = new ReadAhead(new StreamMerge(sources))) {
            for (List<Pack> packs = next(ahead); !packs.isEmpty(); packs = next(ahead)) {
                boolean moreDue = replay(packs, admission, progress);
                while (moreDue) {
                    moreDue = replay(List.of(), admission, progress);
                }
            }
        }
        boolean moreDue = true;
        while (moreDue) {
            // what was held back for the order is applied now, a batch at a time
            moreDue = replay(List.of(), admission, progress);
        }
    }

    /**
     * Says in the ledger what will come of each stream before anything is applied, so that whoever else replays waits. To be
     * called once, before {@link #run}.
     */
    public void announce(Admission admission, Progress progress)
            throws IOException, ReplayException, InterruptedException {
        for (ReaderSource source : sources) {
            source.next().ifPresent(promises::add);
        }
        promises.forEach(toCome::read);
        replay(promises, admission, progress);
    }

    /** Applies what is due by now of what had to wait. */
    public void goOn() throws ReplayException, InterruptedException {
        boolean moreDue = true;
        while (moreDue) {
            moreDue = replayer.tick().order().moreDue();
        }
    }

    /** Takes back what {@link #announce} has said: nothing comes after all. */
    public void withdraw() throws ReplayException, InterruptedException {
        List<Pack> ends = new ArrayList<>();
        for (Pack promise : promises) {
            PackHeader h = promise.header();
            ends.add(new Pack(
                    new PackHeader(
                            h.file(), 0, 0, h.reading(), PackHeader.Promise.of(OneShotReader.ENDED, h.disorder())),
                    List.of()));
        }
        replayer.replay(ends.stream().map(Delivery.OfPack::new).toList());
    }

    private List<Pack> next(ReadAhead ahead) throws IOException, InterruptedException {
        return ahead.next(new BatchAmount(goal.next(), toCome));
    }

    /** Returns whether more may be applied at once. */
    private boolean replay(List<Pack> packs, Admission admission, Progress progress)
            throws ReplayException, InterruptedException {
        for (Pack pack : packs) {
            note(pack, admission);
        }
        long begun = System.nanoTime();
        CommitSummary summary =
                replayer.replay(packs.stream().map(Delivery.OfPack::new).toList());
        goal.took(summary.counts().applied(), System.nanoTime() - begun);
        progress.after(summary, this);
        return summary.order().moreDue();
    }

    private void note(Pack pack, Admission admission) throws InterruptedException {
        LogFile file = pack.header().file();
        FileOfStream name = new FileOfStream(file.stream(), file.fingerprint());
        if (!lengths.containsKey(name)) {
            admission.admit(file);
        }
        lengths.merge(name, pack.header().end(), Math::max);
        replayedBytes += pack.header().length();
    }

    /** The log files read so far and how far. */
    public Map<FileOfStream, Long> lengths() {
        return Map.copyOf(lengths);
    }

    /** Time spent in reading and parsing, most of it in a thread of its own. */
    public long readNanos() {
        return sources.stream().mapToLong(ReaderSource::nanos).sum();
    }

    public Replayer replayer() {
        return replayer;
    }

    /** Lines read so far. */
    public long lines() {
        return sources.stream()
                .mapToLong(source -> source.reader().counts().lines())
                .sum();
    }

    /** Bytes of lines read so far. */
    public long bytes() {
        return sources.stream()
                .mapToLong(source -> source.reader().counts().bytes())
                .sum();
    }

    /** Bytes that have been given to the replayer. */
    public long replayedBytes() {
        return replayedBytes;
    }

    /** Bytes that are still to be replayed, as far as that can be known. */
    public long bytesLeft() {
        long unread = sources.stream()
                .mapToLong(source -> source.reader().bytesLeft())
                .sum();
        return Math.max(0, unread + bytes() - replayedBytes);
    }
}
