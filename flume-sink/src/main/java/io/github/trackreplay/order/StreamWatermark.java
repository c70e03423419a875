/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How far a stream vouches that nothing earlier is still to come: the watermark of that of its chains which is waited for. The chain
 * that moved last is, until its reader says that nothing more comes. Of a
 * stream that a collector <em>expects</em> also the one that its agent is on, whatever is imported: an import ends the log files
 * that it was given, not what an agent follows. The agent is known by the chains that it has brought something of; as long as there
 * is none, anything may still come. Mutable.
 *
 * <p>Why so: {@code docs/decisions/0011-who-is-waited-for.md}.
 */
final class StreamWatermark {
    private static final Comparator<Chain> FURTHEST =
            Comparator.comparingLong(chain -> chain.order().watermark());

    private final Succession succession;
    /** The chain that moved last, or 0. */
    private long current;

    private boolean expected;
    /** Chains of which an import brought something since this was loaded. */
    private final Set<Long> imported = new HashSet<>();

    StreamWatermark(Succession succession) {
        this.succession = succession;
    }

    /** As it is stored. */
    void describe(long currentChain, boolean isExpected) {
        current = currentChain;
        expected = isExpected;
    }

    long current() {
        return current;
    }

    boolean expected() {
        return expected;
    }

    void expected(boolean now) {
        expected = now;
    }

    /** Notes that chains may have been joined. */
    void noteJoined() {
        current = succession.joinedInto(current);
    }

    /** Notes who brought something of a chain. */
    void noteMoved(Chain chain, boolean byImport) {
        current = chain.id();
        if (byImport) {
            imported.add(chain.id());
        } else {
            chain.follow();
        }
    }

    /** An import is over. Of files that belong to several chains, because some were known before, the last one ends them all. */
    void endImported() {
        for (long id : imported) {
            succession
                    .chain(succession.joinedInto(id))
                    .filter(chain -> chain.end() == Chain.End.OPEN && !chain.followed())
                    .ifPresent(chain -> chain.end(Chain.End.IMPORT));
        }
        imported.clear();
    }

    /** The chain that moved last. */
    Optional<Chain> moved() {
        return succession.chain(current);
    }

    /** Where the agent is: on the chain that moved last, unless only imports know that one. Empty if it is unheard. */
    private Optional<Chain> agents() {
        return moved().filter(Chain::followed)
                .or(() -> succession.chains().stream().filter(Chain::followed).max(FURTHEST));
    }

    /** Where the agent of an expected stream is. */
    Optional<Chain> expectedAgents() {
        return expected ? agents() : Optional.empty();
    }

    /** The order's watermark of the chain that moved last, or {@link TakenRanges#NO_WATERMARK}. */
    long ofMoved() {
        return of(moved());
    }

    /** What moves as long as the stream need not be passed: what is imported of it is no sign of life of its agent. */
    long pace() {
        return of(expected ? agents() : moved());
    }

    private static long of(Optional<Chain> chain) {
        return chain.map(c -> c.order().watermark()).orElse(TakenRanges.NO_WATERMARK);
    }

    /** Whether it is expected, and imports have brought all that there is of it, if anything. */
    boolean unheard() {
        return expected && agents().isEmpty();
    }

    boolean anythingMayCome() {
        return succession.chains().isEmpty() || unheard();
    }

    /** Whether nobody brings more of a chain. */
    boolean over(Chain chain) {
        return chain.end() == Chain.End.AGENT || (chain.end() == Chain.End.IMPORT && !(expected && chain.followed()));
    }

    /** Whether it is over and lacks nothing that the order waits for. */
    boolean finished(Chain chain) {
        return over(chain) && chain.gapInOrder(succession.successors()).isEmpty();
    }

    /** The chain that holds the order: of the two that are waited for the one that is less far. */
    Optional<Chain> holder() {
        Optional<Chain> moved = moved().filter(chain -> !finished(chain));
        Optional<Chain> agent =
                expectedAgents().filter(chain -> chain.id() != current).filter(chain -> !finished(chain));
        if (moved.isEmpty() || agent.isEmpty()) {
            return moved.or(() -> agent);
        }
        return FURTHEST.compare(moved.get(), agent.get()) < 0 ? moved : agent;
    }

    /** An old log that was imported to its end beside a live one ends nothing: the stream goes on where it is further. */
    void followTheLivingChain() {
        Optional<Chain> ended = moved().filter(this::finished);
        if (ended.isEmpty()) {
            return;
        }
        if (expected) {
            agents().ifPresent(chain -> current = chain.id());
            return;
        }
        long reached = ended.get().order().watermark();
        succession.chains().stream()
                .filter(chain -> !over(chain) && chain.order().watermark() > reached)
                .max(FURTHEST)
                .ifPresent(chain -> current = chain.id());
    }
}
