/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.event;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a pack's body is carried. */
public enum Compression {
    /** As it is. */
    NONE,
    /** As gzip at the fastest level: packs shrink to about a tenth. */
    GZIP;

    byte[] compress(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 64);
        try (FastGzip gzip = new FastGzip(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return out.toByteArray();
    }

    /** @param most to how many bytes it may grow */
    static byte[] uncompress(byte[] packed, int most) throws MalformedEventException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), 1 << 14)) {
            byte[] plain = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new MalformedEventException(
                        MalformedEventException.Reason.BODY, "The event's body grows beyond " + most + " bytes.");
            }
            return plain;
        } catch (IOException e) {
            throw new MalformedEventException(
                    MalformedEventException.Reason.BODY, "The event's body is no gzip: " + e.getMessage(), e);
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 1 << 14);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
