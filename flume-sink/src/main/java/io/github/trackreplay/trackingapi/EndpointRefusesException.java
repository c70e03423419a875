/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

/** The Tracking API will take nothing before an administrator acts. The message says what to do; every request is kept. */
public final class EndpointRefusesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EndpointRefusesException(String message) {
        super(message);
    }

    public EndpointRefusesException(String message, Throwable cause) {
        super(message, cause);
    }
}
