/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.checkpoint;

import io.github.trackreplay.event.Fingerprint;
import io.github.trackreplay.event.LogFile;
import io.github.trackreplay.event.Proof;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One log file that the source knows. Immutable, and small: there is one for each of a hundred thousand files that were read long ago, so
 * its parts are made when they are asked for.
 */
public final class FilePosition {
    /**
     * What tells a log file from others.
     *
     * @param length how many bytes from 0 the fingerprint covers
     * @param longer whether that is not the ordinary length (up to the end of the first line that is no comment), because the
     *     file had to be told from another one or never had a complete line
     */
    public record Identity(Fingerprint fingerprint, long length, boolean longer) {
        public Identity {
            Objects.requireNonNull(fingerprint, "fingerprint");
            refuseNegative(length);
        }
    }

    /**
     * Where a log file stands in the stream's chain.
     *
     * @param number its number; 0 for a file that lies wholly before the stream's start
     * @param previous its predecessor, once that is known for good
     * @param aside whether it turned up after younger files had been read, so that it is in no chain
     */
    public record Place(long number, Optional<LogFile.Previous> previous, boolean aside) {
        public Place {
            Objects.requireNonNull(previous, "previous");
            refuseNegative(number);
        }
    }

    /**
     * How far a log file has been read.
     *
     * @param finished whether it was read to its end and has a successor
     * @param position up to where its bytes are accounted for
     * @param start up to where the lines beyond the position lie before the stream's start; 0 if none do
     * @param observedLength the greatest length that was seen; 0 where nothing ever held it but an archive that was not read to its end
     * @param fields the {@code #Fields:} line in force at the position
     */
    public record Reading(boolean finished, long position, long start, long observedLength, Optional<String> fields) {
        public Reading {
            Objects.requireNonNull(fields, "fields");
            refuseNegative(position);
            refuseNegative(start);
            refuseNegative(observedLength);
        }
    }

    /**
     * What proves the bytes of a log file that were read.
     *
     * @param anchors hashes of a few bytes by ascending offset; the last one is at the position
     * @param blocks proofs of blocks by ascending boundary, the last one at the position; fewer, or none, of what an older
     *     version read
     */
    public record Proven(List<Anchor> anchors, List<Proof> blocks) {
        public Proven {
            anchors = List.copyOf(anchors);
            blocks = List.copyOf(blocks);
        }

        private boolean reachesBeyond(long position) {
            return (!anchors.isEmpty() && anchors.get(anchors.size() - 1).offset() > position)
                    || (!blocks.isEmpty() && blocks.get(blocks.size() - 1).boundary() > position);
        }
    }

    private static final int LONGER = 1;
    private static final int ASIDE = 2;
    private static final int FINISHED = 4;
    private static final int GIVEN_UP = 8;

    private final Fingerprint fingerprint;
    private final @Nullable Fingerprint previous;
    private final long previousLength;
    private final long number;
    private final long position;
    private final long observedLength;
    private final Optional<String> fields;
    private final Object key;
    private final byte[] packed;
    private final byte flags;

    /**
     * @param identity what tells it from others
     * @param place where it stands in the stream's chain
     * @param reading how far it has been read
     * @param key which file on disk held it last: device and inode, of which the text is saved; an empty text if none does, or an archive
     * @param proven what proves the bytes that were read
     */
    public FilePosition(Identity identity, Place place, Reading reading, Object key, Proven proven) {
        this(
                identity.fingerprint(),
                place,
                reading,
                key,
                PackedPosition.pack(identity.length(), reading.start(), OptionalLong.empty(), proven),
                identity.longer() ? LONGER : 0);
        if (proven.reachesBeyond(position)) {
            throw new IllegalArgumentException("nothing is proven beyond the position");
        }
    }

    private FilePosition(
            Fingerprint fingerprint, Place place, Reading reading, Object key, byte[] packed, int moreFlags) {
        this.fingerprint = fingerprint;
        this.number = place.number();
        this.previous = place.previous().map(LogFile.Previous::fingerprint).orElse(null);
        this.previousLength = place.previous().map(LogFile.Previous::length).orElse(0L);
        this.position = reading.position();
        this.observedLength = reading.observedLength();
        this.fields = reading.fields();
        this.key = Objects.requireNonNull(key, "key");
        this.packed = packed;
        this.flags = (byte) (moreFlags | (place.aside() ? ASIDE : 0) | (reading.finished() ? FINISHED : 0));
    }

    /** The same, read as far, in another place of the chain or held by another file on disk. */
    public FilePosition with(Place newPlace, boolean finished, long newObservedLength, Object newKey) {
        Reading reading = new Reading(finished, position, 0, newObservedLength, fields);
        return new FilePosition(fingerprint, newPlace, reading, newKey, packed, flags & (LONGER | GIVEN_UP));
    }

    /** The same, of a finished log file that went on as no log does, so that it is not read on. */
    public FilePosition asGivenUp() {
        return is(GIVEN_UP)
                ? this
                : new FilePosition(fingerprint, place(), reading(), key, packed, (flags & LONGER) | GIVEN_UP);
    }

    /**
     * The same, of a log file that may hold more than was seen.
     *
     * @param since since when lines may have been written to it that nobody has seen, milliseconds since 1970-01-01 UTC; empty if the source
     *     saw how much it held whenever it looked
     */
    public FilePosition unseenSince(OptionalLong since) {
        return since.equals(unseenSince())
                ? this
                : new FilePosition(
                        fingerprint,
                        place(),
                        reading(),
                        key,
                        PackedPosition.pack(
                                PackedPosition.length(packed), PackedPosition.start(packed), since, proven()),
                        flags & (LONGER | GIVEN_UP));
    }

    /** The same; where its predecessor has this name, it keeps no other copy of it. */
    FilePosition sharing(Fingerprint name) {
        boolean same =
                previous().filter(before -> before.fingerprint().equals(name)).isPresent();
        Place shared = new Place(number, Optional.of(new LogFile.Previous(name, previousLength)), is(ASIDE));
        return same ? with(shared, finished(), observedLength, key) : this;
    }

    private boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** What tells it from others. */
    public Identity identity() {
        return new Identity(fingerprint, PackedPosition.length(packed), is(LONGER));
    }

    /** Where it stands in the stream's chain. */
    public Place place() {
        return new Place(number, previous(), is(ASIDE));
    }

    /** How far it has been read. */
    public Reading reading() {
        return new Reading(finished(), position, PackedPosition.start(packed), observedLength, fields);
    }

    /** Which file on disk held it last: device and inode as text; empty if none does, or an archive. */
    public String key() {
        return key.toString();
    }

    /** Whether this is the file on disk that held it last; an empty text for none, or an archive. */
    public boolean isOf(Object other) {
        return key.equals(other);
    }

    /** What proves the bytes that were read. */
    public Proven proven() {
        return PackedPosition.proven(packed);
    }

    private static void refuseNegative(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("lengths, numbers and positions are not negative");
        }
    }

    /** Its name for good. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** Its number in the stream's chain; 0 for a file that lies wholly before the stream's start. */
    public long number() {
        return number;
    }

    /** Its predecessor, once that is known for good. */
    public Optional<LogFile.Previous> previous() {
        return Optional.ofNullable(previous).map(before -> new LogFile.Previous(before, previousLength));
    }

    /** Whether it turned up after younger files had been read, so that it is in no chain. */
    public boolean aside() {
        return is(ASIDE);
    }

    /** Up to where its bytes are accounted for. */
    public long position() {
        return position;
    }

    /** The greatest length that was seen. */
    public long observedLength() {
        return observedLength;
    }

    /**
     * Since when lines may have been written to it that nobody has seen, milliseconds since 1970-01-01 UTC: only an archive that was not read
     * to its end held it, or nothing did. Empty if the source saw how much it held whenever it looked, or nothing ever did but such an archive.
     */
    public OptionalLong unseenSince() {
        return PackedPosition.unseenSince(packed);
    }

    /** Whether it was read to its end and has a successor. */
    public boolean finished() {
        return is(FINISHED);
    }

    /** Whether what it holds behind the position is not read, as it went on as no log does. */
    public boolean isGivenUp() {
        return is(GIVEN_UP);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePosition that
                && fingerprint.equals(that.fingerprint)
                && number == that.number
                && position == that.position
                && observedLength == that.observedLength
                && flags == that.flags
                && Objects.equals(previous, that.previous)
                && previousLength == that.previousLength
                && fields.equals(that.fields)
                && key().equals(that.key())
                && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return 31 * fingerprint.hashCode() + Long.hashCode(31 * number + position);
    }

    @Override
    public String toString() {
        return "FilePosition[" + identity() + ", " + place() + ", " + reading() + ", " + key + ", " + proven() + "]";
    }
}
