/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.backfill;

import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.order.TakenRanges;
import io.github.trackreplay.sink.LeftOut;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the ledger and the settings say of an import's requests, before anybody asks Matomo's tables for them. For one thread at a
 * time.
 */
public final class RequestKinds {
    private final Ledger ledger;
    private final LeftOut settings;
    private final Grown grown;
    private final Map<Backfill.FileOfStream, Optional<Taken>> files = new HashMap<>();
    /** The log file that was asked for last: mostly it is asked for again. */
    private Optional<Latest> latest = Optional.empty();

    /** What is thought of requests that continue a known log later than all that has been taken of its stream. */
    public enum Grown {
        /**
         * They are new, and nobody looks for them: good enough where all stops at what is found. Of a stream that is skipping they
         * are looked for.
         */
        IS_NEW,
        /** They are looked for as the others are: the log may be one of which an import was interrupted. */
        IS_LOOKED_FOR
    }

    /** The ledger. */
    public interface Ledger {
        /** What has been taken of a log file. */
        TakenRanges taken(LogFile file) throws InterruptedException;

        /** The greatest time that has been taken of a stream. */
        OptionalLong lastTime(String stream) throws InterruptedException;

        /** Whether an import of a stream, perhaps one that was interrupted, has left out what Matomo's tables had. */
        boolean isSkipping(String stream) throws InterruptedException;
    }

    /** What the ledger says of a log file of which something has been taken. */
    private record Taken(TakenRanges ranges, long lastTime) {
        boolean isTaken(TrackingRequest request) {
            return ranges.holds(request.offset());
        }
    }

    private record Latest(Backfill.FileOfStream file, Optional<Taken> taken) {}

    /**
     * Asks nothing yet.
     *
     * @param settings what is left out for other reasons
     * @param grown what is thought of known logs that have grown
     */
    public RequestKinds(Ledger ledger, LeftOut settings, Grown grown) {
        this.ledger = ledger;
        this.settings = settings;
        this.grown = grown;
    }

    enum Kind {
        /** Has been taken, or is left out: its row is its own. */
        SETTLED,
        /** New by the ledger, see {@link Grown#IS_NEW}. */
        PROVEN,
        /** Perhaps recorded. */
        UNKNOWN
    }

    Kind of(LogFile file, TrackingRequest request) throws InterruptedException {
        Optional<Taken> before = taken(file);
        if ((before.isPresent() && before.get().isTaken(request))
                || settings.reason(file, request).isPresent()) {
            return Kind.SETTLED;
        }
        boolean isLater = before.isPresent() && request.time() > before.get().lastTime();
        return grown == Grown.IS_NEW && isLater ? Kind.PROVEN : Kind.UNKNOWN;
    }

    private Optional<Taken> taken(LogFile file) throws InterruptedException {
        if (latest.isEmpty() || !latest.get().file().is(file)) {
            latest = Optional.of(new Latest(Backfill.FileOfStream.of(file), read(file)));
        }
        return latest.get().taken();
    }

    private Optional<Taken> read(LogFile file) throws InterruptedException {
        Backfill.FileOfStream key = Backfill.FileOfStream.of(file);
        if (!files.containsKey(key)) {
            TakenRanges taken = ledger.taken(file);
            files.put(
                    key,
                    taken.spans().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Taken(taken, provenUntil(file.stream()))));
        }
        return files.getOrDefault(key, Optional.empty());
    }

    /** Behind which time the ledger alone proves what a known log brings to be new. */
    private long provenUntil(String stream) throws InterruptedException {
        return ledger.isSkipping(stream)
                ? Long.MAX_VALUE
                : ledger.lastTime(stream).orElse(Long.MAX_VALUE);
    }

    /** Whether a request may have been recorded, as far as is known. */
    boolean isUnknown(LogFile file, TrackingRequest request) throws InterruptedException {
        return of(file, request) == Kind.UNKNOWN;
    }
}
