/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.parameters;

import io.github.trackreplay.php.QueryString;

/**
 * The pairs of a query in which every name is written plainly, in letters, digits and underscores: what stands there is the name, and
 * no other way of writing it comes before or behind it. Whoever wants to know little of a query need not have it taken apart. Values
 * are as they stand, not decoded. Not thread-safe.
 */
final class PlainQuery {
    private static final int MOST_DIGITS = 9;

    private final String query;
    private int name;
    private int nameEnd;
    private int end = -1;
    private int pairs;
    private boolean plain = true;

    /** Stands before the first pair. */
    PlainQuery(String query) {
        this.query = query;
    }

    /** Goes on to the next pair; false at the end, and where the query turns out not to be plain. */
    boolean next() {
        if (end + 1 >= query.length()) {
            return false;
        }
        name = end + 1;
        end = query.indexOf('&', name);
        end = end < 0 ? query.length() : end;
        nameEnd = endOfName();
        plain = nameEnd >= 0
                && ++pairs <= QueryString.MAX_VARIABLES; // of more than that somebody else knows which count
        return plain;
    }

    /** Where a name of letters, digits and underscores ends; negative for any other: it may stand for another one. */
    private int endOfName() {
        int at = name;
        while (at < end && query.charAt(at) != '=') {
            char c = query.charAt(at++);
            boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!isLetter && c != '_' && (c < '0' || c > '9')) {
                return -1;
            }
        }
        return at;
    }

    /** Whether all names that were met are written plainly. */
    boolean isPlain() {
        return plain;
    }

    /** Whether the pair has this name. */
    boolean isNamed(String wanted) {
        return nameEnd - name == wanted.length() && query.startsWith(wanted, name);
    }

    /** The pair's value, as it stands. */
    String value() {
        return query.substring(valueStart(), end);
    }

    private int valueStart() {
        return Math.min(nameEnd + 1, end);
    }

    /** The pair's value where that is a whole number of few digits; else a negative one. */
    int number() {
        int from = valueStart();
        if (from == end || end - from > MOST_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < end; i++) {
            int digit = query.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
