/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The formats of archives that are read, and of text of two bytes a character, told by a file's first bytes, which no log begins
 * with. Several archives behind each other are one, as their own programs read them.
 */
public enum ArchiveFormat {
    /** RFC 1952. */
    GZIP("1f8b"),
    /** With the beginning of its first block, or its end where there is none. */
    BZIP2("425a683[1-9](314159265359|177245385090)"),
    /** The format of xz-utils, with a dictionary of at most 64 MiB, as {@code xz -9} makes it. */
    XZ("fd377a585a00"),
    /** RFC 8878, with a window of at most 8 MiB, as {@code zstd -19} makes it. */
    ZSTD("28b52ffd"),
    /** Text with the lower byte first, by its mark or by two characters of ASCII. */
    UTF_16LE("fffe|(?!00)..00(?!00)..00"),
    /** Text with the higher byte first. */
    UTF_16BE("feff|00(?!00)..00(?!00)..");

    /** How many bytes tell. */
    public static final int LONGEST = 10;

    private static final int BUFFER = 64 * 1024;

    private final Pattern beginning;

    ArchiveFormat(String beginning) {
        this.beginning = Pattern.compile(beginning);
    }

    /** Opens the packed bytes from the beginning. */
    public interface Opener {
        /** The bytes, for the caller to close. */
        InputStream open() throws IOException;
    }

    /** How a file is packed whose first bytes these are; empty where it is plain text, or of a kind that is not read. */
    public static Optional<ArchiveFormat> of(byte[] first) {
        String hex = HexFormat.of().formatHex(first, 0, Math.min(first.length, LONGEST));
        return Arrays.stream(values())
                .filter(packing -> packing.beginning.matcher(hex).lookingAt())
                .findFirst();
    }

    /** Whether it is an archive, complete as it is, and not text to which a server may be appending. */
    public boolean isArchive() {
        return this != UTF_16LE && this != UTF_16BE;
    }

    /**
     * Opens what is packed, as UTF-8 also where an archive holds UTF-16; one that holds an archive is refused. Reading throws
     * {@link DamagedArchiveException} where the packing breaks off, is not what it says, or cannot be unpacked for lack of a
     * library, and any other {@link IOException} where the bytes themselves cannot be read.
     */
    public InputStream open(Opener packed) throws IOException {
        InputStream raw = packed.open();
        try {
            InputStream text = new DamageTellingStream(raw, this::unpacked);
            return isArchive() ? inUtf8(new BufferedInputStream(text, BUFFER)) : text;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream inUtf8(BufferedInputStream in) throws IOException {
        in.mark(LONGEST);
        byte[] first = in.readNBytes(LONGEST);
        in.reset();
        Optional<ArchiveFormat> inner = of(first);
        if (inner.filter(ArchiveFormat::isArchive).isPresent()
                || ForeignFormat.of(first).isPresent()) {
            throw new DamagedArchiveException("what it holds is an archive again, and no log; unpack it once");
        }
        return inner.isPresent() ? new DamageTellingStream(in, inner.get()::unpacked) : in;
    }

    private InputStream unpacked(InputStream raw) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPInputStream(raw, BUFFER);
            case BZIP2 -> Libraries.Bzip2.of(new BufferedInputStream(raw, BUFFER));
            case XZ -> Libraries.Xz.of(new BufferedInputStream(raw, BUFFER));
            case ZSTD -> Libraries.Zstd.of(new BufferedInputStream(raw, BUFFER));
            case UTF_16LE -> new Utf16Stream(new BufferedInputStream(raw, BUFFER), ByteOrder.LITTLE_ENDIAN);
            case UTF_16BE -> new Utf16Stream(new BufferedInputStream(raw, BUFFER), ByteOrder.BIG_ENDIAN);
        };
    }
}
