/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import java.io.IOException;

/** What was packed breaks off, or is not what its beginning says. The file itself could be read. */
public final class DamagedArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedArchiveException(String message) {
        super(message);
    }

    DamagedArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
