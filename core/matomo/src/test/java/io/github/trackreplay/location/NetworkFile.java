/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.location;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.tracking.privacy.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a small database in MaxMind's format (MaxMind DB 2.0): single IPv4 addresses, each with a map of texts and maps. */
final class NetworkFile {
    private static final int SEPARATOR = 16;
    private static final int EMPTY = 0;

    private final List<int[]> nodes = new ArrayList<>(List.of(new int[2]));
    private final Map<Integer, Integer> data = new LinkedHashMap<>(); // negative marks in the tree, to offsets
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final String type;

    /** @param type as the database calls its kind */
    NetworkFile(String type) {
        this.type = type;
    }

    NetworkFile with(String address, Map<String, ?> value) {
        byte[] bytes = IpAddress.of(address).bytes();
        int mark = -1 - data.size();
        data.put(mark, values.size());
        write(values, value);
        int node = 0;
        int bits = bytes.length * 8;
        for (int i = 0; i < bits; i++) {
            int bit = bytes[i / 8] >> (7 - i % 8) & 1;
            if (i == bits - 1) {
                nodes.get(node)[bit] = mark;
            } else {
                if (nodes.get(node)[bit] == EMPTY) {
                    nodes.get(node)[bit] = nodes.size();
                    nodes.add(new int[2]);
                }
                node = nodes.get(node)[bit];
            }
        }
        return this;
    }

    Path to(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int record : node) {
                int value = record == EMPTY
                        ? nodes.size()
                        : record > 0 ? record : nodes.size() + SEPARATOR + data.get(record);
                out.write(value >> 16);
                out.write(value >> 8);
                out.write(value);
            }
        }
        out.writeBytes(new byte[SEPARATOR]);
        values.writeTo(out);
        out.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1));
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("binary_format_major_version", 2);
        metadata.put("binary_format_minor_version", 0);
        metadata.put("build_epoch", 1_700_000_000L);
        metadata.put("database_type", type);
        metadata.put("description", Map.of("en", "made by a test"));
        metadata.put("ip_version", 4);
        metadata.put("languages", List.of("en"));
        metadata.put("node_count", (long) nodes.size());
        metadata.put("record_size", 24);
        write(out, metadata);
        Files.createDirectories(file.getParent());
        return Files.write(file, out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        if (value instanceof Map<?, ?> map) {
            out.write(7 << 5 | map.size());
            map.forEach((name, element) -> {
                write(out, name);
                write(out, element);
            });
        } else if (value instanceof List<?> list) {
            out.write(list.size());
            out.write(11 - 7);
            list.forEach(element -> write(out, element));
        } else if (value instanceof Integer number) { // unsigned, of 16 bits
            out.write(5 << 5 | 2);
            out.write(number >> 8);
            out.write(number);
        } else if (value instanceof Long number) { // unsigned, of 32 bits
            out.write(6 << 5 | 4);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write((int) (number >> shift));
            }
        } else {
            byte[] text = String.valueOf(value).getBytes(UTF_8);
            out.write(2 << 5 | Math.min(29, text.length));
            if (text.length >= 29) {
                out.write(text.length - 29);
            }
            out.writeBytes(text);
        }
    }
}
