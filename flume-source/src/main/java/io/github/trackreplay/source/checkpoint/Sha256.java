/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Check sums as text: 64 lower-case hexadecimal digits. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @param text ASCII */
    static String of(String text) {
        return of(text, new byte[0]);
    }

    /** @param before ASCII, what the bytes follow */
    static String of(String before, byte[] bytes) {
        MessageDigest sha256 = digest();
        sha256.update(before.getBytes(StandardCharsets.US_ASCII));
        sha256.update(bytes);
        return HexFormat.of().formatHex(sha256.digest());
    }
}
