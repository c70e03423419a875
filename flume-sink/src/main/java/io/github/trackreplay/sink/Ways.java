/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import io.github.trackreplay.event.HeaderGrammar;
import io.github.trackreplay.event.Pack;
import io.github.trackreplay.event.PackEntry;
import io.github.trackreplay.event.PackHeader;
import io.github.trackreplay.event.PipelineLog;
import io.github.trackreplay.event.RequestIdentity;
import io.github.trackreplay.event.RequestIdentity.Kind;
import io.github.trackreplay.event.TrackingRequest;
import io.github.trackreplay.event.Way;
import io.github.trackreplay.mysql.ledger.StreamTally;
import io.github.trackreplay.order.FileTrack;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * By which {@link Way} a stream's requests come. A request without an id of its own that comes by two ways would count twice, so
 * a stream has one way at a time: what comes by another one, of times that the first has brought already, is set aside. A way
 * that goes on where the other stopped takes its place. Not thread-safe.
 *
 * <p>Two ways cannot bring the same request without the second one bringing it of a time that the first has reached. At the
 * border, as far as times may run backwards, the contents of the last requests tell a way that goes on from one that repeats.
 *
 * <p>Why so: {@code docs/decisions/0032-one-way-at-a-time.md}.
 */
final class Ways {
    /** The reason of what is set aside. */
    static final String REASON = "two-ways";

    /** Logs with whole seconds show that much less than the truth. */
    private static final long SECOND = 1000;

    /** Our source says twice a second that it is there: while it does, nobody takes its place. */
    private static final long THERE = 60_000;

    private final Map<String, RecentRequests> recent = new HashMap<>();
    private final Map<String, Boolean> idsOfLog = new HashMap<>();
    private final Map<String, Long> logSeen = new HashMap<>();
    private final Map<String, Set<String>> left = new HashMap<>();

    /** What is done with a pack. */
    sealed interface Verdict permits Taken, Switched, Doubtful {}

    /** It comes by the stream's way. */
    record Taken() implements Verdict {}

    /** From now on the stream comes by this pack's way. */
    record Switched(String stream, String from, String to) implements Verdict {}

    /** Some of its requests have come by another way, or may have. */
    record Doubtful(String way, String other, Predicate<TrackingRequest> which) implements Verdict {
        String sentence(String stream) {
            return "Requests of stream " + stream + " come by two ways (" + other + "; " + way
                    + "), and what the second one brings would count twice: it is of times that the first has reached, or"
                    + " the first is there all the time. The first way goes on. Stop one of the two, or give each its own stream if they bring"
                    + " different logs (stream at the source or interceptor). If none of these has been counted:"
                    + " trackreplay rejected replay --stream " + stream + " --reason " + REASON
                    + ". With an id of the request in the line each counts once, whatever carries it.";
        }
    }

    /** Asks the ledger for the greatest event time of a stream's log files. */
    interface NewestInLogs {
        long get() throws SQLException;
    }

    /** The pack with the way that its stream has now; any log file's pack as it is. */
    static Pack named(FileTrack file, Pack pack, Verdict verdict) {
        String known = file.path();
        boolean keeps = PipelineLog.is(file.file())
                && !known.isEmpty()
                && !(verdict instanceof Switched)
                && !Way.family(known).equals(Way.family(pack.header().path()));
        return keeps ? new Pack(pack.header().withPath(known), pack.entries()) : pack;
    }

    /**
     * Judges a pack.
     *
     * @param file its file
     * @param pipeline the stream's {@link PipelineLog}, if it has one
     * @param identity of the stream
     * @param inLogs the greatest event time of the stream's log files, or {@link Long#MIN_VALUE}
     * @param now milliseconds; what claims to come of later makes nothing doubtful
     */
    Verdict judge(
            FileTrack file,
            Optional<FileTrack> pipeline,
            Pack pack,
            StreamTally identity,
            TakenIdentities identities,
            NewestInLogs inLogs,
            long now)
            throws SQLException {
        String stream = file.file().stream();
        boolean own = !PipelineLog.is(file.file());
        String way = own ? Way.LOG_FILE : pack.header().path();
        Verdict verdict = new Taken();
        if (own) {
            logSeen.put(stream, now);
        }
        if (pipeline.isPresent()) {
            FileTrack other = pipeline.get();
            String current = Way.family(other.path());
            boolean same = current.equals(Way.family(way))
                    || (!own && current.isEmpty() && other.taken().end() > 0);
            if (same) {
                verdict = repeated(stream, way, pack);
            } else {
                long newest = Math.min(now, own ? other.lastTime() : Math.max(other.lastTime(), inLogs.get()));
                boolean byLog = current.equals(Way.LOG_FILE) || other.taken().end() == 0;
                Optional<Boolean> ids = byLog
                        ? Optional.ofNullable(idsOfLog.get(stream))
                        : Optional.of(identity.identity().equals(Kind.REQUEST_ID.code()));
                boolean there = byLog && now - logSeen.getOrDefault(stream, Long.MIN_VALUE / 2) < THERE;
                verdict = new Border(stream, way, byLog ? Way.LOG_FILE : current, newest, ids, there, identities)
                        .judge(pack, now);
            }
        }
        note(stream, own, way, pack, verdict);
        return verdict;
    }

    /** Ways of one family: two topics, say, of which one may be a copy of the other. */
    private Verdict repeated(String stream, String way, Pack pack) {
        Optional<RecentRequests> before = Optional.ofNullable(recent.get(stream));
        Predicate<TrackingRequest> twice = request -> !hasId(request)
                && before.filter(last -> last.cameByAnother(request, way)).isPresent();
        // asked now, because what this pack brings is noted next
        Set<Long> lines = lines(requests(pack).stream().filter(twice).toList());
        return lines.isEmpty()
                ? new Taken()
                : new Doubtful(way, "another one like it", request -> lines.contains(request.offset()));
    }

    /**
     * How far times may run backwards at the border, milliseconds. A first pass says of a pack how far all that was found does: that
     * is nothing that two ways may differ by.
     */
    private static long backwards(PackHeader header) {
        return header.watermark().isPresent()
                ? Math.min(header.disorder(), HeaderGrammar.MOST_SHOWN_DISORDER)
                : header.disorder();
    }

    /** The requests of a line have one fate. */
    private static Set<Long> lines(List<TrackingRequest> requests) {
        Set<Long> offsets = new HashSet<>();
        requests.forEach(request -> offsets.add(request.offset()));
        return offsets;
    }

    private void note(String stream, boolean own, String way, Pack pack, Verdict verdict) {
        List<TrackingRequest> requests = requests(pack);
        if (requests.isEmpty() || verdict instanceof Doubtful) {
            return;
        }
        if (own) {
            idsOfLog.put(stream, requests.stream().allMatch(Ways::hasId));
        }
        if (verdict instanceof Switched switched) {
            left.computeIfAbsent(stream, s -> new TreeSet<>()).add(Way.family(switched.from()));
        }
        RecentRequests last = recent.computeIfAbsent(stream, s -> new RecentRequests());
        requests.forEach(request -> last.note(request, way));
    }

    private static List<TrackingRequest> requests(Pack pack) {
        return pack.entries().stream()
                .filter(TrackingRequest.class::isInstance)
                .map(TrackingRequest.class::cast)
                .toList();
    }

    private static boolean hasId(PackEntry entry) {
        return entry instanceof TrackingRequest request
                && RequestIdentity.of(request)
                        .filter(identity -> identity.kind() == Kind.REQUEST_ID)
                        .isPresent();
    }

    /** Where one way meets another. */
    private final class Border {
        private final String stream;
        private final String way;
        private final String other;
        private final long newest;
        private final Optional<Boolean> ids;
        private final boolean there;
        private final TakenIdentities identities;

        /**
         * Of two ways.
         *
         * @param ids whether the other way's requests have ids; empty if nobody knows
         * @param there whether the other way is known to be there
         */
        Border(
                String stream,
                String way,
                String other,
                long newest,
                Optional<Boolean> ids,
                boolean there,
                TakenIdentities identities) {
            this.there = there;
            this.stream = stream;
            this.way = way;
            this.other = other;
            this.newest = newest;
            this.ids = ids;
            this.identities = identities;
        }

        Verdict judge(Pack pack, long now) {
            List<TrackingRequest> requests = requests(pack);
            if (requests.isEmpty()) {
                return new Taken();
            }
            long deep = newest - backwards(pack.header()) - SECOND;
            if (there && requests.stream().anyMatch(this::lacksId)) {
                return new Doubtful(way, other, this::lacksId);
            }
            boolean nothingBefore = newest == Long.MIN_VALUE;
            List<TrackingRequest> doubted = nothingBefore
                    ? List.of()
                    : requests.stream()
                            .filter(request -> doubted(request, deep))
                            .toList();
            if (doubted.isEmpty()) {
                // what claims to come of later may be anybody's
                return nothingBefore
                                || requests.stream()
                                        .anyMatch(request -> !hasId(request) && request.time() <= now + SECOND)
                        ? new Switched(stream, nothingBefore ? "" : other, way)
                        : new Taken();
            }
            Optional<RecentRequests> last = Optional.ofNullable(recent.get(stream));
            boolean twice = doubted.stream().anyMatch(request -> request.time() < deep)
                    || left.getOrDefault(stream, Set.of()).contains(Way.family(way))
                    || last.filter(known -> doubted.stream().anyMatch(request -> known.cameByAnother(request, way)))
                            .isPresent();
            Set<Long> lines = lines(doubted);
            Predicate<TrackingRequest> which = request -> lacksId(request) || lines.contains(request.offset());
            return twice ? new Doubtful(way, other, which) : new Switched(stream, other, way);
        }

        /** An id tells a request from all others, if the other way's requests have theirs too. */
        private boolean lacksId(TrackingRequest request) {
            return !hasId(request) || ids.filter(they -> !they).isPresent();
        }

        private boolean doubted(TrackingRequest request, long deep) {
            if (lacksId(request)) {
                return request.time() <= newest;
            }
            return ids.isEmpty() && request.time() < deep && !identities.knows(request);
        }
    }
}
