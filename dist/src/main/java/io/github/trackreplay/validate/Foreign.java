/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names the encodings and packings of text that are not read, by a file's first bytes, and the program that turns them into what is. */
final class Foreign {
    /** Bytes that tell. */
    static final int LONGEST = 10;

    private static final Map<String, String> PACKED = new LinkedHashMap<>();

    static {
        PACKED.put("fd377a585a00", "xz xzcat");
        PACKED.put("28b52ffd", "zstd zstdcat");
        PACKED.put("04224d18", "lz4 lz4cat");
        PACKED.put("1f9d", "compress zcat");
        PACKED.put("504b0304", "zip funzip");
        for (int level = 1; level <= 9; level++) {
            String head = "425a683" + level;
            PACKED.put(head + "314159265359", "bzip2 bzcat");
            PACKED.put(head + "177245385090", "bzip2 bzcat");
        }
    }

    private Foreign() {}

    /** What the file is, in a sentence without its subject, and the remedy. */
    static Optional<String> named(byte[] first) {
        String hex = HexFormat.of().formatHex(first);
        if (hex.startsWith("fffe") || hex.startsWith("feff")) {
            return Optional.of(utf16("UTF-16"));
        }
        if (first.length >= 4 && first[0] != 0 && first[1] == 0 && first[2] != 0 && first[3] == 0) {
            return Optional.of(utf16("UTF-16LE"));
        }
        if (first.length >= 4 && first[0] == 0 && first[1] != 0 && first[2] == 0 && first[3] != 0) {
            return Optional.of(utf16("UTF-16BE"));
        }
        return PACKED.entrySet().stream()
                .filter(packing -> hex.startsWith(packing.getKey()))
                .findFirst()
                .map(packing -> packing.getValue().split(" "))
                .map(names -> "is packed by " + names[0] + ", which is not read. Unpack it on the way: " + names[1]
                        + " FILE | trackreplay import ... --stream NAME=-");
    }

    private static String utf16(String name) {
        return "is text in " + name + ", and logs are read as UTF-8. Convert it on the way: iconv -f " + name
                + " -t UTF-8 FILE | trackreplay import ... --stream NAME=-";
    }
}
