/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.order.ToCome;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How the engine replays.
 *
 * <p>Why so: {@code docs/decisions/0012-an-import-passes-nobody.md}.
 *
 * @param role who replays
 * @param streams whose requests
 * @param choice which of their requests
 * @param waits for what is waited, and for how long
 * @param limits what bounds a transaction, memory and what is kept
 * @param retention what is remembered, and for how long
 */
public record ReplayPolicy(Role role, Streams streams, Choice choice, Waits waits, Limits limits, Retention retention) {
    /** Who replays. */
    public enum Role {
        /** Lasts, and decides for how long the order waits. */
        COLLECTOR,
        /** Brings old logs, says how far they go, and passes nobody: what must wait is left to the collectors. */
        IMPORT
    }

    /** What becomes of requests that are older than what has been applied. */
    public enum Late {
        /** They are applied all the same. */
        APPLY,
        /** They are kept with the rejected ones, from where they can be replayed. */
        SET_ASIDE
    }

    /**
     * Whose requests are replayed.
     *
     * @param listed of a collector: names of all expected streams, empty: whatever appears; of an import: what it brings
     * @param toCome what an import knows of them
     * @param admitsUnlisted whether a collector with a list of streams replays what comes of others
     */
    public record Streams(Set<String> listed, ToCome toCome, boolean admitsUnlisted) {
        public Streams {
            listed = Set.copyOf(listed);
        }
    }

    /**
     * Which requests are replayed.
     *
     * @param statuses HTTP statuses whose requests are replayed; 0 stands for "not logged"
     * @param sites the sites and hosts whose requests are replayed
     * @param leftOut requests of an import that are not replayed, because of what they are
     * @param late what becomes of requests that are older than what has been applied
     */
    public record Choice(Statuses statuses, SiteFilter sites, LeftOut leftOut, Late late) {
        /** What settings leave out. */
        Judgement.Filter filter() {
            return new Judgement.Filter(statuses, sites);
        }
    }

    /**
     * For what is waited.
     *
     * @param maxHold how long the order waits for a stream that does not move
     * @param pipelineIdle after which time a pipeline's stream that brings nothing is taken to have nothing
     * @param patience how long a database that is away, or breaks off what is done, is tried again before the caller hears of it
     */
    public record Waits(Duration maxHold, Duration pipelineIdle, Duration patience) {}

    /**
     * What bounds a transaction, memory and what is kept.
     *
     * @param batchSize most requests applied in one transaction (a few more where a line holds several)
     * @param memory most bytes of held-back requests that are kept in memory besides the database
     * @param maxHoldBytes how many bytes may be held back before the oldest gap is passed
     * @param maxAsideBytes how many bytes are kept of what nobody vouches for ({@link AsideRoom})
     * @param maxFuture how far in the future an event time may lie
     * @param mostInBulkCall most requests of one bulk call without a token that counts; 0: any number. An import takes any number
     * @param mostRejectsInRow after so many lines that cannot be read a stream stops of which nothing could be read yet; 0: never
     */
    public record Limits(
            int batchSize,
            long memory,
            long maxHoldBytes,
            long maxAsideBytes,
            Duration maxFuture,
            int mostInBulkCall,
            int mostRejectsInRow) {}

    /**
     * What is remembered.
     *
     * @param ledger how long the ledger remembers a log file that is not read any more
     * @param identities for how long requests of pipelines are remembered one by one, behind what has been reached
     */
    public record Retention(Duration ledger, Duration identities) {}

    /** The defaults of the sink's settings. */
    public static final ReplayPolicy DEFAULT = new ReplayPolicy(
            Role.COLLECTOR,
            new Streams(Set.of(), ToCome.UNKNOWN, true),
            new Choice(Statuses.DEFAULT, SiteFilter.ALL, LeftOut.NOTHING, Late.APPLY),
            new Waits(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofSeconds(2)),
            new Limits(10_000, 32L << 20, 10L << 30, 1L << 30, Duration.ofMinutes(10), 1000, 1000),
            new Retention(Duration.ofDays(400), Duration.ofDays(8)));

    /** Whether a collector replays, not an import. */
    boolean collects() {
        return role == Role.COLLECTOR;
    }

    /** For how many milliseconds the order waits for a stream that does not move; empty: for as long as it takes. */
    OptionalLong passesAfter() {
        return collects() ? OptionalLong.of(waits.maxHold().toMillis()) : OptionalLong.empty();
    }

    /** How much may be kept of what nobody vouches for; what an operator offers is kept in any case. */
    long room() {
        return collects() ? limits.maxAsideBytes() : Long.MAX_VALUE;
    }

    /** Most requests of one bulk call that nobody vouches for; what an operator brings is applied, however many they are. */
    int mostInBulkCall() {
        return collects() && limits.mostInBulkCall() > 0 ? limits.mostInBulkCall() : Integer.MAX_VALUE;
    }

    /** Whether what comes of a stream is replayed; otherwise it is set aside. */
    boolean admits(String stream) {
        return !collects()
                || streams.admitsUnlisted()
                || streams.listed().isEmpty()
                || streams.listed().contains(stream);
    }

    /** The same policy but for what a change sets. */
    public ReplayPolicy with(Consumer<ReplayPolicyBuilder> change) {
        ReplayPolicyBuilder builder = new ReplayPolicyBuilder(this);
        change.accept(builder);
        return builder.build();
    }
}
