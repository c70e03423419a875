/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/** A defect for which no request is to blame, as far as is known. The message says all. */
final class DefectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DefectException(String what, Throwable defect) {
        super(
                what + ": " + defect
                        + ". This is a defect of this program, or its installation is damaged. The events are"
                        + " kept.",
                defect);
    }

    /** Plain requests meet it too. */
    static DefectException ofPlainRequests(Throwable defect) {
        return new DefectException("Not even a plain page view can be applied", defect);
    }

    /** No other request was applied that would show that it is this one. */
    static DefectException ofTheOnlyOne(Throwable defect) {
        return new DefectException(
                "A request cannot be applied, and no other one shows whether it is to blame", defect);
    }
}
