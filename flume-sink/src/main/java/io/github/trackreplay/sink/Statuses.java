/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Which answers to a tracking request mean that it counts. Pure.
 *
 * <p>The web server's own answers tell that Matomo's tracker never got the request: with a redirect or a demand for a password
 * the browser asks again, and that call stands in the log too; a refusal ends it. Matomo's tracker answers 200, 204, 400, 500 and
 * 503 (that with {@code record_statistics = 0}); 404 and the rest of 5xx are what a server says whose tracker is away or was never
 * meant to answer, so they count.
 */
final class Statuses {
    private static final IntPredicate ASKS_AGAIN =
            parse("300-303 305-308 401 407").and(status -> status != 0);
    private static final IntPredicate REFUSED =
            parse("403 405 411 413 414 417 421 426 429 431 444 494-497").and(status -> status != 0);

    private Statuses() {}

    /** Whether the tracker may have got a request that was answered so; 0 where it was not logged. */
    static boolean reached(int status) {
        return !ASKS_AGAIN.test(status) && !REFUSED.test(status);
    }

    /** Why a request is skipped whose status is not among those that are replayed: a short code. */
    static String reason(int status) {
        if (ASKS_AGAIN.test(status)) {
            return "asked-again";
        }
        return REFUSED.test(status) ? "refused-by-server" : "status";
    }

    /**
     * Reads statuses as an administrator writes them; {@code all} for every one. What was logged without a status is always among
     * them.
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the text
     */
    static IntPredicate parse(String text) {
        IntPredicate any = status -> status == 0;
        for (String word : text.trim().toLowerCase(Locale.ROOT).split("[\\s,]+")) {
            any = any.or(word(word));
        }
        return any;
    }

    private static IntPredicate word(String word) {
        if (word.equals("all")) {
            return status -> true;
        }
        if (word.matches("[1-5]xx")) {
            int first = (word.charAt(0) - '0') * 100;
            return status -> status >= first && status < first + 100;
        }
        if (word.matches("\\d{3}-\\d{3}")) {
            int from = Integer.parseInt(word.substring(0, 3));
            int to = Integer.parseInt(word.substring(4));
            return status -> status >= from && status <= to;
        }
        if (word.matches("\\d{3}")) {
            int one = Integer.parseInt(word);
            return status -> status == one;
        }
        throw new IllegalArgumentException("must be statuses such as 500 502-504 5xx, or all; '" + word + "' is none.");
    }
}
