/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/** How far a transaction has come. */
enum TransactionPhase {
    /** A connection is asked for. */
    CONNECT,
    /** The progress row is being locked. */
    LOCK,
    /** What was delivered is taken, applied and written. */
    TAKE,
    /** Whether it is committed, nobody knows. */
    COMMIT;

    /** Whether nothing that was delivered can be to blame. */
    boolean beforeTaking() {
        return this == CONNECT || this == LOCK;
    }
}
