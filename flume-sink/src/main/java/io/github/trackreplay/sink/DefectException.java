/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.sink;

/** Plain requests meet a defect too, so no request is to blame for it. */
final class DefectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DefectException(Throwable defect) {
        super(
                "Not even a plain page view can be applied: " + defect + ". This is a defect of this program, or its"
                        + " installation is damaged. The events are kept.",
                defect);
    }
}
