/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.source.tail;

import io.github.trackreplay.event.RawLine;
import io.github.trackreplay.event.RawPack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A directory of log files and what a server and a rotator do to them. */
final class TestLog {
    private final Path directory;

    TestLog(Path directory) {
        this.directory = directory;
    }

    static String call(int n) {
        return "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /matomo.php?idsite=1&rec=1&n=" + n
                + " HTTP/1.1\" 200 43 \"-\" \"-\"";
    }

    static String page(int n) {
        return "192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] \"GET /page/" + n + " HTTP/1.1\" 200 43 \"-\" \"-\"";
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Path append(String name, String text) {
        return append(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path append(String name, byte[] bytes) {
        try {
            return Files.write(path(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.REPLACE_EXISTING);
    }

    void copy(String from, String to) throws IOException {
        Files.copy(path(from), path(to), StandardCopyOption.REPLACE_EXISTING);
    }

    void truncate(String name) throws IOException {
        Files.write(path(name), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    }

    void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    void gzip(String from, String to) throws IOException {
        Files.write(path(to), gzipped(Files.readAllBytes(path(from))));
    }

    static byte[] gzipped(byte[] bytes) throws IOException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static List<String> lines(List<RawPack> packs) {
        List<String> lines = new ArrayList<>();
        for (RawPack pack : packs) {
            for (RawLine line : pack.lines()) {
                lines.add(new String(line.bytes(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }
}
