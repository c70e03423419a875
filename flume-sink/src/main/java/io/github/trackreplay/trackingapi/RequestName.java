/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.trackingapi;

import io.github.trackreplay.event.LocatedRequest;

/**
 * What names a request for ever.
 *
 * @param stream its stream
 * @param file its log file's fingerprint, hexadecimal
 * @param offset of its line
 * @param index in a logged bulk call
 */
record RequestName(String stream, String file, long offset, int index) {
    static RequestName of(LocatedRequest located) {
        return new RequestName(
                located.file().stream(),
                located.file().fingerprint().hex(),
                located.request().offset(),
                located.request().index());
    }
}
