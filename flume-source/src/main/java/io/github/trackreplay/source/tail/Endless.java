/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

/**
 * How much may come without a line of a log before nobody waits for it any more: a disk's image among the logs, an archive that inflates
 * without an end, a file of nothing but NUL bytes. What a log has in its place is far less: of one line some MiB, of a hole, which a server
 * leaves that goes on at its old offset, what it wrote between two rotations.
 */
final class Endless {
    private static final long MEBIBYTE = 1L << 20;
    /** Of one line. */
    private static final long MOST_OF_A_LINE = 64 * MEBIBYTE;
    /** The same behind others that went on so. */
    private static final long LEAST_OF_A_LINE = 4 * MEBIBYTE;

    private static final int MOST_HALVES = 8;
    /** Without a line that is a tracking request or has a time in a common form; and of a hole of what the server does not write any more. */
    private static final long MOST_UNTOLD = 512 * MEBIBYTE;
    /** Without such a line, of what nobody waits for. */
    private static final long MOST_READ_ON = 1024 * MEBIBYTE;
    /** Of a hole. */
    private static final long MOST_OF_A_HOLE = 16 * 1024 * MEBIBYTE;

    private Endless() {}

    /**
     * Looks at what there is before the first line of a content.
     *
     * @param line bytes without a line end, behind the hole
     * @param hole NUL bytes at the beginning
     * @param live whether the server may be writing it
     * @throws NoLineException if a log does not have so many
     */
    static void check(long line, long hole, boolean live) throws NoLineException {
        long most = live ? MOST_OF_A_HOLE : MOST_UNTOLD;
        if (hole > most) {
            throw new NoLineException("holds nothing but NUL bytes in its first " + most / MEBIBYTE + " MiB");
        }
        if (line > MOST_OF_A_LINE) {
            throw new NoLineException("holds no line that ends within " + MOST_OF_A_LINE / MEBIBYTE + " MiB");
        }
    }

    /** Whether a head is so long that only that of a log which the server was writing was waited for. */
    static boolean isOnlyOfLive(long head) {
        return head > MOST_UNTOLD;
    }

    /** Whether so much has come without a line of a log that what stands behind the file in its chain does not wait for it. */
    static boolean isNotWaitedFor(ReadProgress progress) {
        return isNotWaitedFor(progress, 0);
    }

    /**
     * The same where others have gone on so: the more these are, the less is waited for a line to end.
     *
     * @param others how many
     */
    static boolean isNotWaitedFor(ReadProgress progress, int others) {
        long line = progress.scanned - progress.position - progress.hole;
        return line > Math.max(LEAST_OF_A_LINE, MOST_OF_A_LINE >> Math.min(others, MOST_HALVES))
                || progress.untold() > MOST_UNTOLD;
    }

    /** Whether so much has come without a line of a log that the file is not read on. */
    static boolean isGivenUp(ReadProgress progress) {
        return progress.untold() - progress.hole > MOST_READ_ON || progress.hole > MOST_OF_A_HOLE;
    }
}
