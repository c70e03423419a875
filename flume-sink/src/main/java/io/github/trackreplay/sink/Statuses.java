/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Which answers to a tracking request mean that it counts. Immutable; the text says all of it.
 *
 * <p>The web server's own answers tell that Matomo's tracker never got the request: with a redirect or a demand for a password
 * the browser asks again, and that call stands in the log too; a refusal ends it. Matomo's tracker answers 200, 204, 400, 500 and
 * 503 (that with {@code record_statistics = 0}); 404 and the rest of 5xx are what a server says whose tracker is away or was never
 * meant to answer, so they count.
 */
public final class Statuses implements IntPredicate {
    private static final Statuses ASKS_AGAIN = parse("300-303 305-308 401 407");
    private static final Statuses REFUSED = parse("403 405 411 413 414 417 421 426 429 431 444 494-497");

    /** What the ledger calls them if none are set. Other ones need another name, for ranges that were judged by these. */
    private static final String UNSET = "default";

    /** If none are set: all with which the tracker may have got a request. */
    public static final Statuses DEFAULT = new Statuses(UNSET, Statuses::reached);

    /** Every one. */
    public static final Statuses ALL = parse("all");

    private final String text;
    private final IntPredicate among;

    private Statuses(String text, IntPredicate among) {
        this.text = text;
        this.among = among;
    }

    /** Whether the tracker may have got a request that was answered so; 0 where it was not logged. */
    static boolean reached(int status) {
        return !asksAgain(status) && !refused(status);
    }

    private static boolean asksAgain(int status) {
        return status != 0 && ASKS_AGAIN.test(status);
    }

    private static boolean refused(int status) {
        return status != 0 && REFUSED.test(status);
    }

    /** Why a request is skipped whose status is not among those that are replayed: a short code. */
    static String reason(int status) {
        if (asksAgain(status)) {
            return "asked-again";
        }
        return refused(status) ? "refused-by-server" : "status";
    }

    /**
     * Reads statuses as an administrator writes them; {@code all} for every one. What was logged without a status is always among
     * them.
     *
     * @throws IllegalArgumentException with a sentence, to stand behind the text
     */
    static Statuses parse(String text) {
        String[] words = text.trim().toLowerCase(Locale.ROOT).split("[\\s,]+");
        IntPredicate any = status -> status == 0;
        for (String word : words) {
            any = any.or(word(word));
        }
        return new Statuses(Arrays.stream(words).distinct().sorted().collect(Collectors.joining(",")), any);
    }

    /** Reads what {@link #text} wrote. */
    static Statuses of(String text) {
        return text.equals(UNSET) ? DEFAULT : parse(text);
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

    /** Whether requests that were answered so are replayed; 0 where it was not logged. */
    @Override
    public boolean test(int status) {
        return among.test(status);
    }

    /** One word. */
    String text() {
        return text;
    }
}
