/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/** What a listing means for a file on disk. */
public enum Presence {
    /** It is there, and stays as it is known. */
    STAYS,
    /** It is there and not needed just now: it can be opened again. */
    LET_GO,
    /** It is there, but what it holds is to be found out anew: an archive that was still being written, or one to be tried again. */
    LOOK_AGAIN,
    /** It is there, it could not be read, and it has not changed since: another try may succeed. */
    TRY_AGAIN,
    /** It was renamed away or removed, but is open: its bytes are within reach. */
    OUT_OF_SIGHT,
    /** It was renamed away or removed, and nothing is left of it. */
    GONE;

    /**
     * What was found out of a carrier by a listing.
     *
     * @param shown whether the listing shows it
     * @param written whether it has been written to since it was opened last
     * @param settled whether there is nothing to learn from it until it changes
     * @param newest whether the server may be writing to it
     */
    public record Listed(boolean shown, boolean written, boolean settled, boolean newest) {}

    /** @param before the carrier with what the listing shows of it, and whether the one before showed it */
    static Presence of(Glimpse before, Listed listed) {
        boolean open = before.age().open();
        boolean known = before.file().isPresent();
        boolean spent = open
                && listed.settled()
                && before.file().filter(file -> !file.state().isOpenEnded()).isPresent();
        if (!listed.shown()) {
            boolean kept = open && !before.packed() && (before.age().listed() || !spent);
            return kept ? OUT_OF_SIGHT : GONE;
        }
        boolean outdated = listed.written() && (open ? before.packed() : known);
        if (outdated) {
            return LOOK_AGAIN;
        }
        if (known && !before.readable()) {
            return TRY_AGAIN;
        }
        return spent && !listed.newest() ? LET_GO : STAYS;
    }
}
