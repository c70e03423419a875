/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import io.github.trackreplay.packing.ArchiveFormat;
import io.github.trackreplay.packing.DamagedArchiveException;
import io.github.trackreplay.packing.ForeignFormat;
import io.github.trackreplay.parts.WholeLines;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first complete lines of a log, plain or compressed, to try settings on: parts of lines are joined, NUL bytes before a line
 * left out. What cannot be uncompressed ends them.
 */
public final class FirstLines {
    /** How many lines tell a format. */
    public static final int FOR_FORMAT = 50;
    /** How many lines tell whether a log holds tracker calls. */
    public static final int FOR_PATHS = 10_000;

    private static final int MOST_BYTES = 8 << 20;
    private static final long MOST_HOLES = 256L << 20;

    private FirstLines() {}

    /** @throws IOException if the file cannot be read, also because it is packed in a way that is not */
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
            long holes = 0;
            for (int b = in.read(); b >= 0 && read < MOST_BYTES; b = in.read()) {
                read++;
                if (b == 0 && line.size() == 0) {
                    read--; // a hole, which may be longer than all that is looked at
                    holes++;
                    if (holes > MOST_HOLES) {
                        break;
                    }
                    continue;
                }
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
        } catch (DamagedArchiveException e) {
            return WholeLines.of(lines); // a damaged archive: whoever reads it all says so
        }
        return WholeLines.of(lines);
    }

    private static InputStream uncompressed(BufferedInputStream in) throws IOException {
        in.mark(ArchiveFormat.LONGEST);
        byte[] first = in.readNBytes(ArchiveFormat.LONGEST);
        in.reset();
        Optional<ForeignFormat> foreign = ForeignFormat.of(first);
        if (foreign.isPresent()) {
            throw new IOException(foreign.get().sentence());
        }
        Optional<ArchiveFormat> packing = ArchiveFormat.of(first);
        return packing.isPresent() ? new BufferedInputStream(packing.get().open(() -> in)) : in;
    }
}
