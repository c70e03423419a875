/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The first complete lines of a log, plain or compressed, to try settings on. What cannot be uncompressed ends them. */
public final class FirstLines {
    /** How many lines tell a format. */
    public static final int FOR_FORMAT = 50;
    /** How many lines tell whether a log holds tracker calls. */
    public static final int FOR_PATHS = 10_000;

    private static final int MOST_BYTES = 8 << 20;

    private FirstLines() {}

    /** @throws IOException if the file cannot be read, also because it is text in another encoding or packed in another way */
    public static List<byte[]> of(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in, most);
        }
    }

    /** @throws IOException if the input cannot be read */
    public static List<byte[]> of(InputStream input, int most) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            InputStream in = uncompressed(new BufferedInputStream(input));
            int read = 0;
            for (int b = in.read(); b >= 0 && read < MOST_BYTES; b = in.read()) {
                read++;
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                lines.add(line.toByteArray());
                line.reset();
                if (lines.size() == most) {
                    break;
                }
            }
        } catch (EOFException | ZipException e) {
            return lines; // a damaged archive: whoever reads it all says so
        }
        return lines;
    }

    private static InputStream uncompressed(BufferedInputStream in) throws IOException {
        in.mark(Foreign.LONGEST);
        byte[] magic = in.readNBytes(Foreign.LONGEST);
        in.reset();
        Optional<String> foreign = Foreign.named(magic);
        if (foreign.isPresent()) {
            throw new IOException(foreign.get());
        }
        boolean gzip = magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new BufferedInputStream(new GZIPInputStream(in)) : in;
    }
}
