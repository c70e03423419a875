/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks for the log files of a source. */
public interface FileFinder {
    /**
     * All regular files that match now. Files that come or go meanwhile may be missing.
     *
     * @throws java.io.UncheckedIOException never for a directory or file that cannot be read: those are in {@link
     *     Listing#unreadable}
     */
    Listing find();

    /** Whether no file has come, gone or been renamed since the last listing, as far as that is known for sure. Cheap. */
    default boolean sameNames() {
        return false;
    }

    /** In which directories a file of the last listing would come, go or grow; empty where that is not known for sure. */
    default Set<Path> directories() {
        return Set.of();
    }

    /**
     * What was found.
     *
     * @param files the files, each path once
     * @param hidden directories that could not be listed or entered, and why, as a part of a sentence
     * @param unmatched patterns that match no file
     */
    record Listing(List<FoundFile> files, SortedMap<Path, String> hidden, List<String> unmatched) {
        /** Why a directory is hidden that this user has no right to enter or to list. */
        public static final String NO_RIGHT = "it may not be looked into";

        public Listing {
            files = List.copyOf(files);
            hidden = Collections.unmodifiableSortedMap(new TreeMap<>(hidden));
            unmatched = List.copyOf(unmatched);
        }

        /** Directories that could not be listed or entered. */
        public List<Path> unreadable() {
            return List.copyOf(hidden.keySet());
        }
    }
}
