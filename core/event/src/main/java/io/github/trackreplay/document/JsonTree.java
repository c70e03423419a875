/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.trackreplay.json.JsonException;
import io.github.trackreplay.json.JsonReader;
import io.github.trackreplay.json.JsonText;
import io.github.trackreplay.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, texts, numbers, truth values and nulls: what commands and the page answer, whose speed is no matter. Members
 * stand in the order of the map, nulls are written. Whatever else is in a tree is refused: nobody's fields become names that a
 * script relies on. Stateless.
 */
public final class JsonTree {
    private static final byte[] NULL = "null".getBytes(UTF_8);

    private final JsonWriter out = new JsonWriter(256);
    private final boolean pretty;

    private JsonTree(boolean pretty) {
        this.pretty = pretty;
    }

    /** On one line. */
    public static String line(Object tree) {
        return text(tree, false);
    }

    /** A member a line, two spaces further in each object. */
    public static String pretty(Object tree) {
        return text(tree, true);
    }

    private static String text(Object tree, boolean pretty) {
        JsonTree json = new JsonTree(pretty);
        json.write(tree, 0);
        return new String(json.out.toByteArray(), UTF_8);
    }

    private void write(@Nullable Object value, int depth) {
        if (value == null) {
            out.raw(NULL);
        } else if (value instanceof Map<?, ?> members) {
            object(members, depth);
        } else if (value instanceof Collection<?> elements) {
            array(elements, depth);
        } else if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Boolean || isNumber(value)) {
            out.raw(String.valueOf(value).getBytes(UTF_8));
        } else {
            throw new IllegalArgumentException(value + " (" + value.getClass().getName() + ") has no form in JSON");
        }
    }

    private static boolean isNumber(Object value) {
        boolean finite = value instanceof Double number && !number.isNaN() && !number.isInfinite();
        return finite || value instanceof Long || value instanceof Integer;
    }

    private void object(Map<?, ?> members, int depth) {
        out.raw('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            next(first, depth + 1);
            first = false;
            out.string(String.valueOf(member.getKey()));
            out.raw(':');
            if (pretty) {
                out.raw(' ');
            }
            write(member.getValue(), depth + 1);
        }
        end(first, depth);
        out.raw('}');
    }

    private void array(Collection<?> elements, int depth) {
        out.raw('[');
        boolean first = true;
        for (Object element : elements) {
            next(first, depth + 1);
            first = false;
            write(element, depth + 1);
        }
        end(first, depth);
        out.raw(']');
    }

    private void next(boolean first, int depth) {
        if (!first) {
            out.raw(',');
        }
        newLine(depth);
    }

    private void end(boolean empty, int depth) {
        if (!empty) {
            newLine(depth);
        }
    }

    private void newLine(int depth) {
        if (pretty) {
            out.raw('\n');
            for (int i = 0; i < depth; i++) {
                out.raw(' ');
                out.raw(' ');
            }
        }
    }

    /**
     * Reads an object. Whole numbers are {@link Long}s where 64 bits suffice, all others {@link Double}s; a name that comes again has
     * its last value.
     *
     * @throws JsonException if the text is not exactly one JSON object, or has a number greater than both can hold
     */
    public static Map<String, Object> object(String json) throws JsonException {
        byte[] bytes = json.getBytes(UTF_8);
        JsonReader reader = JsonReader.strict(bytes, 0, bytes.length);
        Map<String, Object> object = object(reader);
        reader.end();
        return object;
    }

    private static Map<String, Object> object(JsonReader reader) throws JsonException {
        Map<String, Object> object = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.nextMember()) {
            String name = reader.name();
            object.put(name, value(reader));
        }
        return object;
    }

    private static List<Object> array(JsonReader reader) throws JsonException {
        List<Object> array = new ArrayList<>();
        reader.beginArray();
        while (reader.nextElement()) {
            array.add(value(reader));
        }
        return array;
    }

    private static @Nullable Object value(JsonReader reader) throws JsonException {
        return switch (reader.kind()) {
            case OBJECT -> object(reader);
            case ARRAY -> array(reader);
            case STRING -> reader.string();
            case NUMBER -> number(reader.number(), reader.position());
            case TRUE, FALSE, NULL -> literal(reader.literal());
        };
    }

    private static @Nullable Object literal(JsonReader.Kind kind) {
        return kind == JsonReader.Kind.NULL ? null : (Boolean) (kind == JsonReader.Kind.TRUE);
    }

    private static Object number(JsonText number, int at) throws JsonException {
        String text = number.string();
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            Double value = Double.valueOf(text);
            if (value.isInfinite()) {
                throw new JsonException("a number beyond 64 bits", at);
            }
            return value;
        }
    }
}
