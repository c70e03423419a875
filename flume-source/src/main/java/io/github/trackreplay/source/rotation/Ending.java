/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/**
 * What is to be booked when a log file is final.
 *
 * @param lost how many bytes were seen behind its position that nobody will read
 * @param mayHaveGrown whether it vanished unwatched, so that more may have been lost than was seen
 */
public record Ending(long lost, boolean mayHaveGrown) {
    /** @param gone whether no file on disk holds it */
    static Ending of(FileGlimpse file, boolean gone) {
        if (file.state().wasFinished()) {
            return new Ending(0, false);
        }
        return new Ending(
                Math.max(0, file.observedLength() - file.position()),
                gone && !file.state().isTruncated());
    }
}
