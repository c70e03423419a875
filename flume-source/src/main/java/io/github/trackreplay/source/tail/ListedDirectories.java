/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The directories of a listing as they were just before it. A name that comes, goes or changes changes the directory's time of
 * modification; only where that is some seconds old can no second change hide in the same tick of the clock. A symbolic link
 * may show another file without any such change, so where there is one nothing is known. For one thread.
 */
final class ListedDirectories {
    /** The coarsest times of modification that file systems keep. */
    private static final long TICK_MILLIS = 2_000;

    private final Map<Path, State> states = new HashMap<>();
    private boolean sure;
    private boolean links;
    private long begunAt;

    /** A directory as it was; a key of "none" where it could not be looked at. */
    private record State(Object key, long modified) {
        static State none() {
            return new State("none", Long.MIN_VALUE);
        }

        boolean absent() {
            return equals(none());
        }
    }

    /** A new listing begins. */
    void begin() {
        states.clear();
        begunAt = System.currentTimeMillis();
        sure = true;
        links = false;
    }

    /** Notes a directory, before its entries are looked at. */
    void note(Path directory) {
        State state = states.computeIfAbsent(directory, ListedDirectories::state);
        sure &= state.modified() < begunAt - TICK_MILLIS;
    }

    /** One of its files is a symbolic link. */
    void noteLink() {
        sure = false;
        links = true;
    }

    /** Something could not be looked at: whether it has changed is not known. */
    void noteHidden() {
        sure = false;
    }

    boolean unchanged() {
        return sure
                && states.entrySet().stream().allMatch(noted -> noted.getValue().equals(state(noted.getKey())));
    }

    /** All of them; none where a link may show a file that grows elsewhere, or where one is not there. */
    Set<Path> directories() {
        boolean there = states.values().stream().noneMatch(State::absent);
        return links || !there ? Set.of() : Set.copyOf(states.keySet());
    }

    private static State state(Path directory) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
            return new State(
                    FoundFile.keyOf(directory, attributes),
                    attributes.lastModifiedTime().toMillis());
        } catch (IOException e) {
            return State.none();
        }
    }
}
