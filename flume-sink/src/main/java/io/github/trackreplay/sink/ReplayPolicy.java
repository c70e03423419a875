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
 * @param role who replays
 * @param batchSize most requests applied in one transaction (a few more where a line holds several)
 * @param streams of a collector: names of all expected streams, empty: whatever appears; of an import: what it brings
 * @param toCome what an import knows of them
 * @param late what becomes of requests that are older than what has been applied
 * @param maxHold how long the order waits for a stream that does not move
 * @param maxHoldBytes how many bytes may be held back before the oldest gap is passed
 * @param maxAsideBytes how many bytes are kept of what nobody vouches for ({@link AsideRoom})
 * @param maxFuture how far in the future an event time may lie
 * @param statuses HTTP statuses whose requests are replayed; 0 stands for "not logged"
 * @param sites the sites and hosts whose requests are replayed
 * @param leftOut requests of an import that are not replayed, because of what they are
 * @param mostRejectsInRow after so many lines that cannot be read a stream stops of which nothing could be read yet; 0: never
 * @param memory most bytes of held-back requests that are kept in memory besides the database
 * @param ledgerRetention how long the ledger remembers a log file that is not read any more
 * @param admitsUnlisted whether a collector with a list of streams replays what comes of others
 * @param patience how long a database that is away, or breaks off what is done, is tried again before the caller hears of it
 * @param identityWindow for how long requests of pipelines are remembered one by one, behind what has been reached
 * @param pipelineIdle after which time a pipeline's stream that brings nothing is taken to have nothing
 */
public record ReplayPolicy(
        Role role,
        int batchSize,
        Set<String> streams,
        ToCome toCome,
        Late late,
        Duration maxHold,
        long maxHoldBytes,
        long maxAsideBytes,
        Duration maxFuture,
        Statuses statuses,
        SiteFilter sites,
        LeftOut leftOut,
        int mostRejectsInRow,
        long memory,
        Duration ledgerRetention,
        boolean admitsUnlisted,
        Duration patience,
        Duration identityWindow,
        Duration pipelineIdle) {
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

    /** The defaults of the sink's settings. */
    public static final ReplayPolicy DEFAULT = new ReplayPolicy(
            Role.COLLECTOR,
            10_000,
            Set.of(),
            ToCome.UNKNOWN,
            Late.APPLY,
            Duration.ofMinutes(10),
            10L << 30,
            1L << 30,
            Duration.ofMinutes(10),
            Statuses.DEFAULT,
            SiteFilter.ALL,
            LeftOut.NOTHING,
            1000,
            32L << 20,
            Duration.ofDays(400),
            true,
            Duration.ofSeconds(2),
            Duration.ofDays(8),
            Duration.ofMinutes(1));

    public ReplayPolicy {
        streams = Set.copyOf(streams);
    }

    /** For how many milliseconds the order waits for a stream that does not move; empty: for as long as it takes. */
    OptionalLong passesAfter() {
        return role == Role.IMPORT ? OptionalLong.empty() : OptionalLong.of(maxHold.toMillis());
    }

    /** How much may be kept of what nobody vouches for; what an operator offers is kept in any case. */
    long room() {
        return role == Role.IMPORT ? Long.MAX_VALUE : maxAsideBytes;
    }

    /** Whether what comes of a stream is replayed; otherwise it is set aside. */
    boolean admits(String stream) {
        return role == Role.IMPORT || admitsUnlisted || streams.isEmpty() || streams.contains(stream);
    }

    /** The same policy but for what a change sets. */
    public ReplayPolicy with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.build();
    }

    /** Sets single values of a policy. */
    public static final class Builder {
        private Role role;
        private int batchSize;
        private Set<String> streams;
        private ToCome toCome;
        private Late late;
        private Duration maxHold;
        private long maxHoldBytes;
        private long maxAsideBytes;
        private final Duration maxFuture;
        private Statuses statuses;
        private SiteFilter sites;
        private LeftOut leftOut;
        private int mostRejectsInRow;
        private long memory;
        private Duration ledgerRetention;
        private boolean admitsUnlisted;
        private Duration patience;
        private final Duration identityWindow;
        private Duration pipelineIdle;

        private Builder(ReplayPolicy policy) {
            role = policy.role;
            batchSize = policy.batchSize;
            streams = policy.streams;
            toCome = policy.toCome;
            late = policy.late;
            maxHold = policy.maxHold;
            maxHoldBytes = policy.maxHoldBytes;
            maxAsideBytes = policy.maxAsideBytes;
            maxFuture = policy.maxFuture;
            statuses = policy.statuses;
            sites = policy.sites;
            leftOut = policy.leftOut;
            mostRejectsInRow = policy.mostRejectsInRow;
            memory = policy.memory;
            ledgerRetention = policy.ledgerRetention;
            admitsUnlisted = policy.admitsUnlisted;
            patience = policy.patience;
            identityWindow = policy.identityWindow;
            pipelineIdle = policy.pipelineIdle;
        }

        public Builder role(Role value) {
            role = value;
            return this;
        }

        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        public Builder streams(Set<String> value) {
            streams = value;
            return this;
        }

        public Builder toCome(ToCome value) {
            toCome = value;
            return this;
        }

        public Builder late(Late value) {
            late = value;
            return this;
        }

        public Builder maxHold(Duration value) {
            maxHold = value;
            return this;
        }

        public Builder maxHoldBytes(long value) {
            maxHoldBytes = value;
            return this;
        }

        public Builder maxAsideBytes(long value) {
            maxAsideBytes = value;
            return this;
        }

        public Builder statuses(Statuses value) {
            statuses = value;
            return this;
        }

        public Builder sites(SiteFilter value) {
            sites = value;
            return this;
        }

        public Builder leftOut(LeftOut value) {
            leftOut = value;
            return this;
        }

        public Builder mostRejectsInRow(int value) {
            mostRejectsInRow = value;
            return this;
        }

        public Builder memory(long value) {
            memory = value;
            return this;
        }

        public Builder ledgerRetention(Duration value) {
            ledgerRetention = value;
            return this;
        }

        public Builder admitsUnlisted(boolean value) {
            admitsUnlisted = value;
            return this;
        }

        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        public Builder pipelineIdle(Duration value) {
            pipelineIdle = value;
            return this;
        }

        private ReplayPolicy build() {
            return new ReplayPolicy(
                    role,
                    batchSize,
                    streams,
                    toCome,
                    late,
                    maxHold,
                    maxHoldBytes,
                    maxAsideBytes,
                    maxFuture,
                    statuses,
                    sites,
                    leftOut,
                    mostRejectsInRow,
                    memory,
                    ledgerRetention,
                    admitsUnlisted,
                    patience,
                    identityWindow,
                    pipelineIdle);
        }
    }
}
