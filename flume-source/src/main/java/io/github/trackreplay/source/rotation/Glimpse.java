/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file on disk, a <i>carrier</i> of the bytes of a log file, as it was seen at a moment.
 *
 * @param key which file on disk
 * @param age what tells when it was written
 * @param extent how long it is, and was
 * @param readable whether it can be opened, as far as anybody has tried
 * @param holding what it is known to hold
 * @param evidence what the bytes say that a verdict asked for
 */
public record Glimpse(Object key, Age age, Extent extent, boolean readable, Holding holding, Evidence evidence) {

    /**
     * How long a file on disk is, and was.
     *
     * @param size its length in bytes, compressed if it is
     * @param greatest the greatest length since it holds what it holds
     * @param changedAt when it was last seen to have changed, milliseconds since 1970-01-01 UTC
     * @param grownAt when its length, or how far it could be read, was last seen to change; the same
     * @param begun how many bytes it held when it was looked at, before its first line was complete; empty if it never was
     */
    public record Extent(long size, long greatest, long changedAt, long grownAt, OptionalLong begun) {}

    /** What a file on disk is known to hold. */
    public sealed interface Holding {
        /** What is known of that. */
        CarrierState state();

        /** The log file that it holds; empty while that is not known. */
        Optional<FileGlimpse> file();
    }

    /** It holds a log file that is known. */
    public record Known(CarrierState.Identified state, FileGlimpse log) implements Holding {
        @Override
        public Optional<FileGlimpse> file() {
            return Optional.of(log);
        }
    }

    /** It is not known to hold a log file. */
    public record Unknown(CarrierState.Unidentified state) implements Holding {
        @Override
        public Optional<FileGlimpse> file() {
            return Optional.empty();
        }
    }

    /** The same with what the bytes say. */
    public Glimpse with(Evidence found) {
        return new Glimpse(key, age, extent, readable, holding, found);
    }

    /** Its length in bytes, compressed if it is. */
    public long size() {
        return extent.size();
    }

    /** When it was last seen to have changed, milliseconds since 1970-01-01 UTC. */
    long changedAt() {
        return extent.changedAt();
    }

    /**
     * Since when it rests. That its time changes says that somebody may be writing, until it has not grown for long: each time its bytes
     * were read to their end meanwhile, and those before it were compared.
     *
     * @param untouched how long its time counts, in milliseconds
     */
    long restingSince(long now, long untouched) {
        return now - extent.grownAt() >= untouched ? extent.grownAt() : extent.changedAt();
    }

    /** What it is known to hold. */
    public CarrierState state() {
        return holding.state();
    }

    /** The log file that it holds; empty while that is not known. */
    public Optional<FileGlimpse> file() {
        return holding.file();
    }

    /** Whether it is compressed, as far as anybody has looked. */
    public boolean packed() {
        return state().packed();
    }

    /** Whether it became shorter, so that other content has taken its place. */
    public boolean shrunk() {
        return extent.size() < extent.greatest();
    }

    /** Whether it is open as the server wrote it. */
    public boolean isOpenPlain() {
        return age.open() && !packed();
    }
}
