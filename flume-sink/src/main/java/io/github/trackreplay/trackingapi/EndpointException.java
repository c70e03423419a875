/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import java.sql.SQLTransientException;

/**
 * The Tracking API takes nothing now, or it is unknown what it took, and the same requests can be offered again: what was
 * answered is not sent again. No request is to blame, so nobody looks for one. The message is a sentence for people.
 */
public final class EndpointException extends SQLTransientException {
    private static final long serialVersionUID = 1L;

    /** SQLSTATE class 40: the transaction is rolled back and can succeed in a moment. */
    private static final String ROLLED_BACK = "40TRA";

    public EndpointException(String message, Throwable cause) {
        super(message, ROLLED_BACK, cause);
    }

    public EndpointException(String message) {
        super(message, ROLLED_BACK);
    }
}
