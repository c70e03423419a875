/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Proof;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The proof of a log file's bytes while it is read. Takes them in order, is told where lines begin, and gives the proof at any
 * line end that has just been reached. Of the blocks that are complete a bounded number is remembered: those near the beginning
 * and near the end all, those between at even distances. For one thread.
 */
final class RunningProof {
    private static final int MOST = 64;
    private static final int ALL_FIRST = 16;
    private static final int ALL_LAST = 16;
    private static final int CHUNK = 64 * 1024;

    /** Empty before the first byte: a thousand files that are not read yet need none. */
    private Optional<MessageDigest> digest;

    private final List<Proof> closed;
    private long blockStart;
    private long next;
    private Optional<Proof> last = Optional.empty();

    private RunningProof(Optional<MessageDigest> digest, List<Proof> closed, long blockStart) {
        this.digest = digest;
        this.closed = closed;
        this.blockStart = blockStart;
        this.next = Proof.gridAfter(blockStart);
    }

    static RunningProof atBeginning() {
        return new RunningProof(Optional.empty(), new ArrayList<>(), 0);
    }

    /**
     * Goes on at a line end.
     *
     * @param before proofs of complete blocks before it that are known
     * @param open the proof at the line end; where it is not known, the block is looked for
     * @return empty if the content does not hold these bytes
     */
    static Optional<RunningProof> at(Content content, long boundary, List<Proof> before, Optional<Proof> open)
            throws IOException {
        if (boundary == 0) {
            return Optional.of(atBeginning());
        }
        long start = open.isPresent() ? open.get().blockStart() : blockStart(content, boundary);
        RunningProof proof = new RunningProof(Optional.empty(), new ArrayList<>(before), start);
        boolean there = feed(content, start, boundary, proof.digest());
        return there && (open.isEmpty() || proof.at(boundary).equals(open)) ? Optional.of(proof) : Optional.empty();
    }

    private static boolean feed(Content content, long from, long to, MessageDigest into) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, to - from))];
        for (long at = from; at < to; ) {
            int n = content.read(at, chunk, 0, (int) Math.min(chunk.length, to - at));
            if (n <= 0) {
                return false;
            }
            into.update(chunk, 0, n);
            at += n;
        }
        return true;
    }

    /** Whether a content's bytes are those that a proof was made of. */
    static boolean holds(Content content, Proof proof) throws IOException {
        MessageDigest bytes = sha256();
        return feed(content, proof.blockStart(), proof.boundary(), bytes)
                && hash(bytes).equals(proof.hash());
    }

    /** The start of the block to which the line belongs that ends at an offset. */
    private static long blockStart(Content content, long boundary) throws IOException {
        for (long grid = gridBefore(boundary); grid > 0; grid = gridBefore(grid)) {
            long line = lineStart(content, grid, boundary);
            if (line < boundary) {
                return line;
            }
        }
        return 0;
    }

    private static long gridBefore(long offset) {
        long grid = 0;
        for (long above = Math.max(0, offset - (1 << 20)); Proof.gridAfter(above) < offset; above = grid) {
            grid = Proof.gridAfter(above);
        }
        return grid;
    }

    /** The first line start in {@code [from, to)}, or {@code to}. */
    private static long lineStart(Content content, long from, long to) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = from - 1; at < to; ) {
            int n = content.read(at, chunk, 0, (int) Math.min(CHUNK, to - at));
            if (n <= 0) {
                return to;
            }
            int lineFeed = Bytes.lineFeed(chunk, 0, n);
            if (lineFeed >= 0) {
                return at + lineFeed + 1;
            }
            at += n;
        }
        return to;
    }

    /** The same, to go on in another way. */
    RunningProof copy() {
        RunningProof copy = new RunningProof(digest.map(RunningProof::same), new ArrayList<>(closed), blockStart);
        copy.last = last;
        return copy;
    }

    void update(byte[] bytes, int from, int to) {
        digest().update(bytes, from, to - from);
    }

    /** Whether the line that starts here begins a new block. */
    boolean beginsBlock(long lineStart) {
        return lineStart >= next;
    }

    /** The least offset at which a line begins a new block. */
    long nextBlock() {
        return next;
    }

    /** All bytes before a line that begins a new block have been taken. */
    Proof close(long lineStart) {
        Proof proof = new Proof(blockStart, lineStart, hash(digest()));
        blockStart = lineStart;
        next = Proof.gridAfter(lineStart);
        last = Optional.of(proof);
        closed.add(proof);
        if (closed.size() > MOST) {
            thin();
        }
        return proof;
    }

    private void thin() {
        for (int i = closed.size() - ALL_LAST - 1; i > ALL_FIRST; i -= 2) {
            closed.remove(i);
        }
    }

    /** The proof at a line end up to which bytes have been taken; empty at 0, and where the block before is not known. */
    Optional<Proof> at(long boundary) {
        if (boundary == blockStart) {
            return last;
        }
        return Optional.of(new Proof(blockStart, boundary, hash(same(digest()))));
    }

    private static MessageDigest same(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's SHA-256 can be cloned", e);
        }
    }

    /** Proofs of complete blocks, ascending. */
    List<Proof> closed() {
        return List.copyOf(closed);
    }

    private static String hash(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, Proof.BYTES);
    }

    private MessageDigest digest() {
        if (digest.isEmpty()) {
            digest = Optional.of(sha256());
        }
        return digest.get();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
