/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import io.github.trackreplay.tracking.api.AnswerJudge;
import io.github.trackreplay.tracking.api.BulkAnswer;
import io.github.trackreplay.tracking.api.BulkDocument;
import io.github.trackreplay.tracking.api.Verdict;
import java.util.List;

/**
 * Asks a Tracking API whether it is one, and whether the token is good, with two requests that Matomo does not record, because
 * they say so themselves ({@code rec=0}): one that needs no token, and the same with an address and an old time, which only a
 * token with write access to the site makes valid. Thread-safe.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Visit::validateRequest}, which comes before {@code
 * core/Tracker/VisitExcluded}, and {@code BulkTracking/Tracker/Response::addInvalidIndicesIfAuthenticated}.
 */
public final class TokenProbe {
    private static final long OLD_SECONDS = 2L * 86_400;

    private final Endpoint endpoint;
    private final String token;
    private final int site;
    private final boolean queued;

    /** @param queued whether Matomo queues what it is sent */
    TokenProbe(Endpoint endpoint, ApiSettings.Access access, boolean queued) {
        this.endpoint = endpoint;
        this.token = access.token();
        this.site = access.probeSite();
        this.queued = queued;
    }

    /** What was found. */
    public sealed interface Found {
        /** Whether a harmless call goes through. */
        default boolean goesThrough() {
            return this instanceof Good || this instanceof Queued;
        }
    }

    /** @param superUser whether Matomo names invalid requests, as it does for a super user's token only */
    public record Good(boolean superUser) implements Found {}

    /** The call was taken into a queue: nobody hears whether the token is good. */
    public record Queued() implements Found {}

    /** @param why what an administrator has to do, sentences */
    public record Bad(String why) implements Found {}

    /** @param why no answer to judge by, a sentence; a later probe may have one */
    public record Silent(String why) implements Found {}

    /**
     * Asks once, for who wants to know before anything is sent.
     *
     * @param now seconds since 1970-01-01 UTC
     */
    public static Found ask(ApiSettings settings, long now) throws InterruptedException {
        return new TokenProbe(new Endpoint(settings), settings.access(), settings.queued()).ask(now);
    }

    /** @param now seconds since 1970-01-01 UTC */
    Found ask(long now) throws InterruptedException {
        String plain = "?idsite=" + site + "&rec=0&ua=TrackReplay&url=http%3A%2F%2Fexample.org%2F";
        String claims = plain + "&cip=192.0.2.1&cdt=" + (now - OLD_SECONDS);
        Endpoint.Reply reply = endpoint.call(BulkDocument.of(List.of(plain, claims), token), true);
        if (reply instanceof Endpoint.Answered answered) {
            return judge(answered.answer());
        }
        return new Silent(reply instanceof Endpoint.Unsent unsent ? unsent.why() : ((Endpoint.Unheard) reply).why());
    }

    private Found judge(BulkAnswer answer) {
        PhpArray json = Json.decode(answer.body()) instanceof PhpArray array ? array : new PhpArray();
        boolean superUser = json.get("invalid_indices") instanceof PhpArray;
        if (answer.status() == 200 && "success".equals(json.get("status"))) {
            long tracked = json.get("tracked") instanceof Long number ? number : 0;
            long invalid = json.get("invalid") instanceof Long number ? number : 0;
            if (tracked == 2) {
                return new Good(superUser);
            }
            if (tracked == 1 && invalid == 1) {
                return new Bad(
                        "Matomo does not accept the token for site " + site + ": it is wrong or has expired, or has"
                                + " no write access to the site. A super user's serves for every site.");
            }
            return invalid == 2
                    ? new Bad("Matomo has no site " + site + ". Set probeSite to one that exists.")
                    : new Silent("Matomo answers, but counts nothing. Is record_statistics = 0 there? Set it to 1.");
        }
        Verdict verdict = new AnswerJudge(queued).of(answer, 2, superUser);
        if (queued && verdict instanceof Verdict.Tracked) {
            return new Queued();
        }
        if (verdict instanceof Verdict.Refuses refuses) {
            return new Bad(refuses.why());
        }
        return new Silent("The endpoint answers with " + answer.status() + ".");
    }
}
