/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.order;

/**
 * What became of the bytes of one log file. Mutable. Always: bytes taken = applied + skipped + rejected + held + lost.
 *
 * <p>A line's bytes count once, with the outcome of its first request; the further requests of a bulk call have none.
 */
public final class FileAccount {
    private long applied;
    private long skipped;
    private long beforeStart;
    private long rejected;
    private long held;
    private long lost;

    /** An account as it is stored; {@code beforeStart} is a part of {@code skipped}. */
    public static FileAccount of(long applied, long skipped, long beforeStart, long rejected, long held, long lost) {
        FileAccount account = new FileAccount();
        account.applied = applied;
        account.skipped = skipped;
        account.beforeStart = beforeStart;
        account.rejected = rejected;
        account.held = held;
        account.lost = lost;
        return account;
    }

    public void apply(long bytes) {
        applied += bytes;
    }

    public void skip(long bytes) {
        skipped += bytes;
    }

    /** Notes that bytes already counted as skipped lie before the stream's start. */
    public void noteBeforeStart(long bytes) {
        beforeStart += bytes;
    }

    public void reject(long bytes) {
        rejected += bytes;
    }

    public void hold(long bytes) {
        held += bytes;
    }

    /** Takes bytes out of those held back; the caller books their outcome. */
    public void release(long bytes) {
        held -= bytes;
    }

    public void lose(long bytes) {
        lost += bytes;
    }

    public long applied() {
        return applied;
    }

    public long skipped() {
        return skipped;
    }

    public long beforeStart() {
        return beforeStart;
    }

    public long rejected() {
        return rejected;
    }

    public long held() {
        return held;
    }

    public long lost() {
        return lost;
    }

    /** The sum that must equal the bytes taken. */
    public long accounted() {
        return applied + skipped + rejected + held + lost;
    }
}
