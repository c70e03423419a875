/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.OptionalLong;

/** A glimpse in the making: a listed, open, plain file of which nothing is known. */
record Seen(Glimpse glimpse) {
    static Seen of(String name, long size) {
        return new Seen(new Glimpse(
                name,
                new Age(RotationName.of(name), true, true, 1),
                new Glimpse.Extent(size, size, 0, 0, OptionalLong.empty()),
                true,
                new Glimpse.Unknown(CarrierState.Undecided.of(CarrierState.Lack.LINE, false)),
                Evidence.NONE));
    }

    static FileGlimpse log(long position, long observedLength) {
        return new FileGlimpse("log", new FileState.Growing(), false, position, observedLength, true, 0);
    }

    Seen holding(FileGlimpse log, long compared) {
        return with(new Glimpse.Known(new CarrierState.Holds(compared, false, true), log));
    }

    Seen sound(FileGlimpse log, long compared) {
        return with(new Glimpse.Known(new CarrierState.Holds(compared, true, true), log));
    }

    Seen archived(FileGlimpse log, boolean complete) {
        return with(new Glimpse.Known(CarrierState.Archive.PROVEN.read(complete), log));
    }

    Seen with(CarrierState.Unidentified is) {
        return with(new Glimpse.Unknown(is));
    }

    Seen lacking(CarrierState.Lack what) {
        return with(CarrierState.Undecided.of(what, glimpse.packed()));
    }

    private Seen with(Glimpse.Holding holding) {
        return with(glimpse.age(), glimpse.extent(), holding);
    }

    Seen begun(long bytes) {
        Glimpse.Extent now = glimpse.extent();
        return with(
                new Glimpse.Extent(now.size(), now.greatest(), now.changedAt(), now.grownAt(), OptionalLong.of(bytes)));
    }

    Seen greatest(long once) {
        Glimpse.Extent now = glimpse.extent();
        return with(new Glimpse.Extent(now.size(), once, now.changedAt(), now.grownAt(), now.begun()));
    }

    Seen changedAt(long millis) {
        Glimpse.Extent now = glimpse.extent();
        return with(new Glimpse.Extent(now.size(), now.greatest(), millis, millis, now.begun()));
    }

    Seen touchedAt(long millis) {
        Glimpse.Extent now = glimpse.extent();
        return with(new Glimpse.Extent(now.size(), now.greatest(), millis, now.grownAt(), now.begun()));
    }

    Seen closed() {
        Age now = glimpse.age();
        return with(new Age(now.name(), now.listed(), false, now.birth()));
    }

    Seen gone() {
        Age now = glimpse.age();
        return with(new Age(now.name(), false, now.open(), now.birth()));
    }

    Seen born(long number) {
        Age now = glimpse.age();
        return with(new Age(now.name(), now.listed(), now.open(), number));
    }

    Seen unreadable() {
        Glimpse now = closed().glimpse;
        return new Seen(new Glimpse(now.key(), now.age(), now.extent(), false, now.holding(), now.evidence()));
    }

    Seen packed() {
        return with(CarrierState.Undecided.of(CarrierState.Lack.LINE, true));
    }

    private Seen with(Age age) {
        return with(age, glimpse.extent(), glimpse.holding());
    }

    private Seen with(Glimpse.Extent extent) {
        return with(glimpse.age(), extent, glimpse.holding());
    }

    private Seen with(Age age, Glimpse.Extent extent, Glimpse.Holding holding) {
        return new Seen(new Glimpse(glimpse.key(), age, extent, glimpse.readable(), holding, glimpse.evidence()));
    }
}
