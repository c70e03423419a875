/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.tracking.privacy.IpAddress;

/**
 * A client's address.
 *
 * @param text as found, not necessarily an address
 * @param ip as Matomo reads it; 0.0.0.0 when the text is no address
 */
public record Address(String text, IpAddress ip) {
    static Address of(String text) {
        return new Address(text, IpAddress.of(text));
    }
}
