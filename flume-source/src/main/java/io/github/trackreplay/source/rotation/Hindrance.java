/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.rotation;

/** Whether a file on disk keeps its stream from promising that nothing earlier will come. */
public sealed interface Hindrance {
    /** It does not. */
    record None() implements Hindrance {}

    /** It does: something in it is about to be read. */
    record Awaited() implements Hindrance {}

    /**
     * It would, but its last line has had no end for so long that whoever wrote it will not go on.
     *
     * @param from where that line begins
     * @param bytes how long it is so far
     */
    record LeftBehind(long from, long bytes) implements Hindrance {}
}
