/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/** What is known of what a file on disk holds. One that has gone, and is not open, has no state: nothing is kept of it. */
public sealed interface CarrierState {
    /** Whether it is compressed, as far as anybody has looked. */
    boolean packed();

    /**
     * What is known once it has been opened anew: of an archive nothing is proven yet.
     *
     * @param packed whether it turned out to be compressed
     */
    CarrierState opened(boolean packed, long size);

    /** What is known once it has changed, or is to be looked at once more: what it holds is to be proven again. */
    default CarrierState touched() {
        return this;
    }

    /** What is known once its content has been replaced: that of an unreadable kind is not news again. */
    Unidentified replaced();

    /** Whether it is an archive that was read to its valid end. */
    default boolean isCompleteArchive() {
        return false;
    }

    /** It holds a log file that is known, as far as it goes. */
    sealed interface Identified extends CarrierState {
        /**
         * What a glimpse means for what it holds.
         *
         * @param file the log file that it holds
         * @param known how many bytes are known of that
         */
        CarrierVerdict judge(Glimpse glimpse, FileGlimpse file, long known);

        @Override
        Identified opened(boolean packed, long size);

        @Override
        default Unidentified replaced() {
            return Undecided.of(Lack.LINE, packed());
        }
    }

    /** It is not known to hold a log file. */
    sealed interface Unidentified extends CarrierState {
        @Override
        Unidentified opened(boolean packed, long size);
    }

    /**
     * It holds a log file as the server writes it.
     *
     * @param compared up to where it was compared with that, or read as it
     * @param sound whether it is as it was when it was last seen to hold that
     * @param original whether the log file was found in it before any copy of that was
     */
    record Holds(long compared, boolean sound, boolean original) implements Identified {
        /** The same, read as its log file up to there. */
        public Holds readUpTo(long offset) {
            return new Holds(Math.max(compared, offset), sound, original);
        }

        @Override
        public boolean packed() {
            return false;
        }

        @Override
        public Identified opened(boolean packed, long size) {
            return packed ? Archive.UNPROVEN : this;
        }

        @Override
        public Holds touched() {
            return sound ? new Holds(compared, false, original) : this;
        }

        @Override
        public CarrierVerdict judge(Glimpse glimpse, FileGlimpse file, long known) {
            boolean grown = glimpse.size() > compared && !glimpse.shrunk();
            if (grown && compared < known) {
                return new CarrierVerdict.Doubted(glimpse.key());
            }
            if (!glimpse.age().open()) {
                return glimpse.shrunk()
                        ? new CarrierVerdict.LookAgain(glimpse.key())
                        : new CarrierVerdict.AsItWas(glimpse.key());
            }
            return CopytruncateDetection.ofLogFile(glimpse, file, sound);
        }
    }

    /** It holds a log file, compressed. */
    enum Archive implements Identified {
        /** It was opened just now, and has not proved yet to hold its log file up to the position of that. */
        UNPROVEN,
        /** It has proved that. It may still be being written, or it breaks off. */
        PROVEN,
        /** It has proved that, and was read to its valid end. */
        COMPLETE,
        /** Its valid end lies before the position of its log file. */
        SHORTER;

        /** Whether it has proved, since it was opened, to hold its log file up to the position of that. */
        public boolean isProven() {
            return this == PROVEN || this == COMPLETE;
        }

        /**
         * What is known once it has been read as far as it goes.
         *
         * @param ended whether that is its valid end
         */
        public Archive read(boolean ended) {
            if (isProven()) {
                return ended ? COMPLETE : PROVEN;
            }
            return ended ? SHORTER : UNPROVEN;
        }

        @Override
        public boolean isCompleteArchive() {
            return this == COMPLETE || this == SHORTER;
        }

        @Override
        public boolean packed() {
            return true;
        }

        @Override
        public Identified opened(boolean packed, long size) {
            return packed ? UNPROVEN : new Holds(size, false, false);
        }

        @Override
        public CarrierVerdict judge(Glimpse glimpse, FileGlimpse file, long known) {
            return glimpse.shrunk()
                    ? new CarrierVerdict.LookAgain(glimpse.key())
                    : new CarrierVerdict.AsItWas(glimpse.key());
        }
    }

    /** What is missing to tell which log file it is. */
    enum Lack {
        /** A complete first line, as far as anybody has looked. */
        LINE,
        /** Anything at all: it is complete, and holds nothing that ever becomes a line. */
        CONTENT,
        /** Bytes to compare with: it may be the beginning of a known log file that is out of reach. */
        PROOF
    }

    /** Nobody knows yet which log file it is. */
    record Undecided(Lack lack, boolean packed) implements Unidentified {
        /** One object for all that are alike. */
        public static Undecided of(Lack lack, boolean packed) {
            return SharedStates.undecided(lack, packed);
        }

        @Override
        public Unidentified opened(boolean packed, long size) {
            return of(lack == Lack.CONTENT ? Lack.LINE : lack, packed);
        }

        @Override
        public Unidentified replaced() {
            return lack == Lack.PROOF ? of(Lack.LINE, packed) : this;
        }
    }

    /** Why it is no log file. */
    enum Strangeness {
        /** It is compressed or encoded in a way that is not read. */
        FORMAT,
        /** It goes on without a line where a log has one. */
        ENDLESS
    }

    /** It is no log file, as long as it stays as it is. */
    record Foreign(Strangeness why, boolean packed) implements Unidentified {
        @Override
        public Unidentified opened(boolean packed, long size) {
            return new Foreign(why, packed);
        }

        @Override
        public Unidentified replaced() {
            return new Foreign(Strangeness.FORMAT, packed);
        }
    }
}
