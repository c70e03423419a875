/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/** What is known of what a file on disk holds. One that has gone, and is not open, has no state: nothing is kept of it. */
public sealed interface CarrierState {
    /**
     * Nobody knows yet which log file it is.
     *
     * @param hollow whether it is a complete archive of nothing, which never will be one
     * @param unproven whether it may be the beginning of a known log file that is out of reach
     */
    record Undecided(boolean hollow, boolean unproven) implements CarrierState {
        @Override
        public CarrierVerdict judge(Glimpse glimpse, long known) {
            return CopytruncateDetection.ofUnidentified(glimpse);
        }
    }

    /**
     * It holds a log file as the server writes it.
     *
     * @param compared up to where it was compared with that, or read as it
     */
    record Holds(long compared) implements CarrierState {
        @Override
        public CarrierVerdict judge(Glimpse glimpse, long known) {
            boolean grown = glimpse.size() > compared && !glimpse.shrunk();
            if (grown && compared < known) {
                return new CarrierVerdict.Doubted(glimpse.key());
            }
            if (!glimpse.age().open()) {
                return glimpse.shrunk()
                        ? new CarrierVerdict.LookAgain(glimpse.key())
                        : new CarrierVerdict.AsItWas(glimpse.key());
            }
            return CopytruncateDetection.ofLogFile(glimpse);
        }
    }

    /**
     * It holds a log file, compressed.
     *
     * @param proven whether it has proved, since it was opened, to hold that up to its position
     * @param complete whether it was read to its valid end; else it may still be being written, or it breaks off
     */
    record Archive(boolean proven, boolean complete) implements CarrierState {
        @Override
        public CarrierVerdict judge(Glimpse glimpse, long known) {
            return glimpse.shrunk()
                    ? new CarrierVerdict.LookAgain(glimpse.key())
                    : new CarrierVerdict.AsItWas(glimpse.key());
        }
    }

    /**
     * Compressed or encoded in a way that is not read, or without a line where a log has one: no log file, as long as it stays as it is.
     *
     * @param endless whether it goes on without a line
     */
    record Foreign(boolean endless) implements CarrierState {
        @Override
        public CarrierVerdict judge(Glimpse glimpse, long known) {
            return CopytruncateDetection.ofUnidentified(glimpse);
        }
    }

    /** What nothing is known of. */
    static CarrierState unknown() {
        return new Undecided(false, false);
    }

    /** That it holds a log file, compressed; see {@link Archive}. */
    static CarrierState archive(boolean proven, boolean complete) {
        return SharedStates.archive(proven, complete);
    }

    /**
     * What a glimpse means for what it holds.
     *
     * @param known how many bytes are known of its log file; 0 without one
     */
    CarrierVerdict judge(Glimpse glimpse, long known);

    /** What is known once its content has been replaced: that of an unreadable kind is not news again. */
    default CarrierState replaced() {
        if (this instanceof Undecided undecided) {
            return new Undecided(undecided.hollow(), false);
        }
        return this instanceof Foreign ? new Foreign(false) : unknown();
    }

    /**
     * What is known once it has been opened anew: of an archive nothing is proven yet.
     *
     * @param packed whether it turned out to be compressed
     */
    default CarrierState opened(boolean packed, long size) {
        if (this instanceof Undecided undecided) {
            return new Undecided(false, undecided.unproven());
        }
        if (this instanceof Foreign || (this instanceof Holds && !packed)) {
            return this;
        }
        return packed ? archive(false, false) : new Holds(size);
    }

    /** Whether it is an archive that was read to its valid end. */
    default boolean isCompleteArchive() {
        return this instanceof Archive archive && archive.complete();
    }
}
