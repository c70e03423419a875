/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether several agents follow logs of their own under one stream's name. An agent that is started anew, on whatever machine, reads
 * from then on, and its former life brings nothing that was read much later than that, however late it comes. So two lives of agents
 * are two agents where each has brought something that was read well after the other one had begun, and after that was known
 * here. Two that follow the same log files share chains, and only say twice what is true. Mutable, bounded; not thread-safe.
 *
 * <p>Why so: {@code docs/decisions/0059-two-agents-under-one-name.md}.
 */
public final class ConcurrentReaders {
    /** So much later than the other one's begin, in milliseconds: longer than clocks that are set right differ. */
    static final long TELLING = 10_000;

    /** Who has brought nothing for so long, milliseconds, has ended as far as is known. */
    static final long RECENT = 60_000;

    private static final int MOST_READERS = 8;
    private static final int MOST_CHAINS = 8;

    private final List<Reader> readers = new ArrayList<>();

    /**
     * Two at the same time.
     *
     * @param chain of files that the one has brought
     * @param other likewise
     * @param since when the later one began to read, by its clock
     * @param heardIn the commit in which the other one has brought something last
     */
    public record Pair(long chain, long other, long since, long heardIn) {}

    private static final class Reader {
        private final String id;
        private final long first;
        private final long begun;
        private final List<Long> chains = new ArrayList<>();
        private final Set<String> outlives = new HashSet<>();
        private long last;
        private long heardAt;
        private long heardIn;

        Reader(String id, long first, long begun) {
            this.id = id;
            this.first = first;
            this.begun = begun;
            this.last = first;
        }

        long chain() {
            return chains.get(chains.size() - 1);
        }

        boolean goesOn(long now) {
            return Math.abs(now - heardAt) <= RECENT; // a clock that was set back makes nobody go on
        }
    }

    /**
     * Notes what came of one.
     *
     * @param readTime when it was read, by its clock
     * @param chain of the files that it is of
     * @param commit in which it was taken, by whichever collector: what was taken before another one was known says nothing of that one,
     *     whatever the clocks say
     * @param now when it came
     * @return another one that reads at the same time, if that is certain
     */
    public Optional<Pair> note(String id, long readTime, long chain, long commit, long now) {
        return find(id).or(() -> begin(id, readTime, commit, now))
                .flatMap(reader -> note(reader, readTime, chain, commit, now));
    }

    private Optional<Pair> note(Reader reader, long readTime, long chain, long commit, long now) {
        reader.last = Math.max(reader.last, readTime);
        reader.heardAt = now;
        reader.heardIn = commit;
        reader.chains.remove(Long.valueOf(chain));
        reader.chains.add(chain);
        if (reader.chains.size() > MOST_CHAINS) {
            reader.chains.remove(0);
        }
        for (Reader other : readers) {
            if (readTime - other.first > TELLING && commit >= other.begun && other != reader) {
                reader.outlives.add(other.id);
            }
        }
        return readers.stream()
                .filter(other -> areTwo(reader, other, now))
                .map(other ->
                        new Pair(reader.chain(), other.chain(), Math.max(reader.first, other.first), other.heardIn))
                .findFirst();
    }

    private static boolean areTwo(Reader one, Reader other, long now) {
        return one.outlives.contains(other.id)
                && other.outlives.contains(one.id)
                && other.goesOn(now)
                && Collections.disjoint(one.chains, other.chains);
    }

    /** Room for one more; none where all that are known go on: these are enough to tell, and each would be forgotten before it can. */
    private Optional<Reader> begin(String id, long readTime, long commit, long now) {
        if (readers.size() >= MOST_READERS) {
            Optional<Reader> gone = readers.stream()
                    .filter(reader -> !reader.goesOn(now))
                    .min(Comparator.comparingLong(reader -> reader.heardAt));
            if (gone.isEmpty()) {
                return Optional.empty();
            }
            readers.remove(gone.get());
            readers.forEach(reader -> reader.outlives.remove(gone.get().id));
        }
        Reader reader = new Reader(id, readTime, commit);
        readers.add(reader);
        return Optional.of(reader);
    }

    private Optional<Reader> find(String id) {
        return readers.stream().filter(reader -> reader.id.equals(id)).findFirst();
    }

    /** Whether it is one of those that are kept: of more than can be told apart the others are not. */
    public boolean knows(String id) {
        return find(id).isPresent();
    }

    /** When the last that came of one was read; {@link Long#MIN_VALUE} of one that is not known. */
    public long lastRead(String id) {
        return find(id).map(reader -> reader.last).orElse(Long.MIN_VALUE);
    }
}
