/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.packing;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Packs what the tests read. */
public final class Packed {
    private Packed() {}

    /** Text in UTF-8, packed. */
    public static byte[] by(ArchiveFormat packing, byte[] text) throws IOException {
        if (!packing.isArchive()) {
            Charset charset = packing == ArchiveFormat.UTF_16LE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            return ("\ufeff" + new String(text, StandardCharsets.UTF_8)).getBytes(charset);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = archive(packing, out)) {
            packed.write(text);
        }
        return out.toByteArray();
    }

    private static OutputStream archive(ArchiveFormat packing, OutputStream out) throws IOException {
        return switch (packing) {
            case GZIP -> new GZIPOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options(1));
            case ZSTD -> new ZstdOutputStream(out);
            case UTF_16LE, UTF_16BE -> throw new IllegalArgumentException("no archive");
        };
    }

    /** The ending that the packing's program gives. */
    public static String ending(ArchiveFormat packing) {
        return switch (packing) {
            case GZIP -> ".gz";
            case BZIP2 -> ".bz2";
            case XZ -> ".xz";
            case ZSTD -> ".zst";
            case UTF_16LE, UTF_16BE -> "";
        };
    }
}
