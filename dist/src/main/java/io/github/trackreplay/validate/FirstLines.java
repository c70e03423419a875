/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The first lines of a log, plain or compressed, to try a format on. */
public final class FirstLines {
    private static final int LINES = 50;
    private static final int MOST_BYTES = 1 << 20;

    private FirstLines() {}

    /** @throws IOException if the file cannot be read */
    public static List<byte[]> of(Path file) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        try (InputStream in = open(file)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int read = 0;
            for (int b = in.read(); b >= 0 && lines.size() < LINES && read < MOST_BYTES; b = in.read()) {
                read++;
                if (b == '\n') {
                    lines.add(line.toByteArray());
                    line.reset();
                } else {
                    line.write(b);
                }
            }
        }
        return lines;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }
}
