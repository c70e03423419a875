/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.rotation.Glimpse;
import io.github.trackreplay.source.rotation.RotationName;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file on disk (device and inode) as listings and looks at its size show it: where it is, how long it is, since when. There may be a
 * hundred thousand, so what holds one's bytes extends this and is no object of its own. For one thread.
 */
abstract class FileOnDisk {
    final Object key;
    /** Where it stands; one object for all files of a directory. */
    private Path directory;

    private Path fileName;
    private RotationName name;
    private long size;
    private long modified;
    /** Greatest size since its content was replaced. */
    private long greatest;

    private long changedAt;
    /** When its size, or how far it could be read, was last seen to change. */
    private long grownAt;

    private long birth;
    private Whereabouts whereabouts = Whereabouts.Spot.LISTED;
    /** When a listing last showed it as it was, or going on. */
    private long shownAt;

    FileOnDisk(SharedNames names, FoundFile found, long now) {
        this.key = found.key();
        this.directory = names.directoryOf(found.path());
        this.fileName = found.path().getFileName();
        this.name = names.nameOf(found.path());
        this.shownAt = now;
        // A file that was at rest when we first saw it has been unchanged since it was written.
        this.changedAt = Math.min(now, found.modifiedMillis());
        this.grownAt = changedAt;
        this.size = found.size();
        this.modified = found.modified();
        this.greatest = size;
    }

    /** Its size or its time is another one than before. */
    abstract void changed();

    /** Where it is, or was. */
    final Path path() {
        return directory.resolve(fileName);
    }

    /** What its name says. */
    final RotationName name() {
        return name;
    }

    /** Its length in bytes, compressed if it is. */
    final long size() {
        return size;
    }

    /** When it was last written, nanoseconds since 1970. */
    final long modified() {
        return modified;
    }

    /**
     * A listing shows it.
     *
     * @param watched whether its bytes are compared whenever it changes
     */
    final void shown(SharedNames names, FoundFile found, boolean watched, long now) {
        boolean changes = size != found.size() || modified != found.modified();
        changedAt = changes ? now : changedAt;
        grownAt = size != found.size() ? now : grownAt;
        // nobody has compared yet what else has changed
        shownAt = changes && !watched ? shownAt : now;
        if (!found.path().equals(path())) {
            directory = names.directoryOf(found.path());
            fileName = found.path().getFileName();
            name = names.nameOf(found.path());
        }
        whereabouts = Whereabouts.Spot.LISTED;
        become(found.size(), found.modified());
    }

    /** It has another size, of which no listing knows yet. */
    final void measured(long length, long now) {
        changedAt = now;
        grownAt = now;
        become(length, Math.max(modified, now * 1_000_000)); // the next listing knows better, if it shows the file
    }

    private void become(long length, long when) {
        if (size != length || modified != when) {
            changed();
        }
        size = length;
        modified = when;
        greatest = Math.max(greatest, length);
    }

    /** Other content has taken its place, which has grown since whatever was there. */
    final void writtenAnew() {
        grownAt = changedAt;
    }

    /** It could be read on, so that it has grown, whatever its size says. */
    final void readOn(long now) {
        grownAt = now;
    }

    /** It has not changed later than now. */
    final void clockSetBack(long now) {
        changedAt = Math.min(changedAt, now);
        grownAt = Math.min(grownAt, now);
    }

    /** When a listing last showed it as it was, or going on; milliseconds since 1970-01-01 UTC, not later than now. */
    final long shownAt(long now) {
        return Math.min(shownAt, now);
    }

    /** A listing does not show it. */
    final void unlisted() {
        whereabouts = whereabouts.unlisted();
    }

    /** Whether the last listing showed it. */
    final boolean listed() {
        return whereabouts.listed();
    }

    /** It was not at its path any more when it was to be opened; the next listing tells where it is. */
    final void wentAway() {
        whereabouts = whereabouts.missed();
    }

    /** Whether it was where it was thought to be whenever it was to be opened. */
    final boolean isThere() {
        return whereabouts.isWithinReach();
    }

    /** It was removed, and this file has taken its path: the server had written to it before. */
    final void succeededBy(FileOnDisk successor) {
        whereabouts = whereabouts.succeeded(successor.modified);
    }

    /** Whether it was renamed away or removed, and no file that took its path has been seen. */
    final boolean isOutOfSight() {
        return whereabouts == Whereabouts.Spot.OUT_OF_SIGHT;
    }

    /**
     * When it was last written, in nanoseconds since 1970. Of a removed one that is when somebody noticed, but before the file that took
     * its path, wherever that is by now.
     */
    final long lastWritten() {
        return whereabouts instanceof Whereabouts.Succeeded gone ? Math.min(modified, gone.before() - 1) : modified;
    }

    /** Ascending in the order in which contents came into our sight; 0 while it is empty. */
    final long birth() {
        return birth;
    }

    final void born(long number) {
        birth = number;
    }

    /** Whether a listing shows it as it is known. */
    final boolean isAs(FoundFile found) {
        return isSame(found) && path().equals(found.path());
    }

    /** Whether a file has its size and its time. */
    final boolean isSame(FoundFile found) {
        return size == found.size() && modified == found.modified();
    }

    /** Whether it became shorter, so that other content has taken its place. */
    final boolean shrunk() {
        return size < greatest;
    }

    /** Other content has taken its place. */
    final void beginAnew() {
        birth = 0;
        greatest = size;
    }

    /** How long it is, and was. */
    final Glimpse.Extent extent(OptionalLong begun) {
        return new Glimpse.Extent(size, greatest, changedAt, grownAt, begun);
    }
}
