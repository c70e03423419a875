/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/** Proof of what stands before an offset of a log file: a hash of the (at most) 256 bytes before it. Immutable. */
public final class Anchor {
    /** How many bytes before an offset are hashed. */
    public static final int SPAN = 256;

    private static final int DIGITS_OF_A_LONG = 16;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

    private final long offset;
    private final long high;
    private final long low;

    Anchor(long offset, long high, long low) {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is not negative: " + offset);
        }
        this.offset = offset;
        this.high = high;
        this.low = low;
    }

    /** @param hash 32 lower-case hexadecimal digits, the first half of the SHA-256 of the bytes before the offset */
    public Anchor(long offset, String hash) {
        this(offset, digits(hash, 0), digits(hash, DIGITS_OF_A_LONG));
    }

    private static long digits(String hash, int from) {
        Objects.requireNonNull(hash, "hash");
        if (!HEX.matcher(hash).matches()) {
            throw new IllegalArgumentException("a hash is 32 lower-case hexadecimal digits, not '" + hash + "'");
        }
        return HexFormat.fromHexDigitsToLong(hash, from, from + DIGITS_OF_A_LONG);
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
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(before));
        return new Anchor(offset, hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What it is the anchor at. */
    public long offset() {
        return offset;
    }

    /** 32 lower-case hexadecimal digits, the first half of the SHA-256 of the bytes before the offset. */
    public String hash() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /** The first eight bytes of the hash. */
    long high() {
        return high;
    }

    /** The last eight bytes of the hash. */
    long low() {
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Anchor that && offset == that.offset && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset ^ high);
    }

    @Override
    public String toString() {
        return offset + ":" + hash();
    }
}
