/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * Counts what has happened to the files on disk of one stream. The count changes with whatever may concern log files besides
 * those that are being read; growth of these does not. So what was found out of all others holds while it stays the same. For
 * one thread.
 */
final class Disturbances {
    private long count = 1;
    private long changes;
    private boolean stirred;

    /** Something may concern more than the log file that is being read. */
    void disturb() {
        changes++;
        count++;
    }

    /** A file on disk has come or gone, or what it holds is to be found out anew. */
    void cameOrWent() {
        stirred = true;
        changes++;
        count++;
    }

    /** Something of a carrier has changed; the log file that is being read may grow without a look at all others. */
    void changed(Carrier carrier) {
        stirred = true;
        changes++;
        boolean beingRead = carrier.file()
                .filter(file -> !file.finished() && !file.beforeStart())
                .isPresent();
        count += beingRead ? 0 : 1;
    }

    /** Stays the same as long as nothing disturbs; never 0. */
    long count() {
        return count;
    }

    /** Stays the same as long as no file on disk has come, gone, grown or been found out. */
    long changes() {
        return changes;
    }

    /** Whether anything has come, gone or changed since this was asked last; asking resets it. */
    boolean takeStirred() {
        boolean was = stirred;
        stirred = false;
        return was;
    }
}
