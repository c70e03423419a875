/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.tracking.RequestOutcome;
import io.github.trackreplay.tracking.api.AnswerJudge;
import io.github.trackreplay.tracking.api.BulkDocument;
import io.github.trackreplay.tracking.api.Verdict;
import io.github.trackreplay.trackingapi.Bulk.Part;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends what one lane has to send, a call after the other: each is written down, sent, judged, and written down again. Ends with
 * an outcome for every request, or with an exception, behind which no call of the lane is under way. Used once, by one thread.
 */
final class LaneSender {
    private final int lane;
    private final Shared shared;
    private final RequestOutcome[] outcomes;
    private final SendLog sent;
    private Optional<SendJournal.Answered> answered = Optional.empty();

    /**
     * What all lanes of an attempt share.
     *
     * @param size of calls
     * @param blame knows of those that were refused alone in their calls
     * @param stop set when a lane has failed, or we are stopped: no further call is sent
     */
    record Shared(
            ApiSettings settings,
            Server server,
            SendJournal journal,
            CallSize size,
            Pace pace,
            InstantSource clock,
            Blame blame,
            AtomicBoolean stop) {}

    /** Who is called, and what is made of the answers. */
    record Server(Endpoint endpoint, TokenProbe probe, AnswerJudge judge) {}

    /** Hears of calls behind which it goes on. */
    interface SendLog {
        /** Every request of the call has its answer. */
        void answered(long id);

        /** Nobody knows whether the call's requests were counted, and they are sent again. */
        void doubtful();

        /** A request was alone in a call with which Matomo met an error, and has not been counted. */
        void refusedAlone(RequestName name);
    }

    /** @param outcomes gets the outcomes, at the requests' indexes */
    LaneSender(int lane, Shared shared, RequestOutcome[] outcomes, SendLog sent) {
        this.lane = lane;
        this.shared = shared;
        this.outcomes = outcomes;
        this.sent = sent;
    }

    void send(List<Part> parts) throws EndpointException, InterruptedException {
        try {
            inCalls(parts);
            noteAnswered();
        } catch (EndpointException | RuntimeException | Error e) {
            shared.stop().set(true);
            noteAnswered();
            throw e;
        }
    }

    private void inCalls(List<Part> parts) throws EndpointException, InterruptedException {
        int from = 0;
        while (from < parts.size()) {
            int to = Bulk.end(
                    parts, from, shared.size().requests(), shared.size().bytes());
            send(new Bulk(List.copyOf(parts.subList(from, to))));
            from = to;
        }
    }

    /** Writes down that the last call was answered, where no further one does that. */
    private void noteAnswered() throws EndpointException {
        Optional<SendJournal.Answered> last = answered;
        answered = Optional.empty();
        if (last.isPresent()) {
            shared.journal().answered(last.get());
        }
    }

    private void send(Bulk bulk) throws EndpointException, InterruptedException {
        if (shared.stop().get()) {
            throw new EndpointException("Another call has failed, or it is being stopped: no further one is sent.");
        }
        long now = shared.clock().millis();
        Optional<SendJournal.Answered> before = answered;
        answered = Optional.empty();
        long id = begin(bulk, now, before);
        Endpoint.Reply reply = shared.server()
                .endpoint()
                .call(BulkDocument.of(bulk.texts(), shared.settings().access().token()), bulk.allHaveAgents());
        if (reply instanceof Endpoint.Unsent unsent) {
            shared.journal().withdraw(id);
            throw wait(unsent.why(), Optional.empty());
        }
        if (reply instanceof Endpoint.Unheard unheard) {
            throw unknown(id, bulk, bulk.parts().size(), unheard.why(), Optional.empty());
        }
        Endpoint.Answered answered = (Endpoint.Answered) reply;
        boolean named = !shared.size().singly() && !shared.settings().queued();
        judge(
                id,
                bulk,
                shared.server().judge().of(answered.answer(), bulk.parts().size(), named),
                answered.retryAfter());
    }

    /** If it cannot be written down now, what is known of the call before must not be forgotten. */
    private long begin(Bulk bulk, long now, Optional<SendJournal.Answered> before) throws EndpointException {
        try {
            return shared.journal().begin(lane, bulk.names(), bulk.firstTime(), bulk.lastTime(), now, before);
        } catch (EndpointException | RuntimeException e) {
            answered = before;
            throw e;
        }
    }

    private void judge(long id, Bulk bulk, Verdict verdict, Optional<Duration> retryAfter)
            throws EndpointException, InterruptedException {
        if (verdict instanceof Verdict.Tracked tracked) {
            book(id, bulk, tracked.invalid());
        } else if (verdict instanceof Verdict.NotNow notNow) {
            shared.blame().leaveAlone();
            shared.journal().withdraw(id);
            throw wait(notNow.why(), retryAfter);
        } else if (verdict instanceof Verdict.Unknown unknown) {
            if (retryAfter.isPresent()) {
                shared.blame().leaveAlone();
            }
            throw unknown(id, bulk, unknown.most(), unknown.why(), retryAfter);
        } else if (verdict instanceof Verdict.Failed failed) {
            failed(id, bulk, failed, retryAfter);
        } else if (verdict instanceof Verdict.Divide divide) {
            shared.journal().withdraw(id);
            divide(bulk, divide);
        } else if (verdict instanceof Verdict.Unnamed) {
            unnamed(id, bulk);
        } else if (verdict instanceof Verdict.Refuses refuses) {
            shared.journal().withdraw(id);
            refused(bulk, refuses.why());
        }
    }

    /**
     * Where a harmless call goes through, one of the requests is to blame: the same go in ever smaller calls, at once, in the end alone.
     * One that has failed alone again and again is left out, and the next of its visitor is sent; it is kept as rejected where any is
     * counted then. If the next one fails as well, it is Matomo that fails: both wait.
     */
    private void failed(long id, Bulk bulk, Verdict.Failed failed, Optional<Duration> retryAfter)
            throws EndpointException, InterruptedException {
        TokenProbe.Found found = probe();
        boolean harmless = found.goesThrough();
        boolean unnamed = found instanceof TokenProbe.Good good && !good.superUser();
        int most = unnamed ? bulk.parts().size() : failed.most();
        if (harmless && most == 0 && bulk.parts().size() == 1) {
            sent.refusedAlone(bulk.names().get(0));
        }
        Bulk again = bulk.triedOnce();
        boolean suspected = harmless
                && again.isTriedAlone(shared.settings().calls().maxBulk())
                && shared.blame().suspect(accused(again, Uncounted.FAILS, failed.why()));
        if (!harmless || !(suspected || isNarrowedDown(bulk))) {
            throw most > 0
                    ? unknown(id, bulk, most, failed.why(), retryAfter)
                    : withdrawn(id, failed.why(), retryAfter);
        }
        if (most > 0) {
            shared.journal().unknown(id, bulk.names().subList(0, most), failed.why());
            sent.doubtful();
        } else {
            shared.journal().withdraw(id);
        }
        if (!suspected) {
            inCalls(again.parts());
        }
    }

    /** Whether what failed goes on at once in smaller calls; otherwise it is waited for the next attempt. */
    private boolean isNarrowedDown(Bulk bulk) {
        return bulk.parts().size() > 1
                || (bulk.failedAlone(shared.settings().calls().maxBulk())
                        && shared.blame().passed());
    }

    private EndpointException withdrawn(long id, String why, Optional<Duration> retryAfter) throws EndpointException {
        shared.journal().withdraw(id);
        return wait(why, retryAfter);
    }

    /** Where harmless requests go through, something that a visitor wrote is refused on the way, and must not stop all others. */
    private void refused(Bulk bulk, String why) throws EndpointException, InterruptedException {
        if (!probe().goesThrough()) {
            throw refuses(why);
        }
        divide(bulk, new Verdict.Divide(false, why));
    }

    private EndpointRefusesException refuses(String why) {
        return new EndpointRefusesException(
                why + " The requests are kept. (" + shared.settings().address() + ")");
    }

    private void book(long id, Bulk bulk, Set<Integer> invalid) throws EndpointException {
        Map<RequestName, Uncounted> uncounted = new HashMap<>();
        invalid.forEach(i -> uncounted.put(bulk.parts().get(i).name(), Uncounted.INVALID));
        for (Part part : bulk.parts()) {
            outcomes[part.at()] =
                    uncounted.containsKey(part.name()) ? ApiOutcomes.invalid() : new RequestOutcome.Recorded();
        }
        List<RequestName> names = new ArrayList<>(bulk.names());
        if (uncounted.size() < names.size()) {
            for (Blame.Accused one : shared.blame().otherPasses()) {
                names.add(one.name());
                uncounted.put(one.name(), one.what());
            }
        }
        answered = Optional.of(new SendJournal.Answered(id, names, uncounted));
        sent.answered(id);
        shared.pace().answered();
    }

    private static Blame.Accused accused(Bulk alone, Uncounted what, String why) {
        Part part = alone.parts().get(0);
        return new Blame.Accused(part.at(), part.name(), what, why);
    }

    private void divide(Bulk bulk, Verdict.Divide why) throws EndpointException, InterruptedException {
        int size = bulk.parts().size();
        if (size > 1) {
            if (why.tooLarge()) {
                shared.size().tooLarge(bulk.bytes());
            }
            send(bulk.part(0, size / 2));
            send(bulk.part(size / 2, size));
            return;
        }
        shared.blame().accuse(accused(bulk, why.tooLarge() ? Uncounted.TOO_LARGE : Uncounted.REFUSED, why.why()));
    }

    /**
     * Refused ones without their names: a token that is not a super user's, or is not valid any more. Alone, a request is known
     * to be to blame when the token still opens the configured site.
     */
    private void unnamed(long id, Bulk bulk) throws EndpointException, InterruptedException {
        TokenProbe.Found found = probe();
        boolean alone = bulk.parts().size() == 1;
        if (alone && found.goesThrough()) {
            book(id, bulk, Set.of(0));
            return;
        }
        if (alone || found instanceof TokenProbe.Bad) {
            // with such a token not one of our requests is counted, because each claims its address
            shared.journal().withdraw(id);
        }
        if (found instanceof TokenProbe.Bad bad) {
            throw refuses(bad.why());
        }
        if (alone) {
            throw wait(((TokenProbe.Silent) found).why(), Optional.empty());
        }
        shared.size().singly(true);
        throw unknown(
                id, bulk, bulk.parts().size(), "Matomo does not say which requests it refuses.", Optional.empty());
    }

    private EndpointException unknown(long id, Bulk bulk, int most, String why, Optional<Duration> retryAfter)
            throws EndpointException {
        shared.journal().unknown(id, bulk.names().subList(0, most), why);
        return wait(
                why + " It is unknown whether its requests are counted; they are sent again, and booked.", retryAfter);
    }

    private EndpointException wait(String why, Optional<Duration> retryAfter) {
        shared.pace().failed(shared.clock().millis(), retryAfter, why);
        return new EndpointException(why);
    }

    private TokenProbe.Found probe() throws InterruptedException {
        return shared.server().probe().ask(shared.clock().millis() / 1000);
    }
}
