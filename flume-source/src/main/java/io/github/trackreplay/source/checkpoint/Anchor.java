/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.HexDigits;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Proof of what stands before an offset of a log file: a hash of the (at most) 256 bytes before it. Immutable. */
public final class Anchor {
    /** How many bytes before an offset are hashed. */
    public static final int SPAN = 256;

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
        this(offset, HexDigits.longs("a hash", hash, 2));
    }

    private Anchor(long offset, long[] hash) {
        this(offset, hash[0], hash[1]);
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
        return HexDigits.of(high, low);
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
