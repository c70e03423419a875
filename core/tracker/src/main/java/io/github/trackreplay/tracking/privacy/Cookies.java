/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.privacy;

import io.github.trackreplay.php.Ascii;
import io.github.trackreplay.php.ByteText;
import io.github.trackreplay.php.Html;
import io.github.trackreplay.php.Numbers;
import io.github.trackreplay.php.PhpSerialized;
import io.github.trackreplay.php.UrlCoding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads values out of Matomo's own cookies: the opt-out cookie and the third-party visitor id.
 *
 * <p>Source of the rule: Matomo's {@code core/Cookie::loadContentFromCookie}.
 */
public final class Cookies {
    private static final int SIGNATURE_LENGTH = 40;
    private static final String SIGNATURE = ":_=";

    private Cookies() {}

    /** Whether the visitor has opted out with the cookie {@code ignore_visits_cookie_name}. */
    public static boolean hasOptedOut(String cookieHeader, String cookieName, String salt) {
        return cookieHeader.contains(cookieName)
                && value(cookieHeader, cookieName, "ignore", salt)
                        .filter("*"::equals)
                        .isPresent();
    }

    /**
     * One value of a Matomo cookie; nothing where cookie or value are missing.
     *
     * @param cookieHeader {@code Cookie} as it came
     * @param key the value's name; {@code 0} is the visitor id in {@code cookie_name}
     * @param salt {@code [General] salt}, for cookies of Matomo 3 and older, which were signed
     */
    public static Optional<String> value(String cookieHeader, String cookieName, String key, String salt) {
        String content = cookie(ByteText.bytes(cookieHeader), ByteText.bytes(cookieName));
        if (content == null) {
            return Optional.empty();
        }
        String signed = signedContent(content, ByteText.bytes(salt));
        if (signed == null && (Ascii.isEmpty(content) || content.indexOf('=') < 0)) {
            return Optional.empty();
        }
        String found = null;
        for (String pair : (signed == null ? content : signed).split(":", -1)) {
            int equals = Math.max(pair.indexOf('='), 0);
            if (pair.substring(0, equals).equals(key)) {
                String text = pair.substring(Math.min(equals + 1, pair.length()));
                found = Numbers.isNumeric(text) ? text : decoded(text, signed != null);
            }
        }
        return Optional.ofNullable(found).map(Html::sanitize).map(ByteText::text);
    }

    /** PHP keeps the first of several cookies with one name. */
    private static @Nullable String cookie(String header, String name) {
        for (String pair : header.split(";")) {
            int equals = pair.indexOf('=');
            String found = equals < 0 ? pair : pair.substring(0, equals);
            if (found.strip().replace('.', '_').replace(' ', '_').equals(name.replace('.', '_'))) {
                return equals < 0 ? "" : UrlCoding.decode(pair.substring(equals + 1));
            }
        }
        return null;
    }

    private static @Nullable String signedContent(String content, String salt) {
        int end = content.length() - SIGNATURE_LENGTH - SIGNATURE.length();
        if (end < 0 || !content.startsWith(SIGNATURE, end)) {
            return null;
        }
        int signature = content.length() - SIGNATURE_LENGTH;
        String expected = sha1(content.substring(0, signature) + salt);
        return end > 0 && expected.equals(content.substring(signature)) ? content.substring(0, end) : null;
    }

    private static @Nullable String decoded(String base64, boolean serialized) {
        String bytes = new String(Base64.getMimeDecoder().decode(padded(base64)), StandardCharsets.ISO_8859_1);
        return serialized
                ? PhpSerialized.array("a:1:{i:0;" + bytes + '}')
                        .map(array -> String.valueOf(array.first()))
                        .orElse(null)
                : bytes;
    }

    /** PHP decodes what has a wrong length too. */
    private static String padded(String base64) {
        String letters = base64.replaceAll("[^A-Za-z0-9+/]", "");
        int extra = letters.length() % 4;
        return extra == 1
                ? letters.substring(0, letters.length() - 1)
                : letters + "=".repeat(extra == 0 ? 0 : 4 - extra);
    }

    /** SHA-1 of a byte string, in lower-case hexadecimal digits. */
    static String sha1(String bytes) {
        try {
            byte[] input = bytes.getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(input));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
