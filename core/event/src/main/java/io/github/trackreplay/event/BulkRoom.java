/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.trackreplay.json.ByteScan;
import java.util.Arrays;

/**
 * How much room the requests of one log line may take as documents, in bytes. Each request of a bulk call carries the headers of the
 * call, so anybody can post a line of thousands of empty requests below a long user agent. What is above is rejected where the
 * line is parsed; whoever reads lines that are still to be parsed leaves this much room for them. Pure.
 */
public final class BulkRoom {
    /** Of any line. */
    public static final long MOST = 8L << 20;

    /** What a request's document takes around the texts in it. */
    public static final int AROUND_TEXTS = 400;

    /** What a request takes in memory around its document's bytes. */
    public static final int AROUND_DOCUMENT = 200;

    private static final long LEAST = 64L << 10;
    private static final long GROWTH = 32;

    /** Stands in each bulk call's body. */
    private static final byte[] NAME = "requests".getBytes(US_ASCII);

    /** Of its letters the one that is rare in logs, and where it stands in it. */
    private static final char RARE = 'q';

    private static final int RARE_AT = 2;

    private BulkRoom() {}

    /** For the requests of a bulk call that takes so many bytes in the log. */
    public static long most(long lineLength) {
        return Math.min(MOST, Math.max(LEAST, GROWTH * lineLength));
    }

    /** For a line that has not been parsed: what it takes itself, unless it may be a bulk call. */
    public static long of(RawLine line) {
        return mayBeBulk(line.bytes()) ? most(line.length()) : line.bytes().length;
    }

    /** Goes from one rare letter to the next, for it is asked of each line that is read. */
    private static boolean mayBeBulk(byte[] line) {
        int last = line.length - NAME.length + RARE_AT;
        for (int at = RARE_AT; at <= last; at++) {
            at = ByteScan.first(RARE, line, at, line.length);
            if (at <= last && Arrays.equals(line, at - RARE_AT, at - RARE_AT + NAME.length, NAME, 0, NAME.length)) {
                return true;
            }
        }
        return false;
    }
}
