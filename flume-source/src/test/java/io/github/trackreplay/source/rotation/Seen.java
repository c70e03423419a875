/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

import java.util.Optional;
import java.util.OptionalLong;

/** A glimpse in the making: a listed, open, plain file of which nothing is known. */
record Seen(Glimpse glimpse) {
    static Seen of(String name, long size) {
        return new Seen(new Glimpse(
                name,
                new Age(RotationName.of(name), true, true, 1),
                new Glimpse.Extent(size, size, 0, OptionalLong.empty()),
                false,
                true,
                new Glimpse.Holding(CarrierState.unknown(), Optional.empty()),
                Evidence.NONE));
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
        return with(glimpse.age(), glimpse.extent(), new Glimpse.Holding(is, log));
    }

    Seen begun(long bytes) {
        Glimpse.Extent now = glimpse.extent();
        return with(new Glimpse.Extent(now.size(), now.greatest(), now.changedAt(), OptionalLong.of(bytes)));
    }

    Seen greatest(long once) {
        Glimpse.Extent now = glimpse.extent();
        return with(new Glimpse.Extent(now.size(), once, now.changedAt(), now.begun()));
    }

    Seen changedAt(long millis) {
        Glimpse.Extent now = glimpse.extent();
        return with(new Glimpse.Extent(now.size(), now.greatest(), millis, now.begun()));
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
        return closed().with(glimpse.packed(), false);
    }

    Seen packed(boolean is) {
        return with(is, glimpse.readable());
    }

    private Seen with(Age age) {
        return with(age, glimpse.extent(), glimpse.holding());
    }

    private Seen with(Glimpse.Extent extent) {
        return with(glimpse.age(), extent, glimpse.holding());
    }

    private Seen with(Age age, Glimpse.Extent extent, Glimpse.Holding holding) {
        return new Seen(new Glimpse(
                glimpse.key(), age, extent, glimpse.packed(), glimpse.readable(), holding, glimpse.evidence()));
    }

    private Seen with(boolean packed, boolean readable) {
        return new Seen(new Glimpse(
                glimpse.key(),
                glimpse.age(),
                glimpse.extent(),
                packed,
                readable,
                glimpse.holding(),
                glimpse.evidence()));
    }
}
