/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.tracking.parameters.Parameter;
import io.github.trackreplay.tracking.parameters.RefusedException;
import io.github.trackreplay.tracking.privacy.Cookies;
import java.util.Optional;

/**
 * Finds the visitor id that a request carries: of its user id, else the forced one ({@code cid}), else the third-party
 * cookie's, else the first-party cookie's ({@code _id}); the cookies' count only while tracking may use cookies.
 *
 * <p>Source of the rule: Matomo's {@code core/Tracker/Request::getVisitorId}.
 */
final class VisitorIds {
    private static final int HEX_LENGTH = 16;

    private VisitorIds() {}

    static Optional<byte[]> of(PreparedRequest request) {
        Optional<String> userId = request.userId().filter(id -> !Ascii.isEmpty(id));
        if (request.rules().tracker().visitors().userIdOverwritesVisitorId() && userId.isPresent()) {
            return Optional.of(request.visitorIdOfUser(userId.get()));
        }
        String forced = request.parameters().get(Parameter.FORCED_VISITOR_ID);
        if (!Ascii.isEmpty(forced)) {
            return Optional.of(forced(ByteText.bytes(forced)));
        }
        return request.privacy().ids().forceCookieless() ? Optional.empty() : ofCookies(request);
    }

    private static byte[] forced(String id) {
        if (id.length() != HEX_LENGTH) {
            throw new RefusedException(
                    "visitor-id-length", "The visitor id " + ByteText.text(id) + " in cid must have 16 characters.");
        }
        return bytes(id);
    }

    private static Optional<byte[]> ofCookies(PreparedRequest request) {
        if (request.rules().tracker().visitors().useThirdPartyIdCookie()
                && !request.privacy().ids().noThirdPartyCookies()) {
            Optional<String> thirdParty = thirdPartyId(request);
            if (thirdParty.isPresent()) {
                return Optional.of(bytes(thirdParty.get()));
            }
        }
        String firstParty = ByteText.bytes(request.parameters().get(Parameter.VISITOR_ID));
        return firstParty.length() < HEX_LENGTH ? Optional.empty() : Optional.of(bytes(firstParty));
    }

    private static Optional<String> thirdPartyId(PreparedRequest request) {
        String cookies = request.logged().headers().getOrDefault("cookie", "");
        String name = request.rules().tracker().visitors().cookieName();
        return Cookies.value(cookies, name, "0", request.settings().salt()).filter(id -> id.length() == HEX_LENGTH);
    }

    /** The bytes of the first 16 characters; one that is no hexadecimal digit counts as 0, as in PHP. */
    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[HEX_LENGTH / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (nibble(hex.charAt(2 * i)) << 4 | nibble(hex.charAt(2 * i + 1)));
        }
        return bytes;
    }

    private static int nibble(char c) {
        return c > 'f' ? 0 : Math.max(0, Character.digit(c, 16));
    }
}
