/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * How much is looked at for its times in one go: looks, saves, words and the end of the source come in between, and other streams are read.
 * Mutable.
 */
final class SurveySlice {
    private static final int LEAST_STEPS = 100;
    /** What comes in between costs the more the more files there are. */
    private static final int FILES_A_STEP = 50;

    private static final long MOST_BYTES = 32L << 20;

    private final long now;
    private final int mostSteps;
    private int steps;
    private long bytes;

    /**
     * @param now milliseconds since 1970-01-01 UTC
     * @param files how many files there are
     */
    SurveySlice(long now, int files) {
        this.now = now;
        this.mostSteps = Math.max(LEAST_STEPS, files / FILES_A_STEP);
    }

    long now() {
        return now;
    }

    /** So many streams were begun, files ended, or packs told. */
    void step(int more) {
        steps += more;
    }

    /** So many bytes were looked at. */
    void scan(long more) {
        bytes += more;
    }

    boolean over() {
        return steps >= mostSteps || bytes >= MOST_BYTES;
    }

    /** Whether anything has come of it. */
    boolean gotOn() {
        return steps > 0 || bytes > 0;
    }
}
