/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/**
 * What a shipper makes of a log's lines: Filebeat's documents, so many in a window.
 *
 * @param window most documents of one
 */
record ShippedWindows(List<String> lines, int window) {
    ShippedWindows {
        lines = List.copyOf(lines);
    }

    private static String document(String line, long offset) {
        JsonWriter message = new JsonWriter(line.length() + 64);
        message.string(line);
        return "{\"host\":{\"name\":\"web1\"},\"log\":{\"offset\":" + offset
                + ",\"file\":{\"fingerprint\":\"f\"}},\"message\":" + new String(message.toByteArray(), UTF_8) + "}";
    }

    private List<List<String>> windows() {
        List<List<String>> windows = new ArrayList<>();
        long offset = 0;
        for (int from = 0; from < lines.size(); from += window) {
            List<String> documents = new ArrayList<>();
            for (String line : lines.subList(from, Math.min(lines.size(), from + window))) {
                documents.add(document(line, offset));
                offset += line.length() + 1L;
            }
            windows.add(documents);
        }
        return windows;
    }

    /** By lumberjack: each window's frames, compressed. */
    List<byte[]> frames() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (List<String> documents : windows()) {
            all.add(frames(documents));
        }
        return all;
    }

    private static byte[] frames(List<String> documents) throws IOException {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(zlib))) {
            for (int i = 0; i < documents.size(); i++) {
                byte[] document = documents.get(i).getBytes(UTF_8);
                out.writeBytes("2J");
                out.writeInt(i + 1);
                out.writeInt(document.length);
                out.write(document);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes("2W");
        out.writeInt(documents.size());
        out.writeBytes("2C");
        out.writeInt(zlib.size());
        zlib.writeTo(out);
        return bytes.toByteArray();
    }

    /** By http: each window as a body of a document a line. */
    List<byte[]> bodies() {
        return windows().stream()
                .map(documents -> String.join("\n", documents).getBytes(UTF_8))
                .toList();
    }
}
