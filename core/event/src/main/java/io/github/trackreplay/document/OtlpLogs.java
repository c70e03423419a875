/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonNames;
import io.github.trackreplay.json.JsonReader;
import io.github.trackreplay.json.JsonWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The log records of an OTLP export in JSON ({@code resourceLogs}, {@code scopeLogs}, {@code logRecords}), each as a document: its
 * body, its attributes and its resource's by their names. Members that are not known are stepped over, as OTLP asks. A resource may
 * stand behind its records, so they are stepped over first, and read where it is known; one at a time is kept.
 */
final class OtlpLogs<T, E extends Exception> {
    private static final byte[] MARK = "\"resourceLogs\"".getBytes(UTF_8);
    private static final JsonNames RESOURCE = new JsonNames("resource", "scopeLogs");
    private static final JsonNames ATTRIBUTES = new JsonNames("attributes");
    private static final JsonNames RECORDS = new JsonNames("logRecords");
    private static final JsonNames RECORD = new JsonNames("body", "attributes");
    private static final JsonNames PAIR = new JsonNames("key", "value");
    private static final JsonNames VALUE = new JsonNames("stringValue", "intValue", "doubleValue", "kvlistValue");
    private static final JsonNames LIST = new JsonNames("values");
    private static final int MARK_WITHIN = 64;
    private static final int LONGEST_SHARED = 256;

    /** Characters of names and texts that each record gets of its resource. */
    private static final int MOST_SHARED = 1024;

    /** Lists of names within lists: each level writes the names below it anew. */
    private static final int DEEPEST = 8;

    private final byte[] text;
    private final Documents.Made<T, E> made;
    private JsonReader json;
    private int depth;

    private OtlpLogs(byte[] body, Documents.Made<T, E> made) {
        this.text = body;
        this.made = made;
        this.json = JsonReader.lenient(body, 0, body.length);
    }

    /** Whether a JSON object begins as an export of logs does. */
    static boolean are(byte[] body) {
        for (int at = 0; at < Math.min(MARK_WITHIN, body.length - MARK.length); at++) {
            if (Arrays.equals(body, at, at + MARK.length, MARK, 0, MARK.length)) {
                return true;
            }
        }
        return false;
    }

    static <T, E extends Exception> void records(byte[] body, Documents.Made<T, E> made) throws JsonException, E {
        OtlpLogs<T, E> logs = new OtlpLogs<>(body, made);
        logs.json.beginObject();
        while (logs.json.nextMember()) {
            if (logs.json.name().equals("resourceLogs")) {
                logs.each(logs::resource);
            } else {
                logs.json.skip();
            }
        }
        logs.json.end();
    }

    private interface Element<X extends Exception> {
        void read() throws JsonException, X;
    }

    private <X extends Exception> void each(Element<X> element) throws JsonException, X {
        json.beginArray();
        while (json.nextElement()) {
            element.read();
        }
    }

    private void resource() throws JsonException, E {
        Map<String, String> shared = new LinkedHashMap<>();
        Positions records = new Positions();
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(RESOURCE)) {
                case 0 -> attributesOf(shared);
                case 1 -> each(() -> scope(records));
                default -> json.skip();
            }
        }
        Map<String, String> every = everyRecords(shared);
        JsonReader behind = json;
        for (int i = 0; i < records.count; i++) {
            json = JsonReader.lenient(text, records.all[i], text.length);
            Map<String, String> record = record();
            every.forEach(record::putIfAbsent);
            made.add(new Documents.Piece(written(record), FlatDocument.of(record)));
        }
        json = behind;
    }

    /** Each record carries it: whatever else a resource has would grow with them. */
    private static Map<String, String> everyRecords(Map<String, String> resource) {
        Map<String, String> every = new LinkedHashMap<>();
        int size = 0;
        for (Map.Entry<String, String> member : resource.entrySet()) {
            int more = member.getKey().length() + member.getValue().length();
            if (member.getKey().startsWith("host.")
                    && member.getValue().length() <= LONGEST_SHARED
                    && size + more <= MOST_SHARED) {
                every.put(member.getKey(), member.getValue());
                size += more;
            }
        }
        return every;
    }

    /** Where records begin. */
    private static final class Positions {
        private int[] all = new int[64];
        private int count;

        void add(int position) {
            if (count == all.length) {
                all = Arrays.copyOf(all, 2 * count);
            }
            all[count++] = position;
        }
    }

    private void attributesOf(Map<String, String> into) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            if (json.name(ATTRIBUTES) == 0) {
                each(() -> pair("", into));
            } else {
                json.skip();
            }
        }
    }

    private void scope(Positions records) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            if (json.name(RECORDS) == 0) {
                each(() -> {
                    records.add(json.position());
                    json.skip();
                });
            } else {
                json.skip();
            }
        }
    }

    private Map<String, String> record() throws JsonException {
        Map<String, String> record = new LinkedHashMap<>();
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(RECORD)) {
                case 0 -> value("body", record);
                case 1 -> each(() -> pair("", record));
                default -> json.skip();
            }
        }
        return record;
    }

    private void pair(String prefix, Map<String, String> into) throws JsonException {
        String key = "";
        Map<String, String> value = new LinkedHashMap<>();
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(PAIR)) {
                case 0 -> key = json.string();
                case 1 -> value("", value);
                default -> json.skip();
            }
        }
        if (key.length() > FlatDocument.MOST_MEMBERS) {
            return;
        }
        String name = prefix.isEmpty() || prefix.equals("body") ? key : prefix + "." + key;
        value.forEach((rest, text) -> put(rest.isEmpty() ? name : name + "." + rest, text, into));
    }

    private void value(String name, Map<String, String> into) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(VALUE)) {
                case 0 -> put(name, json.string(), into);
                case 1, 2 -> put(name, scalar(), into);
                case 3 -> list(name, into);
                default -> json.skip();
            }
        }
    }

    /** What is beyond the members of a {@link FlatDocument} costs nothing. */
    private static void put(String name, String text, Map<String, String> into) {
        boolean room = into.size() < FlatDocument.MOST_MEMBERS && name.length() <= FlatDocument.MOST_MEMBERS;
        if (room || into.containsKey(name)) {
            into.put(name, text);
        }
    }

    /** A whole number of 64 bits stands as a string in JSON. */
    private String scalar() throws JsonException {
        return json.kind() == JsonReader.Kind.STRING
                ? json.string()
                : json.number().string();
    }

    private void list(String name, Map<String, String> into) throws JsonException {
        depth++;
        json.beginObject();
        while (json.nextMember()) {
            if (json.name(LIST) == 0 && depth <= DEEPEST) {
                each(() -> pair(name, into));
            } else {
                json.skip();
            }
        }
        depth--;
    }

    private static byte[] written(Map<String, String> record) {
        JsonWriter out = new JsonWriter(512);
        char separator = '{';
        for (Map.Entry<String, String> member : record.entrySet()) {
            out.raw(separator);
            out.string(member.getKey());
            out.raw(':');
            out.string(member.getValue());
            separator = ',';
        }
        if (record.isEmpty()) {
            out.raw('{');
        }
        out.raw('}');
        return out.toByteArray();
    }
}
