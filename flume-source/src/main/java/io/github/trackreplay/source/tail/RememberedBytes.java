/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes of a file on disk by which it is told later whether it still holds what it held, where no log file's position tells.
 *
 * @param beginning what it held before it was known which log file it is
 * @param end its last ones, that nobody has read yet
 */
record RememberedBytes(Optional<Begun> beginning, Optional<Anchor> end) {
    /**
     * What a file on disk held before it was known which log file it is.
     *
     * @param held proof of that; empty of an archive
     * @param since since when its lines may have been written, milliseconds since 1970-01-01 UTC
     */
    record Begun(Optional<Anchor> held, long since) {}

    /** What most files share. */
    static final RememberedBytes NONE = new RememberedBytes(Optional.empty(), Optional.empty());

    private static RememberedBytes of(Optional<Begun> beginning, Optional<Anchor> end) {
        return beginning.isEmpty() && end.isEmpty() ? NONE : new RememberedBytes(beginning, end);
    }

    /** Up to where the beginning is remembered; empty if it is not. */
    OptionalLong begun() {
        Optional<Anchor> held = beginning.flatMap(Begun::held);
        return held.isPresent() ? OptionalLong.of(held.get().offset()) : OptionalLong.empty();
    }

    /**
     * @param plain the content, as it was written; empty if there is none to compare later
     * @param since since when its lines may have been written; what was remembered before may say an earlier time
     */
    RememberedBytes withBeginning(Optional<Content> plain, long size, long since) throws IOException {
        long first = Math.min(since, beginning.map(Begun::since).orElse(since));
        Optional<Anchor> held = plain.isPresent() ? before(plain.get(), size) : Optional.empty();
        return of(Optional.of(new Begun(held, first)), end);
    }

    /** @param unread the content, as it was written; empty if all of it has been read, so that its position tells */
    RememberedBytes withEnd(Optional<Content> unread, long size) {
        try {
            return of(beginning, unread.isPresent() ? before(unread.get(), size) : Optional.empty());
        } catch (IOException e) {
            return of(beginning, Optional.empty()); // whoever reads it says so
        }
    }

    RememberedBytes withoutBeginning() {
        return of(Optional.empty(), end);
    }

    private static Optional<Anchor> before(Content content, long offset) throws IOException {
        return content.before(offset).map(bytes -> Anchor.of(offset, bytes));
    }

    /** Whether a content still begins with what is remembered. */
    boolean begins(Content content) throws IOException {
        return begins(content, beginning.flatMap(Begun::held).orElseThrow());
    }

    /** Whether a content begins with what was held. */
    static boolean begins(Content content, Anchor held) throws IOException {
        return before(content, held.offset()).filter(held::equals).isPresent();
    }

    /** Whether the last bytes that are remembered are still in a content. */
    boolean ends(Content content) throws IOException {
        return end.isEmpty()
                || before(content, end.get().offset()).filter(end.get()::equals).isPresent();
    }
}
