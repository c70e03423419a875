/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes of a file on disk by which it is told later whether it still holds what it held, where no log file's position tells.
 *
 * @param beginning those that it held before its first line was complete
 * @param end its last ones, that nobody has read yet
 */
record RememberedBytes(Optional<Anchor> beginning, Optional<Anchor> end) {
    /** What most files share. */
    static final RememberedBytes NONE = new RememberedBytes(Optional.empty(), Optional.empty());

    private static RememberedBytes of(Optional<Anchor> beginning, Optional<Anchor> end) {
        return beginning.isEmpty() && end.isEmpty() ? NONE : new RememberedBytes(beginning, end);
    }

    /** Up to where the beginning is remembered; empty if it is not. */
    OptionalLong begun() {
        return beginning.isPresent() ? OptionalLong.of(beginning.get().offset()) : OptionalLong.empty();
    }

    /** @param plain the content, as it was written; empty if there is none to compare later */
    RememberedBytes withBeginning(Optional<Content> plain, long size) throws IOException {
        return of(plain.isPresent() ? before(plain.get(), size) : Optional.empty(), end);
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
        Anchor begun = beginning.orElseThrow();
        return before(content, begun.offset()).filter(begun::equals).isPresent();
    }

    /** Whether the last bytes that are remembered are still in a content. */
    boolean ends(Content content) throws IOException {
        return end.isEmpty()
                || before(content, end.get().offset()).filter(end.get()::equals).isPresent();
    }
}
