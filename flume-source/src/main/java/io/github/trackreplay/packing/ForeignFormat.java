/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Archives of kinds that are not read, by their first bytes, which no log begins with, and the programs that unpack them. */
public enum ForeignFormat {
    /** LZ4's frames. */
    LZ4("lz4", "04224d18", "lz4cat"),
    /** The oldest of them. */
    COMPRESS("compress", "1f9d", "zcat"),
    /** Several files in one. */
    ZIP("zip", "504b0304", "funzip"),
    /** 7-Zip. */
    SEVEN_ZIP("7z", "377abcaf271c", "7z e -so"),
    /** Lzip. */
    LZIP("lzip", "4c5a495001", "lzip -dc"),
    /** Zstandard in parts, as {@code pzstd} writes it. */
    PZSTD("pzstd", "502a4d18", "zstdcat");

    private final String name;
    private final String beginning;
    private final String program;

    ForeignFormat(String name, String beginning, String program) {
        this.name = name;
        this.beginning = beginning;
        this.program = program;
    }

    /** What a file is whose first bytes these are; empty where it is nothing of the kind. */
    public static Optional<ForeignFormat> of(byte[] first) {
        String hex = HexFormat.of().formatHex(first);
        return Arrays.stream(values())
                .filter(foreign -> hex.startsWith(foreign.beginning))
                .findFirst();
    }

    /** What the file is, in a sentence without its subject, and the remedy. */
    public String sentence() {
        return "is packed by " + name + ", which is not read. Unpack it on the way: " + program
                + " FILE | trackreplay import ... --stream NAME=-";
    }

    /** What it is packed by. */
    public String packer() {
        return name;
    }
}
