/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql;

/**
 * Requests take longer to prepare than a transaction may wait. The caller rolls back, lets
 * {@link RequestApplier#awaitPrepared()} end it outside of any transaction, and applies again.
 */
public final class UnpreparedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnpreparedException() {
        super("The requests' preparation takes long and goes on outside of the transaction.");
    }
}
