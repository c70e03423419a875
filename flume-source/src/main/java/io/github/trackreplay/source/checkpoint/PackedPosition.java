/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.Proof;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * What of a log file's position seldom matters, in one array: how many bytes the fingerprint covers, up to where lines lie before the
 * stream's start, since when lines may be unseen (one more than the milliseconds; 0 where none are), and what proves the bytes: how many anchors, of each its distance to the one before and its hash; then the
 * proofs of blocks, of each where it begins behind the beginning of the one before, its length and its hash. Numbers take seven bits a byte,
 * the lowest first. An agent keeps that of each log file that it knows.
 */
final class PackedPosition {
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int LONGEST_NUMBER = 10;

    private PackedPosition() {}

    static byte[] pack(long length, long start, OptionalLong unseenSince, FilePosition.Proven proven) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        number(packed, length);
        number(packed, start);
        number(packed, unseenSince.isPresent() ? unseenSince.getAsLong() + 1 : 0);
        number(packed, proven.anchors().size());
        long before = 0;
        for (Anchor anchor : proven.anchors()) {
            number(packed, anchor.offset() - before);
            packed.writeBytes(ByteBuffer.allocate(Proof.BYTES)
                    .putLong(anchor.high())
                    .putLong(anchor.low())
                    .array());
            before = anchor.offset();
        }
        before = 0;
        for (Proof block : proven.blocks()) {
            number(packed, block.blockStart() - before);
            number(packed, block.boundary() - block.blockStart());
            packed.writeBytes(HexFormat.of().parseHex(block.hash()));
            before = block.blockStart();
        }
        return packed.toByteArray();
    }

    static long length(byte[] packed) {
        return number(ByteBuffer.wrap(packed));
    }

    static long start(byte[] packed) {
        ByteBuffer numbers = ByteBuffer.wrap(packed);
        number(numbers);
        return number(numbers);
    }

    static OptionalLong unseenSince(byte[] packed) {
        ByteBuffer numbers = ByteBuffer.wrap(packed);
        number(numbers);
        number(numbers);
        long next = number(numbers);
        return next > 0 ? OptionalLong.of(next - 1) : OptionalLong.empty();
    }

    static FilePosition.Proven proven(byte[] bytes) {
        ByteBuffer packed = ByteBuffer.wrap(bytes);
        number(packed);
        number(packed);
        number(packed);
        List<Anchor> anchors = new ArrayList<>();
        long before = 0;
        for (long left = number(packed); left > 0; left--) {
            before += number(packed);
            anchors.add(new Anchor(before, packed.getLong(), packed.getLong()));
        }
        List<Proof> blocks = new ArrayList<>();
        before = 0;
        while (packed.hasRemaining()) {
            before += number(packed);
            long boundary = before + number(packed);
            byte[] hash = new byte[Proof.BYTES];
            packed.get(hash);
            blocks.add(new Proof(before, boundary, HexFormat.of().formatHex(hash)));
        }
        return new FilePosition.Proven(anchors, blocks);
    }

    /** Also one that is negative, of ten bytes then. */
    private static void number(ByteArrayOutputStream packed, long number) {
        long left = number;
        while ((left & ~SEVEN_BITS) != 0) {
            packed.write((int) (left & SEVEN_BITS) | MORE);
            left >>>= BITS;
        }
        packed.write((int) left);
    }

    private static long number(ByteBuffer packed) {
        long number = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            byte next = packed.get();
            number |= (long) (next & SEVEN_BITS) << (BITS * i);
            if ((next & MORE) == 0) {
                return number;
            }
        }
        throw new IllegalStateException("a number of more than " + LONGEST_NUMBER + " bytes");
    }
}
