/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.mysql.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Hashes of 64 bits in as few bits as they need: sorted, and of each the distance to the one before it, in a Rice code. Of a
 * thousand random ones each takes about 55 bits, of 4096 about 53.
 *
 * <p>Form: a byte with the number of low bits, then for each distance its high bits as that many ones and a zero, then its low
 * bits; the number of hashes is known from elsewhere. Stateless.
 */
final class HashBlock {
    /** Most ones before a distance's low bits; where more would be needed, the block is written plain. */
    private static final int MOST_ONES = 1 << 12;

    private static final int PLAIN = 64;

    private HashBlock() {}

    static byte[] encode(long[] hashes) {
        long[] sorted = sortedUnsigned(hashes);
        int low = Math.max(0, 63 - (64 - Long.numberOfLeadingZeros(sorted.length)));
        long before = 0;
        for (long hash : sorted) {
            if (Long.compareUnsigned((hash - before) >>> low, MOST_ONES) > 0) {
                return plain(sorted);
            }
            before = hash;
        }
        Bits bits = new Bits();
        before = 0;
        for (long hash : sorted) {
            bits.rice(hash - before, low);
            before = hash;
        }
        return bits.finish(low);
    }

    private static byte[] plain(long[] sorted) {
        ByteBuffer out = ByteBuffer.allocate(1 + 8 * sorted.length).put((byte) PLAIN);
        for (long hash : sorted) {
            out.putLong(hash);
        }
        return out.array();
    }

    /** @throws IllegalArgumentException if the bytes do not hold so many hashes */
    static long[] decode(byte[] body, int count) {
        long[] hashes = new long[count];
        try {
            ByteBuffer in = ByteBuffer.wrap(body);
            int low = in.get();
            if (low == PLAIN) {
                in.asLongBuffer().get(hashes);
                return hashes;
            }
            BitReader bits = new BitReader(body);
            long before = 0;
            for (int i = 0; i < count; i++) {
                before += bits.rice(low);
                hashes[i] = before;
            }
            return hashes;
        } catch (java.nio.BufferUnderflowException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a block of hashes is damaged", e);
        }
    }

    private static long[] sortedUnsigned(long[] hashes) {
        long[] sorted = hashes.clone();
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] ^= Long.MIN_VALUE;
        }
        return sorted;
    }

    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int filled;
        private int current;

        void rice(long distance, int low) {
            for (long ones = distance >>> low; ones > 0; ones--) {
                bit(1);
            }
            bit(0);
            for (int i = low - 1; i >= 0; i--) {
                bit((int) (distance >>> i) & 1);
            }
        }

        private void bit(int value) {
            current = (current << 1) | value;
            if (++filled == 8) {
                out.write(current);
                filled = 0;
                current = 0;
            }
        }

        byte[] finish(int low) {
            while (filled != 0) {
                bit(0);
            }
            byte[] bits = out.toByteArray();
            byte[] body = new byte[bits.length + 1];
            body[0] = (byte) low;
            System.arraycopy(bits, 0, body, 1, bits.length);
            return body;
        }
    }

    private static final class BitReader {
        private final byte[] body;
        private int at = 8; // behind the first byte

        BitReader(byte[] body) {
            this.body = body;
        }

        long rice(int low) {
            long high = 0;
            while (bit() == 1) {
                high++;
            }
            long rest = 0;
            for (int i = 0; i < low; i++) {
                rest = (rest << 1) | bit();
            }
            return (high << low) | rest;
        }

        private int bit() {
            int value = (body[at >>> 3] >>> (7 - (at & 7))) & 1;
            at++;
            return value;
        }
    }
}
