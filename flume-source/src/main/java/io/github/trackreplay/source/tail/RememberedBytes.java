/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.source.checkpoint.Anchor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes of a file on disk by which it is told later whether it still holds what it held, where no log file's position tells: those
 * that it held before its first line was complete, and its last ones that nobody has read yet. Mutable.
 */
final class RememberedBytes {
    private Optional<Anchor> beginning = Optional.empty();
    private Optional<byte[]> end = Optional.empty();
    private long endOffset;

    /** Up to where the beginning is remembered; empty if it is not. */
    OptionalLong begun() {
        return beginning.isPresent() ? OptionalLong.of(beginning.get().offset()) : OptionalLong.empty();
    }

    /** @param plain the content, as it was written; empty if there is none to compare later */
    void rememberBeginning(Optional<Content> plain, long size) throws IOException {
        Optional<byte[]> bytes = plain.isPresent() ? plain.get().before(size) : Optional.empty();
        beginning = bytes.map(before -> Anchor.of(size, before));
    }

    /** @param unread the content, as it was written; empty if all of it has been read, so that its position tells */
    void rememberEnd(Optional<Content> unread, long size) {
        try {
            end = unread.isPresent() ? unread.get().before(size) : Optional.empty();
            endOffset = size;
        } catch (IOException e) {
            end = Optional.empty(); // whoever reads it says so
        }
    }

    void forgetBeginning() {
        beginning = Optional.empty();
    }

    void forget() {
        beginning = Optional.empty();
        end = Optional.empty();
    }

    /** Whether a content still begins with what is remembered. */
    boolean begins(Content content) throws IOException {
        Anchor begun = beginning.orElseThrow();
        return content.before(begun.offset())
                .filter(bytes -> Anchor.of(begun.offset(), bytes).equals(begun))
                .isPresent();
    }

    /** Whether the last bytes that are remembered are still in a content. */
    boolean ends(Content content) throws IOException {
        if (end.isEmpty()) {
            return true;
        }
        byte[] remembered = end.get();
        return content.before(endOffset)
                .filter(now -> Arrays.equals(remembered, now))
                .isPresent();
    }
}
