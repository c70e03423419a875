/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonNames;
import io.github.trackreplay.json.JsonReader;
import io.github.trackreplay.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines that are JSON objects, by the names of their members. Immutable.
 *
 * <p>A member of an object within the object is named with dots ({@code source.ip}), whether it is written nested or dotted;
 * of an array the first element counts. Text is read in the lenient manner: servers write bytes that JSON does not allow.
 */
final class JsonFormat implements LineParser {
    private final JsonNames names;
    private final List<Field> fields;
    private final Function<String, Field> others;

    /**
     * @param known fields by member name
     * @param others what a member with another name holds
     */
    JsonFormat(Map<String, Field> known, Function<String, Field> others) {
        List<String> order = List.copyOf(known.keySet());
        names = new JsonNames(order);
        fields = order.stream().map(known::get).toList();
        this.others = others;
    }

    @Override
    public ParsedLine parse(byte[] line) {
        EntryBuilder entry = new EntryBuilder();
        try {
            read(line, entry);
        } catch (JsonException e) {
            return new Unreadable(Unreadable.LINE, "The line is no JSON object: " + e.getMessage() + ".");
        }
        return entry.build();
    }

    void read(byte[] line, EntryBuilder entry) throws JsonException {
        JsonReader json = JsonReader.lenient(line, 0, Texts.end(line));
        json.beginObject();
        while (json.nextMember()) {
            int known = json.name(names);
            Field field = known >= 0 ? fields.get(known) : null;
            if (field != null && json.kind() == JsonReader.Kind.STRING && json.readPlain()) {
                entry.set(field, line, json.plainFrom(), json.plainTo(), false); // hardly any is another one
            } else {
                value(json, field, field != null ? "" : json.name(), entry);
            }
        }
        json.end();
    }

    /** Reads a value; {@code field} is null where only the name says what it is. */
    private void value(JsonReader json, @Nullable Field field, String name, EntryBuilder entry) throws JsonException {
        switch (json.kind()) {
            case STRING -> set(field, name, json.text(), entry);
            case NUMBER -> set(field, name, json.number(), entry);
            case OBJECT -> members(json, name, entry);
            case ARRAY -> firstElement(json, field, name, entry);
            default -> json.literal();
        }
    }

    private void set(@Nullable Field field, String name, JsonText value, EntryBuilder entry) {
        entry.set(field != null ? field : others.apply(name), value.bytes(), value.from(), value.to(), false);
    }

    private void members(JsonReader json, String outer, EntryBuilder entry) throws JsonException {
        json.beginObject();
        while (json.nextMember()) {
            String name = outer + "." + json.name();
            byte[] bytes = name.getBytes(UTF_8);
            int known = names.find(bytes, 0, bytes.length);
            value(json, known >= 0 ? fields.get(known) : null, name, entry);
        }
    }

    private void firstElement(JsonReader json, @Nullable Field field, String name, EntryBuilder entry)
            throws JsonException {
        json.beginArray();
        if (json.nextElement()) {
            value(json, field, name, entry);
            while (json.nextElement()) {
                json.skip();
            }
        }
    }
}
