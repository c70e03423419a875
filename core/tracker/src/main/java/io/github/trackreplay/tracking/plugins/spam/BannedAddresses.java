/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.plugins.spam;

import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Json;
import io.github.trackreplay.php.JsonEncoding;
import io.github.trackreplay.php.PhpArray;
import java.util.Collection;
import java.util.Optional;

/**
 * The option in which the plugin keeps the addresses that it leaves out: ranges by how they begin, as JSON. Pure.
 *
 * <p>Source of the rules: {@code BlockedIpRanges::banIp} and {@code getIndexForIpOrRange} of matomo-org/plugin-TrackingSpamPrevention.
 */
public final class BannedAddresses {
    /** The option's name. */
    public static final String OPTION = "TrackingSpamBlockedIpRanges";

    private BannedAddresses() {}

    /**
     * The option's value with more addresses; empty where it has them all.
     *
     * @param value as it stands; empty, or no JSON, counts as none
     * @throws IllegalArgumentException where it holds floats, which nobody has written there
     */
    public static Optional<String> added(String value, Collection<String> addresses) {
        PhpArray ranges = Json.decode(ByteText.bytes(value)) instanceof PhpArray known ? known : new PhpArray();
        boolean changed = false;
        for (String address : addresses) {
            changed |= add(ranges, address);
        }
        return changed ? Optional.of(JsonEncoding.encode(ranges)) : Optional.empty();
    }

    private static boolean add(PhpArray ranges, String address) {
        String range = address + (address.contains(".") ? "/32" : "/128");
        PhpArray alike = ranges.get(beginning(address)) instanceof PhpArray known ? known : new PhpArray();
        for (Object known : alike.values()) {
            if (range.equals(known)) {
                return false;
            }
        }
        alike.add(range);
        ranges.put(beginning(address), alike);
        return true;
    }

    /** Up to an address's first dot, or else colon, that included; without either its first character. */
    static String beginning(String address) {
        int end = address.indexOf('.') < 0 ? address.indexOf(':') : address.indexOf('.');
        return address.substring(0, Math.max(end, 0) + 1);
    }
}
