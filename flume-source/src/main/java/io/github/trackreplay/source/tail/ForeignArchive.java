/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.ForeignFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Recognises files that are no log as they are: archives of a kind that is not read, and text of two bytes a character. */
final class ForeignArchive {
    private ForeignArchive() {}

    /** What the file is, for people; empty where it may be a log. */
    static Optional<String> of(Content content) throws IOException {
        if (content.sequential()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[ArchiveFormat.LONGEST];
        int length = content.read(0, bytes, 0, bytes.length);
        byte[] first = Arrays.copyOf(bytes, length);
        return ForeignFormat.of(first)
                .map(archive -> "packed by " + archive.packer())
                .or(() -> ArchiveFormat.of(first).map(text -> "text in UTF-16"));
    }
}
