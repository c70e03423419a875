/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the bytes of a part of a log file hash to. A log file is divided by a grid: block k is made of the lines that
 * <em>start</em> at or after the k-th {@linkplain #gridAfter grid offset} and before the next one. A proof covers the bytes from its block's
 * first line to a boundary, which is the end of a line; that line belongs to the block. Two log files of which all blocks have
 * equal proofs, and the open block too, have the same bytes.
 *
 * <p>Why so: {@code docs/decisions/0018-proofs-of-content.md}.
 *
 * @param blockStart where the block begins: the start of its first line
 * @param boundary the end of a line of the block
 * @param hash 32 lower-case hexadecimal digits, the first half of the SHA-256 of the bytes {@code [blockStart, boundary)}
 */
public record Proof(long blockStart, long boundary, String hash) {
    /** How many bytes of a SHA-256 are kept. */
    public static final int BYTES = 16;

    private static final long FIRST = 64;
    private static final long WIDEST = 256 << 10;

    public Proof {
        Objects.requireNonNull(hash, "hash");
        if (blockStart < 0 || boundary <= blockStart) {
            throw new IllegalArgumentException("nothing is proven by [" + blockStart + ", " + boundary + ")");
        }
        if (!HexDigits.areAll(hash, 2 * BYTES)) {
            throw new IllegalArgumentException("a proof is 32 lower-case hexadecimal digits, not '" + hash + "'");
        }
    }

    /** Proofs as a text: the numbers and the hash of each with colons between, one after the other with commas; empty for none. */
    public static String text(List<Proof> proofs) {
        return proofs.stream()
                .map(proof -> proof.blockStart + ":" + proof.boundary + ":" + proof.hash)
                .collect(Collectors.joining(","));
    }

    /**
     * Proofs of a text that is not empty.
     *
     * @throws IllegalArgumentException if it is none of {@link #text}
     */
    public static List<Proof> ofText(String text) {
        List<Proof> proofs = new ArrayList<>();
        for (String proof : text.split(",", -1)) {
            String[] parts = proof.split(":", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("'" + proof + "' is no proof");
            }
            proofs.add(new Proof(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
        }
        return proofs;
    }

    /**
     * The grid offset after a byte: 64, 128, 256 and so on up to 256 KiB, and from there every 256 KiB. Near the beginning it
     * is narrow, so that short files can be told apart by it.
     */
    public static long gridAfter(long offset) {
        if (offset >= WIDEST) {
            return (offset / WIDEST + 1) * WIDEST;
        }
        return offset < FIRST ? FIRST : Long.highestOneBit(offset) * 2;
    }

    /** Whether the line at the boundary belongs to another block, so that this one is complete. */
    public boolean endsBlock() {
        return boundary >= gridAfter(blockStart);
    }
}
