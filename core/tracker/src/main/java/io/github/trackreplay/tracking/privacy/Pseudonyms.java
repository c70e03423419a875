/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.php.ByteText;

/**
 * Hashes that Matomo stores in place of identifiers.
 *
 * <p>Source of the rule: Matomo's {@code PrivacyManager/Tracker/RequestProcessor::manipulateRequest}.
 */
public final class Pseudonyms {
    private Pseudonyms() {}

    /**
     * What {@code anonymizeUserId} makes of a user id.
     *
     * @param userId as the request's parameter {@code uid} gives it
     * @param salt option {@code PrivacyManager.useridsalt}; empty leaves the user id as it is
     */
    public static String userId(String userId, String salt) {
        return salt.isEmpty() || userId.isEmpty() ? userId : Cookies.sha1(ByteText.bytes(userId + salt));
    }

    /**
     * What {@code anonymizeOrderId} makes of an order id. Matomo mixes in a random number and the time, so no two requests give
     * the same one.
     *
     * @param random a random number
     * @param seconds the time in seconds since 1970
     * @param salt {@code [General] salt}
     */
    public static String orderId(String orderId, long random, long seconds, String salt) {
        return orderId.isEmpty() ? orderId : Cookies.sha1(ByteText.bytes(random + orderId + seconds + salt));
    }

    /** The visitor id that a user id implies: the first 16 hexadecimal digits of its SHA-1. */
    public static String visitorId(String userId) {
        return Cookies.sha1(ByteText.bytes(userId)).substring(0, 16);
    }
}
