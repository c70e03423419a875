/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import java.io.IOException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Recognises files that are compressed in a way that is not read, by their first bytes, which no log begins with. */
final class ForeignArchive {
    /** xz, zstd, lz4, compress, and bzip2 with the beginning of its first block or its end. */
    private static final Pattern BEGINNING =
            Pattern.compile("fd377a585a00.*|28b52ffd.*|04224d18.*|1f9d.*|425a683[1-9](314159265359|177245385090)");

    private static final int LONGEST = 10;

    private ForeignArchive() {}

    static boolean is(Content content) throws IOException {
        if (content.sequential()) {
            return false;
        }
        byte[] bytes = new byte[LONGEST];
        int length = content.read(0, bytes, 0, LONGEST);
        return BEGINNING.matcher(HexFormat.of().formatHex(bytes, 0, length)).matches();
    }
}
