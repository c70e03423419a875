/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/**
 * What has become of a log file. It grows, until it has a successor and nothing more is expected of it; then it is finished. If
 * the file on disk from which it is read holds something else all of a sudden (copytruncate, a restart of the server), it is
 * truncated: it grows no more, and what came instead is its successor. Whether it is in the chain or set aside is another matter, and
 * for good ({@link FileGlimpse#aside}).
 */
public sealed interface FileState {
    /** Lies wholly before the stream's start: never read. */
    record BeforeStart() implements FileState {}

    /** Read as far as it goes; more may come. */
    record Growing() implements FileState {}

    /** A file on disk that held it holds something else; what is left of it may be read from a copy. */
    record Truncated() implements FileState {}

    /**
     * Read to its end, and it has a successor.
     *
     * @param truncated whether it was truncated before
     */
    record Finished(boolean truncated) implements FileState {}

    /**
     * Finished, but further bytes have been found, and are being read.
     *
     * @param truncated whether it was truncated before
     */
    record Resumed(boolean truncated) implements FileState {}

    /** The state of a log file that is not known to be anything else. */
    static FileState initial(boolean beforeStart, boolean finished) {
        if (beforeStart) {
            return SharedStates.BEFORE_START;
        }
        return finished ? SharedStates.FINISHED : SharedStates.GROWING;
    }

    /** A file on disk that held it holds something else. */
    default FileState truncate() {
        if (this instanceof Growing) {
            return new Truncated();
        }
        if (this instanceof Finished) {
            return new Finished(true);
        }
        return this instanceof Resumed ? new Resumed(true) : this;
    }

    /** It has been read to its end, and nothing more is expected. */
    default FileState finish() {
        return isTruncated() ? new Finished(true) : SharedStates.FINISHED;
    }

    /** It holds more than was read of it when it was finished. */
    default FileState resume() {
        return this instanceof Finished finished ? new Resumed(finished.truncated()) : this;
    }

    /** Whether it was ever truncated, so that it has a successor. */
    default boolean isTruncated() {
        return this instanceof Truncated
                || (this instanceof Finished finished && finished.truncated())
                || (this instanceof Resumed resumed && resumed.truncated());
    }

    /** Whether it was read to its end at some time, whatever has been found since. */
    default boolean wasFinished() {
        return this instanceof Finished || this instanceof Resumed;
    }

    /** Whether its end is still to be said. */
    default boolean isOpenEnded() {
        return !(this instanceof Finished);
    }
}
