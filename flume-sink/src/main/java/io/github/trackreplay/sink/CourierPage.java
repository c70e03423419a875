/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/**
 * How many requests for plugins are handed on together. Who is to blame for a failure shows only where others pass, so after each attempt that
 * failed more are taken: whatever refuses all of a page has others behind it in the end. Where all of the largest page are refused, while
 * harmless calls go through, they are to blame all the same. Mutable, pure, not thread-safe.
 */
final class CourierPage {
    private static final int USUAL = 500;
    private static final int MOST_TIMES = 16;
    private static final long FIRST_BYTES = 4 << 20;
    private static final long MOST_BYTES = 32 << 20;

    private final int first;
    private int times = 1;
    private boolean grew;

    CourierPage() {
        this(USUAL);
    }

    /** @param first requests of a page that follows no failure */
    CourierPage(int first) {
        this.first = first;
    }

    /** Most requests of a page. */
    int requests() {
        return first * times;
    }

    /** Most bytes of a page, as they are stored; a request alone may have more. */
    long bytes() {
        return Math.min(MOST_BYTES, FIRST_BYTES * times);
    }

    /** A page has its answers. */
    void passed() {
        times = 1;
        grew = false;
    }

    /** A page was offered, and not everything was answered, or nothing was counted. */
    void failed() {
        grew = times < MOST_TIMES;
        times = Math.min(MOST_TIMES, 2 * times);
    }

    /** An attempt failed before there was a page. */
    void notOffered() {
        grew = false;
    }

    /** Whether more are never offered together. */
    boolean isLargest() {
        return times == MOST_TIMES;
    }

    /** Whether the next page is larger than the one that failed. */
    boolean grew() {
        return grew;
    }
}
