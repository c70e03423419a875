/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Proof of what stands before an offset of a log file: a hash of the (at most) 256 bytes before it.
 *
 * @param offset the offset
 * @param hash 32 lower-case hexadecimal digits, the first half of the SHA-256 of those bytes
 */
public record Anchor(long offset, String hash) {
    /** How many bytes before an offset are hashed. */
    public static final int SPAN = 256;

    private static final int HASH_BYTES = 16;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

    public Anchor {
        Objects.requireNonNull(hash, "hash");
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is not negative: " + offset);
        }
        if (!HEX.matcher(hash).matches()) {
            throw new IllegalArgumentException("a hash is 32 lower-case hexadecimal digits, not '" + hash + "'");
        }
    }

    /** How many bytes prove an offset: fewer than {@link #SPAN} only at the beginning of a file. */
    public static int spanAt(long offset) {
        return (int) Math.min(SPAN, offset);
    }

    /** The anchor at an offset, given exactly the {@link #spanAt} bytes before it. */
    public static Anchor of(long offset, byte[] before) {
        if (before.length != spanAt(offset)) {
            throw new IllegalArgumentException(
                    "offset " + offset + " is proven by " + spanAt(offset) + " bytes, not " + before.length);
        }
        return new Anchor(offset, HexFormat.of().formatHex(sha256().digest(before), 0, HASH_BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
