/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object as names and texts: members of objects within are named with dots, whether they are written nested or dotted; of
 * an array the first element counts. Numbers stand as they are written; {@code true}, {@code false} and {@code null} are left
 * out. Immutable.
 */
public final class FlatDocument {
    /** No shipper's document has more members; what is beyond costs nothing. */
    static final int MOST_MEMBERS = 1000;

    private final Map<String, String> texts;

    private FlatDocument(Map<String, String> texts) {
        this.texts = texts;
    }

    /** @throws JsonException if the bytes are no JSON object */
    public static FlatDocument read(byte[] json) throws JsonException {
        return read(json, 0, json.length);
    }

    public static FlatDocument read(byte[] json, int from, int to) throws JsonException {
        JsonReader reader = JsonReader.lenient(json, from, to);
        FlatDocument document = of(reader);
        reader.end();
        return document;
    }

    /** Reads the object that comes next. */
    public static FlatDocument of(JsonReader reader) throws JsonException {
        Reading reading = new Reading(reader);
        reading.object();
        return new FlatDocument(reading.texts);
    }

    public static FlatDocument of(Map<String, String> texts) {
        return new FlatDocument(new LinkedHashMap<>(texts));
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isEmpty() && !text.equals("-"));
    }

    /** The first of several names that has a text. */
    public Optional<String> first(List<String> names) {
        for (String name : names) {
            Optional<String> text = get(name);
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    /** The names of all that has a text. */
    public Set<String> names() {
        return Collections.unmodifiableSet(texts.keySet());
    }

    public Map<String, String> texts() {
        return texts;
    }

    private static final class Reading {
        private final JsonReader reader;
        private final Map<String, String> texts = new LinkedHashMap<>();
        private final Deque<String> outer = new ArrayDeque<>();

        Reading(JsonReader reader) {
            this.reader = reader;
        }

        void object() throws JsonException {
            reader.beginObject();
            while (reader.nextMember()) {
                String name = outer.isEmpty() ? reader.name() : outer.peek() + "." + reader.name();
                value(name);
            }
        }

        private void value(String name) throws JsonException {
            boolean full = texts.size() >= MOST_MEMBERS || name.length() > MOST_MEMBERS;
            if (full) {
                reader.skip();
                return;
            }
            switch (reader.kind()) {
                case STRING -> texts.putIfAbsent(name, reader.string());
                case NUMBER -> texts.putIfAbsent(name, reader.number().string());
                case OBJECT -> {
                    outer.push(name);
                    object();
                    outer.pop();
                }
                case ARRAY -> array(name);
                default -> reader.literal();
            }
        }

        private void array(String name) throws JsonException {
            List<String> seen = new ArrayList<>(1);
            reader.beginArray();
            while (reader.nextElement()) {
                if (seen.isEmpty()) {
                    seen.add(name);
                    value(name);
                } else {
                    reader.skip();
                }
            }
        }
    }
}
