/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.Optional;
import java.util.OptionalLong;

/** A glimpse in the making: a listed, open, plain file of which nothing is known. */
record Seen(
        String name,
        boolean listed,
        boolean open,
        boolean packed,
        boolean readable,
        long size,
        long greatest,
        long changedAt,
        long birth,
        CarrierState state,
        Optional<FileGlimpse> file,
        OptionalLong begun) {

    static Seen of(String name, long size) {
        return new Seen(
                name,
                true,
                true,
                false,
                true,
                size,
                size,
                0,
                1,
                CarrierState.unknown(),
                Optional.empty(),
                OptionalLong.empty());
    }

    static FileGlimpse log(long position, long observedLength) {
        return new FileGlimpse("log", new FileState.Growing(), false, position, observedLength, true, 0);
    }

    Seen holding(FileGlimpse log, long compared) {
        return with(new CarrierState.Holds(compared), Optional.of(log));
    }

    Seen archived(FileGlimpse log, boolean complete) {
        return with(new CarrierState.Archive(true, complete), Optional.of(log)).packed(true);
    }

    Seen with(CarrierState is, Optional<FileGlimpse> log) {
        return new Seen(name, listed, open, packed, readable, size, greatest, changedAt, birth, is, log, begun);
    }

    Seen begun(long bytes) {
        return new Seen(
                name,
                listed,
                open,
                packed,
                readable,
                size,
                greatest,
                changedAt,
                birth,
                state,
                file,
                OptionalLong.of(bytes));
    }

    Seen greatest(long once) {
        return new Seen(name, listed, open, packed, readable, size, once, changedAt, birth, state, file, begun);
    }

    Seen closed() {
        return new Seen(name, listed, false, packed, readable, size, greatest, changedAt, birth, state, file, begun);
    }

    Seen gone() {
        return new Seen(name, false, open, packed, readable, size, greatest, changedAt, birth, state, file, begun);
    }

    Seen unreadable() {
        return new Seen(name, listed, false, packed, false, size, greatest, changedAt, birth, state, file, begun);
    }

    Seen packed(boolean is) {
        return new Seen(name, listed, open, is, readable, size, greatest, changedAt, birth, state, file, begun);
    }

    Seen born(long number) {
        return new Seen(name, listed, open, packed, readable, size, greatest, changedAt, number, state, file, begun);
    }

    Seen changedAt(long millis) {
        return new Seen(name, listed, open, packed, readable, size, greatest, millis, birth, state, file, begun);
    }

    Glimpse glimpse() {
        return new Glimpse(
                name,
                new Age(RotationName.of(name), listed, open, birth),
                size,
                greatest,
                changedAt,
                packed,
                readable,
                state,
                file,
                begun,
                Evidence.NONE);
    }
}
