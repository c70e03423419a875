/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;

/**
 * The search for the end of a content's first line that is no comment, in pieces, where it is farther away than that of a log: what is
 * read meanwhile does not wait for it. Mutable; for one thread.
 */
final class FirstLineSearch {
    /** That many bytes are a piece. */
    static final long PIECE = 4L << 20;

    private static final int CHUNK = 64 * 1024;
    /** A hole of a file that is not compressed is read so many times faster than other bytes are unpacked. */
    private static final int HOLES_COUNT = 16;

    private final Content content;
    private final Head.Search within;
    private final byte[] chunk = new byte[CHUNK];
    private long offset;
    private long hole;
    private boolean atLineStart = true;
    private boolean comment;

    /** @param within as what it is looked at */
    FirstLineSearch(Content content, Head.Search within) {
        this.content = content;
        this.within = within;
    }

    /** As what the content is looked at. */
    Head.Search within() {
        return within;
    }

    boolean isOf(Content other) {
        return content == other;
    }

    /**
     * Looks on.
     *
     * @param most how many bytes; those of a hole count less
     * @return whether it is over: such a line has been found, or the content has no more bytes
     * @throws NoLineException if the content goes on without one where a log does not
     */
    boolean goOn(long most) throws IOException {
        for (long left = most; left > 0; ) {
            int n = content.read(offset, chunk, 0, CHUNK);
            if (n <= 0 || endsLine(n)) {
                return true;
            }
            boolean inHole = hole == offset && Bytes.afterNuls(chunk, 0, n) == n;
            offset += n;
            hole = inHole ? offset : hole;
            Endless.check(offset - hole, hole, within == Head.Search.AS_IN_A_LIVE_LOG);
            left -= inHole && !content.sequential() ? n / HOLES_COUNT : n;
        }
        return false;
    }

    private boolean endsLine(int n) {
        for (int i = 0; i < n; ) {
            comment = atLineStart ? chunk[i] == '#' : comment;
            int lineFeed = Bytes.lineFeed(chunk, i, n);
            atLineStart = lineFeed >= 0;
            if (atLineStart && !comment) {
                return true;
            }
            i = atLineStart ? lineFeed + 1 : n;
        }
        return false;
    }

    /** Whether the first bytes of a content end such a line, or are all that there is. Costs no more than looking at what is read anyway. */
    static boolean isShort(Content content) throws IOException {
        byte[] first = new byte[content.sequential() ? CHUNK : Math.min(CHUNK, 4 * 1024)];
        int n = content.read(0, first, 0, first.length);
        boolean all = n < first.length;
        boolean line = false;
        for (int i = 0; i < n && !line; ) {
            int lineFeed = Bytes.lineFeed(first, i, n);
            line = lineFeed >= 0 && first[i] != '#';
            i = lineFeed >= 0 ? lineFeed + 1 : n;
        }
        content.unread(0, first, 0, n);
        return all || line;
    }
}
