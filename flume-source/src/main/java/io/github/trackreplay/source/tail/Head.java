/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.Fingerprint;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The bytes at the beginning of a log file that identify it.
 *
 * @param fingerprint their SHA-256
 * @param length how many they are
 * @param longer whether they are not exactly the bytes up to the end of the first complete line that is no comment
 */
record Head(Fingerprint fingerprint, long length, boolean longer) {
    private static final int CHUNK = 64 * 1024;
    /** Most first lines end within it. */
    private static final int FIRST_CHUNK = 4 * 1024;

    /** How far is looked for the end of a line. */
    enum Search {
        /** As far as the content goes. */
        TO_THE_END,
        /** As far as a log may go without one: nobody waits for more. */
        AS_IN_A_LOG,
        /** The same, of one that the server may be writing. */
        AS_IN_A_LIVE_LOG
    }

    /**
     * The head of a content: up to the end of its first complete line that is no comment header.
     *
     * @param whole whether the content is all there will ever be, so that without such a line all of it is the head
     * @return empty while there is no such line
     * @throws NoLineException if the content goes on without one where a log does not
     */
    static Optional<Head> of(Content content, boolean whole, Search search) throws IOException {
        return upTo(content, 0, whole, search);
    }

    /**
     * The head up to the first line end at or after an offset; the ordinary one for an offset of 0.
     *
     * @throws NoLineException if the content goes on without one where a log does not
     */
    static Optional<Head> upTo(Content content, long least, boolean whole, Search search) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] chunk = new byte[content.sequential() ? CHUNK : FIRST_CHUNK];
        long offset = 0;
        boolean atLineStart = true;
        boolean comment = false;
        long hole = 0; // it is hashed when it has ended: most is looked at of what never does
        while (true) {
            int n = content.read(offset, chunk, 0, chunk.length);
            boolean inHole = hole == offset && n > 0 && Bytes.afterNuls(chunk, 0, n) == n;
            if (!inHole && hole == offset) {
                updateNuls(sha256, hole);
            }
            for (int i = 0; i < n; ) {
                comment = atLineStart ? chunk[i] == '#' : comment;
                int lineFeed = Bytes.lineFeed(chunk, i, n);
                atLineStart = lineFeed >= 0;
                i = atLineStart ? lineFeed + 1 : n;
                if (atLineStart && !comment && offset + i >= least) {
                    sha256.update(chunk, 0, i);
                    return Optional.of(new Head(fingerprint(sha256), offset + i, least > 0));
                }
            }
            if (n <= 0) {
                return whole && offset > 0
                        ? Optional.of(new Head(fingerprint(sha256), offset, true))
                        : Optional.empty();
            }
            offset += n;
            if (inHole) {
                hole = offset;
            } else {
                sha256.update(chunk, 0, n);
            }
            if (search != Search.TO_THE_END) {
                Endless.check(offset - Math.max(least, hole), hole, search == Search.AS_IN_A_LIVE_LOG);
            }
            chunk = chunk.length < CHUNK ? new byte[CHUNK] : chunk;
        }
    }

    private static void updateNuls(MessageDigest sha256, long count) {
        byte[] nuls = new byte[(int) Math.min(CHUNK, count)];
        for (long left = count; left > 0; left -= nuls.length) {
            sha256.update(nuls, 0, (int) Math.min(nuls.length, left));
        }
    }

    /**
     * The heads up to each line end from an offset on.
     *
     * @param within how far to look
     * @param most how many to find
     */
    static void atLineEnds(Content content, long least, long within, int most, List<Head> into) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] chunk = new byte[CHUNK];
        long offset = 0;
        int n;
        while (offset < within && into.size() < most && (n = content.read(offset, chunk, 0, CHUNK)) > 0) {
            int from = 0;
            int lineFeed;
            while ((lineFeed = Bytes.lineFeed(chunk, from, n)) >= 0 && into.size() < most) {
                sha256.update(chunk, from, lineFeed + 1 - from);
                from = lineFeed + 1;
                if (offset + from >= least) {
                    into.add(new Head(fingerprint(copy(sha256)), offset + from, true));
                }
            }
            sha256.update(chunk, from, n - from);
            offset += n;
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's SHA-256 can be cloned", e);
        }
    }

    /** Whether a content begins with these bytes. */
    boolean begins(Content content) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, length))];
        long offset = 0;
        while (offset < length) {
            int n = content.read(offset, chunk, 0, (int) Math.min(chunk.length, length - offset));
            if (n <= 0) {
                return false;
            }
            sha256.update(chunk, 0, n);
            offset += n;
        }
        return fingerprint(sha256).equals(fingerprint);
    }

    private static Fingerprint fingerprint(MessageDigest sha256) {
        return new Fingerprint(HexFormat.of().formatHex(sha256.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
