/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonNames;
import io.github.trackreplay.json.JsonReader;
import io.github.trackreplay.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The log records of an OTLP export in JSON ({@code resourceLogs}, {@code scopeLogs}, {@code logRecords}), each as a document: its
 * body, its attributes and its resource's by their names. Members that are not known are stepped over, as OTLP asks.
 */
final class OtlpLogs {
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

    private final JsonReader json;
    private final List<Documents.Piece> pieces = new ArrayList<>();

    private OtlpLogs(byte[] body) {
        this.json = JsonReader.lenient(body, 0, body.length);
    }

    /** Whether a JSON object begins as an export of logs does. */
    static boolean are(byte[] body) {
        for (int at = 0; at < Math.min(MARK_WITHIN, body.length - MARK.length); at++) {
            if (java.util.Arrays.equals(body, at, at + MARK.length, MARK, 0, MARK.length)) {
                return true;
            }
        }
        return false;
    }

    static List<Documents.Piece> records(byte[] body) throws JsonException {
        OtlpLogs logs = new OtlpLogs(body);
        logs.json.beginObject();
        while (logs.json.nextMember()) {
            if (logs.json.name().equals("resourceLogs")) {
                logs.each(logs::resource);
            } else {
                logs.json.skip();
            }
        }
        logs.json.end();
        return logs.pieces;
    }

    private interface Element {
        void read() throws JsonException;
    }

    private void each(Element element) throws JsonException {
        json.beginArray();
        while (json.nextElement()) {
            element.read();
        }
    }

    private void resource() throws JsonException {
        Map<String, String> shared = new LinkedHashMap<>();
        List<Map<String, String>> records = new ArrayList<>();
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(RESOURCE)) {
                case 0 -> attributesOf(shared);
                case 1 -> each(() -> scope(records));
                default -> json.skip();
            }
        }
        for (Map<String, String> record : records) {
            shared.forEach((name, text) -> {
                if (name.startsWith("host.") && text.length() <= LONGEST_SHARED) {
                    record.putIfAbsent(
                            name, text); // each record carries it: whatever else a resource has would grow with them
                }
            });
            pieces.add(new Documents.Piece(written(record), FlatDocument.of(record)));
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

    private void scope(List<Map<String, String>> records) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            if (json.name(RECORDS) == 0) {
                each(() -> records.add(record()));
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
        String name = prefix.isEmpty() || prefix.equals("body") ? key : prefix + "." + key;
        value.forEach((rest, text) -> into.put(rest.isEmpty() ? name : name + "." + rest, text));
    }

    private void value(String name, Map<String, String> into) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            switch (json.name(VALUE)) {
                case 0 -> into.put(name, json.string());
                case 1, 2 -> into.put(name, scalar());
                case 3 -> list(name, into);
                default -> json.skip();
            }
        }
    }

    /** A whole number of 64 bits stands as a string in JSON. */
    private String scalar() throws JsonException {
        return json.kind() == JsonReader.Kind.STRING
                ? json.string()
                : json.number().string();
    }

    private void list(String name, Map<String, String> into) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            if (json.name(LIST) == 0) {
                each(() -> pair(name, into));
            } else {
                json.skip();
            }
        }
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
