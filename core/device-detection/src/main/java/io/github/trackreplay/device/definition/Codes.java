/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device.definition;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The short codes and name tables of one {@link LibraryRelease}: facts about what Matomo stores, each with the releases in which it
 * held. Immutable.
 */
public final class Codes {
    /** One row of a table: a code and its name, a family and its member, a name and what a client hint calls it. */
    public record Entry(String key, String value) {}

    private final Map<String, List<Entry>> tables;
    private final Map<String, List<Entry>> others;

    private Codes(Map<String, List<Entry>> tables, Map<String, List<Entry>> others) {
        this.tables = tables;
        this.others = others;
    }

    public static Codes of(LibraryRelease release) {
        try (InputStream in = Codes.class.getResourceAsStream("codes.tsv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return read(lines, release);
        } catch (IOException e) {
            throw new UncheckedIOException("the short codes of devices cannot be read", e);
        }
    }

    private static Codes read(BufferedReader lines, LibraryRelease release) throws IOException {
        Map<String, List<Entry>> tables = new HashMap<>();
        Map<String, List<Entry>> others = new HashMap<>();
        List<Entry> now = new ArrayList<>();
        List<Entry> otherwise = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("#")) continue;
            if (line.startsWith("[")) {
                String name = line.substring(1, line.length() - 1);
                now = new ArrayList<>();
                otherwise = new ArrayList<>();
                tables.put(name, now);
                others.put(name, otherwise);
                continue;
            }
            String[] fields = line.split("\t", -1);
            Entry entry = new Entry(fields[0], fields.length > 1 ? fields[1] : "");
            (held(fields, release) ? now : otherwise).add(entry);
        }
        return new Codes(tables, others);
    }

    private static boolean held(String[] fields, LibraryRelease release) {
        boolean begun = fields.length < 3
                || fields[2].isEmpty()
                || LibraryRelease.parse(fields[2]).compareTo(release) <= 0;
        boolean ended = fields.length > 3 && LibraryRelease.parse(fields[3]).compareTo(release) <= 0;
        return begun && !ended;
    }

    /** The rows of a table in their order. */
    public List<Entry> table(String name) {
        List<Entry> table = tables.get(name);
        if (table == null) throw new IllegalArgumentException("no table of codes is called " + name);
        return table;
    }

    /** From key to value; the first row of a key wins. */
    public Map<String, String> byKey(String name) {
        Map<String, String> map = new HashMap<>();
        for (Entry entry : table(name)) map.putIfAbsent(entry.key(), entry.value());
        return map;
    }

    /** From value to key; the first row of a value wins. */
    public Map<String, String> byValue(String name) {
        Map<String, String> map = new HashMap<>();
        for (Entry entry : table(name)) map.putIfAbsent(entry.value(), entry.key());
        return map;
    }

    /** Rows that held in other releases only: for definitions that are older than the codes they are used with. */
    public List<Entry> formerly(String name) {
        return others.getOrDefault(name, List.of());
    }
}
