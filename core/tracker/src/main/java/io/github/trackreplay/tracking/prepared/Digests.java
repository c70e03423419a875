/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.prepared;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digests that Matomo builds ids from.
 *
 * <p>Source of the rules: Matomo's {@code core/Tracker/Request::getUserIdHashed} and
 * {@code core/Common::convertVisitorIdToBin}.
 */
public final class Digests {
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(() -> digest("MD5"));
    private static final ThreadLocal<MessageDigest> SHA1 = ThreadLocal.withInitial(() -> digest("SHA-1"));

    private Digests() {}

    /** MD5, 16 bytes. */
    public static byte[] md5(byte[] bytes) {
        return MD5.get().digest(bytes);
    }

    /** SHA-1, 20 bytes. */
    public static byte[] sha1(byte[] bytes) {
        return SHA1.get().digest(bytes);
    }

    /** SHA-1 in lower-case hex. */
    public static String sha1Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha1(bytes));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }
}
