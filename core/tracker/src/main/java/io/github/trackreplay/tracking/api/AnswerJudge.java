/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.api;

import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.PhpArray;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges answers. Only Matomo's own JSON proves that requests were counted: an image, an empty answer or a page may come from
 * a proxy, or from a web server that answers in Matomo's place and only writes a log. Stateless.
 *
 * <p>Source of the rules: Matomo's {@code BulkTracking/Tracker/Response}, {@code BulkTracking/Tracker/Handler} and
 * {@code core/Tracker/Handler::onException}.
 */
public final class AnswerJudge {
    private final boolean queued;

    /** @param queued whether Matomo queues what it is sent (QueuedTracking), and so answers with an image or nothing */
    public AnswerJudge(boolean queued) {
        this.queued = queued;
    }

    /**
     * Judges one.
     *
     * @param sent requests of the call, at least 1
     * @param named whether Matomo names those of its requests that it refuses, as it does for a super user's token
     */
    public Verdict of(BulkAnswer answer, int sent, boolean named) {
        int status = answer.status();
        PhpArray json = Json.decode(answer.body()) instanceof PhpArray array ? array : null;
        if (status >= 200 && status < 300) {
            return json == null ? withoutJson(answer) : success(json, sent, named);
        }
        if (status == 429) {
            return new Verdict.NotNow("The server asks to be called less often (429).");
        }
        if (status == 413) {
            return new Verdict.Divide(true, "The server takes no call of that size (413).");
        }
        if (status == 400 && json != null) {
            return new Verdict.Divide(false, "Matomo calls the request invalid (400)" + message(json));
        }
        if (status >= 500) {
            return json != null && isError(json)
                    ? failed(json, sent, named)
                    : new Verdict.Unknown(
                            sent, "The server answers with an error (" + status + "), and Matomo itself says nothing.");
        }
        return status == 408
                ? new Verdict.Unknown(sent, "The server did not get the whole call in time (408).")
                : new Verdict.Refuses(refusal(answer));
    }

    private static boolean isError(PhpArray json) {
        return "error".equals(json.get("status")) && json.get("tracked") instanceof Long;
    }

    /**
     * Matomo takes back what it counted of the call, unless bulk_requests_use_transaction is off. How many it had counted does not
     * say which: those that it had called invalid before it met the error are not among the numbers of this answer. Whoever's refused
     * requests it names gets that list, if an empty one, once it has begun with the first; so without it nothing was counted.
     */
    private static Verdict failed(PhpArray json, int sent, boolean named) {
        boolean begun = !named
                || json.get("invalid_indices") instanceof PhpArray
                || number(json, "tracked") + number(json, "invalid") > 0;
        return new Verdict.Failed(begun ? sent : 0, "Matomo answers with an error" + message(json));
    }

    private static Verdict success(PhpArray json, int sent, boolean named) {
        if (!"success".equals(json.get("status"))) {
            return isError(json) ? failed(json, sent, named) : noMatomo("JSON that is none of Matomo's");
        }
        long tracked = number(json, "tracked");
        long invalid = number(json, "invalid");
        if (tracked + invalid == 0) {
            return new Verdict.NotNow("Matomo answers success, but has counted none of " + sent
                    + " requests. Is record_statistics = 0 there? Set it to 1.");
        }
        if (tracked + invalid != sent) {
            return new Verdict.Unknown(
                    sent,
                    "Matomo has dealt with " + (tracked + invalid) + " of " + sent
                            + " requests and does not say which (a lock that it waited for in vain).");
        }
        if (invalid == 0) {
            return new Verdict.Tracked(Set.of());
        }
        Set<Integer> indices = indices(json, sent);
        return indices.size() == invalid ? new Verdict.Tracked(indices) : new Verdict.Unnamed((int) invalid);
    }

    private static Set<Integer> indices(PhpArray json, int sent) {
        Set<Integer> indices = new TreeSet<>();
        if (json.get("invalid_indices") instanceof PhpArray list) {
            for (Object index : list.values()) {
                if (index instanceof Long number && number >= 0 && number < sent) {
                    indices.add(number.intValue());
                }
            }
        }
        return indices;
    }

    private static long number(PhpArray json, String name) {
        return json.get(name) instanceof Long number && number >= 0 ? number : 0;
    }

    private static String message(PhpArray json) {
        return json.get("message") instanceof String text && !text.isEmpty()
                ? ": " + text.substring(0, Math.min(300, text.length())) + "."
                : ".";
    }

    private Verdict withoutJson(BulkAnswer answer) {
        boolean image = answer.body().startsWith("GIF8") || answer.body().startsWith("\u0089PNG");
        if (queued && (image || answer.body().isEmpty())) {
            return new Verdict.Tracked(Set.of());
        }
        return noMatomo(image ? "an image" : answer.body().isEmpty() ? "nothing (" + answer.status() + ")" : "a page");
    }

    private static Verdict noMatomo(String what) {
        return new Verdict.Refuses("The endpoint answers with " + what + ", not with what Matomo says to bulk calls, so"
                + " nothing proves that requests are counted. Is it the web server that only writes the log? Is Matomo's"
                + " plugin BulkTracking active? With QueuedTracking set queuedTracking = on.");
    }

    private static String refusal(BulkAnswer answer) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            return "The server refuses us (" + status
                    + "). Is the token right, and may this machine call the Tracking API?";
        }
        if (status >= 300 && status < 400) {
            return "The endpoint is elsewhere (" + status
                    + (answer.location().isEmpty() ? "" : ", " + answer.location())
                    + "). Set endpoint to that address.";
        }
        return "The endpoint answers with " + status
                + ". Is endpoint the address of Matomo's matomo.php, and its plugin" + " BulkTracking active?";
    }
}
