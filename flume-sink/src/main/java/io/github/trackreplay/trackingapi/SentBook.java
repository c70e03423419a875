/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.trackingapi.SendJournal.Sent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an earlier attempt has sent and the ledger does not have yet: which requests have their answer, and which were sent
 * without one. As of {@link SendJournal#takeOver}. Not thread-safe.
 */
final class SentBook {
    /** Of an answered request. */
    enum Answer {
        COUNTED,
        INVALID
    }

    private final Map<RequestName, Answer> answers = new HashMap<>();
    private final Map<RequestName, List<Sent>> unanswered = new HashMap<>();
    private final Map<RequestName, List<Sent>> rows = new HashMap<>();

    SentBook(List<Sent> sent) {
        for (Sent call : sent) {
            for (RequestName name : call.names()) {
                rows.computeIfAbsent(name, n -> new ArrayList<>(1)).add(call);
                if (call.answered()) {
                    answers.put(name, call.invalid().contains(name) ? Answer.INVALID : Answer.COUNTED);
                } else {
                    unanswered.computeIfAbsent(name, n -> new ArrayList<>(1)).add(call);
                }
            }
        }
    }

    /** The answer to a request; null where there is none. */
    Answer answer(RequestName name) {
        return answers.get(name);
    }

    /** How often a request was sent without an answer. */
    int tries(RequestName name) {
        List<Sent> calls = unanswered.get(name);
        return calls == null ? 0 : calls.size();
    }

    /** Requests that were sent without an answer. */
    int inFlight() {
        return unanswered.size();
    }

    /**
     * The ledger takes requests now: books those that were sent more often than answered, forgets the others.
     *
     * @param ledger in the ledger's transaction
     * @return how many sendings more than one there may have been
     */
    long settle(Connection ledger, SendJournal journal, Collection<RequestName> taken) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        Set<RequestName> now = new HashSet<>(taken);
        Set<Sent> touched = new HashSet<>();
        for (RequestName name : now) {
            touched.addAll(rows.getOrDefault(name, List.of()));
        }
        long twice = 0;
        List<Sent> left = new ArrayList<>();
        for (Sent call : touched) {
            List<RequestName> done = call.names().stream().filter(now::contains).toList();
            List<RequestName> rest =
                    call.names().stream().filter(name -> !now.contains(name)).toList();
            if (call.answered()) {
                journal.keep(ledger, call, rest);
            } else {
                journal.perhapsTwice(ledger, call, done, rest);
                twice += done.size();
            }
            left.add(new Sent(call.id(), call.answered(), rest, call.invalid()));
        }
        replace(touched, left);
        return twice;
    }

    private void replace(Set<Sent> before, List<Sent> after) {
        List<Sent> all = new ArrayList<>();
        Set<Sent> known = new HashSet<>();
        rows.values().forEach(known::addAll);
        known.stream().filter(call -> !before.contains(call)).forEach(all::add);
        after.stream().filter(call -> !call.names().isEmpty()).forEach(all::add);
        SentBook next = new SentBook(all);
        answers.clear();
        unanswered.clear();
        rows.clear();
        answers.putAll(next.answers);
        unanswered.putAll(next.unanswered);
        rows.putAll(next.rows);
    }
}
