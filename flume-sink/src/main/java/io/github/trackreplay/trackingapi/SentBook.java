/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.trackingapi.SendJournal.Sent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an earlier attempt has sent and the ledger does not have yet: which requests have their answer, and which were sent
 * without one. As of {@link SendJournal#takeOver}. Mutable, pure, not thread-safe; each request costs as much as its own calls.
 */
final class SentBook {
    /** So often a request that is alone in its call may break it before it is kept as rejected. */
    static final int MOST_TRIES_ALONE = 3;

    /** A call, and what of it the ledger does not have yet. Compared by identity. */
    private static final class Open {
        private final Sent call;
        private final Set<RequestName> left;

        Open(Sent call) {
            this.call = call;
            this.left = new LinkedHashSet<>(call.names());
        }
    }

    /**
     * What the ledger's taking requests means for a call.
     *
     * @param done those of its requests that the ledger takes now
     * @param left those that it does not have yet
     * @param again those of {@code done} that may have been counted by this call and by another one: all, where no answer came;
     *     else what a later call counted as well, which happens where the answer came when another one had taken over
     */
    record Settled(Sent call, List<RequestName> done, List<RequestName> left, List<RequestName> again) {}

    private final Map<RequestName, RequestOutcome> answers = new HashMap<>();
    private final Map<RequestName, List<Open>> unanswered = new HashMap<>();
    private final Map<RequestName, List<Open>> calls = new HashMap<>();
    /** By {@link RequestName#anywhere}: those that only where they stand tells from equal ones. */
    private final Map<RequestName, Set<RequestName>> ofPlaces = new HashMap<>();

    private final NavigableSet<Long> counted = new TreeSet<>();

    /** @param sent by ascending id */
    SentBook(List<Sent> sent) {
        for (Sent call : sent) {
            Open open = new Open(call);
            for (RequestName name : open.left) {
                List<Open> carried = calls.computeIfAbsent(name, n -> new ArrayList<>(1));
                carried.add(open);
                if (name.isOfPlace()) {
                    ofPlaces.computeIfAbsent(name.anywhere(), n -> new LinkedHashSet<>(2))
                            .add(name);
                }
                if (call.answered()) {
                    answers.put(
                            name,
                            call.counted(name)
                                    ? new RequestOutcome.Recorded()
                                    : Objects.requireNonNull(call.uncounted().get(name))
                                            .outcome());
                } else {
                    unanswered.computeIfAbsent(name, n -> new ArrayList<>(1)).add(open);
                }
            }
            if (call.names().stream().anyMatch(call::counted)) {
                counted.add(call.id());
            }
        }
    }

    /**
     * Under which names requests are known. Where they stand in a pipeline may be another place behind a rollback; of equal ones that
     * nothing else tells apart it does not matter which is which: each is known as one that was sent and that no other one is, if any is
     * left.
     *
     * @param names of all that are offered together
     */
    List<RequestName> known(List<RequestName> names) {
        if (ofPlaces.isEmpty()) {
            return names;
        }
        Set<RequestName> offered = new HashSet<>(names);
        Map<RequestName, Iterator<RequestName>> sent = new HashMap<>();
        return names.stream().map(name -> known(name, offered, sent)).toList();
    }

    /** @param sent goes on, for each content, behind the last one that was given or is offered itself */
    private RequestName known(
            RequestName name, Set<RequestName> offered, Map<RequestName, Iterator<RequestName>> sent) {
        if (!name.isOfPlace() || calls.containsKey(name)) {
            return name;
        }
        Iterator<RequestName> equal = sent.computeIfAbsent(
                name.anywhere(), n -> ofPlaces.getOrDefault(n, Set.of()).iterator());
        while (equal.hasNext()) {
            RequestName next = equal.next();
            if (!offered.contains(next)) {
                return next;
            }
        }
        return name;
    }

    /** What became of a request that was answered, or that a call behind it has shown to be to blame. */
    Optional<RequestOutcome> answer(RequestName name) {
        return Optional.ofNullable(answers.get(name));
    }

    /** How often a request was sent without an answer. */
    int tries(RequestName name) {
        return unanswered.getOrDefault(name, List.of()).size();
    }

    /** Whether a request of those that the ledger does not have yet was counted. */
    boolean anyCounted() {
        return !counted.isEmpty();
    }

    /**
     * Whether a request breaks its calls: it was alone in several of them, all without an answer, and between the first and the
     * last of these another call was answered well. So no request is to blame for a server that answers nothing.
     *
     * @param together how often it was in a call with others before
     */
    boolean breaks(RequestName name, int together) {
        List<Open> tries = unanswered.getOrDefault(name, List.of());
        if (tries.size() < together + MOST_TRIES_ALONE) {
            return false;
        }
        Long well = counted.higher(tries.get(together).call.id());
        return well != null && well < tries.get(tries.size() - 1).call.id();
    }

    /**
     * Whether a request was alone in several of its calls, all without an answer: to blame only where waiting has gone on for long
     * enough.
     *
     * @param together as for {@link #breaks}
     */
    boolean isTriedAlone(RequestName name, int together) {
        return !answers.containsKey(name) && tries(name) >= together + MOST_TRIES_ALONE;
    }

    /** Requests that were sent without an answer. */
    int inFlight() {
        return unanswered.size();
    }

    /** The ledger takes requests: forgets them, and tells what that means for the calls that carried them. */
    List<Settled> settle(Collection<RequestName> taken) {
        Map<Open, List<RequestName>> done = new LinkedHashMap<>();
        Map<Open, List<RequestName>> again = new HashMap<>();
        for (RequestName name : taken) {
            List<Open> carried = calls.remove(name);
            if (carried != null) {
                answers.remove(name);
                unanswered.remove(name);
                forgetPlace(name);
                Optional<Open> last = Optional.empty();
                for (Open call : carried) {
                    if (call.call.counted(name)) {
                        last.ifPresent(before -> again.computeIfAbsent(before, c -> new ArrayList<>())
                                .add(name));
                        last = Optional.of(call);
                    }
                    call.left.remove(name);
                    done.computeIfAbsent(call, c -> new ArrayList<>()).add(name);
                }
            }
        }
        return done.entrySet().stream()
                .map(entry -> settled(entry.getKey(), entry.getValue(), again.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }

    private void forgetPlace(RequestName name) {
        if (name.isOfPlace()) {
            ofPlaces.computeIfPresent(name.anywhere(), (n, equal) -> {
                equal.remove(name);
                return equal.isEmpty() ? null : equal;
            });
        }
    }

    private static Settled settled(Open call, List<RequestName> done, List<RequestName> again) {
        return new Settled(call.call, done, List.copyOf(call.left), call.call.answered() ? again : done);
    }
}
