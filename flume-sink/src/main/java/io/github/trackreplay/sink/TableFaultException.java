/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/** Matomo's tables refuse plain requests too: not one is to blame, an administrator has to act. The message says all. */
final class TableFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TableFaultException(Throwable refusal) {
        super(Remedy.ofTable(refusal), refusal);
    }
}
