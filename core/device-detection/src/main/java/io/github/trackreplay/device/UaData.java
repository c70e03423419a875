/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.device;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tracking parameter `uadata`. Never throws: what is no JSON object has no members. */
final class UaData {
    private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

    private static final int DEEPEST = 512;
    private static final int LONGEST_EXACT_NUMBER = 100;

    private UaData() {}

    static Map<String, @Nullable Object> read(String json) {
        if (isTooDeep(json)) return Map.of();
        try {
            JsonReader reader = new JsonReader(new StringReader(json));
            JsonElement root = JSON.read(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT && root.isJsonObject()) return members(root);
        } catch (IOException | JsonParseException | IllegalStateException | StackOverflowError e) {
            return Map.of();
        }
        return Map.of();
    }

    private static Map<String, @Nullable Object> members(JsonElement object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        object.getAsJsonObject().entrySet().forEach(member -> {
            members.put(HtmlEscaping.escape(member.getKey()), value(member.getValue()));
        });
        return members;
    }

    /** Null for JSON's null. */
    private static @Nullable Object value(JsonElement json) {
        if (json.isJsonNull()) return null;
        if (json.isJsonObject()) return members(json);
        if (json.isJsonArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (JsonElement each : json.getAsJsonArray()) {
                list.add(value(each));
            }
            return list;
        }
        JsonPrimitive primitive = json.getAsJsonPrimitive();
        if (primitive.isBoolean()) return primitive.getAsBoolean();
        return primitive.isNumber() ? number(primitive.getAsString()) : HtmlEscaping.escape(primitive.getAsString());
    }

    /** PHP's float has 17 digits; to read all digits of a very long number exactly takes the square of their number. */
    private static Number number(String digits) {
        return digits.length() <= LONGEST_EXACT_NUMBER ? new BigDecimal(digits) : (Number) Double.valueOf(digits);
    }

    /** Whether PHP's {@code json_decode} would give up because of arrays and objects inside each other. */
    private static boolean isTooDeep(String json) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                if (c == '\\') i++;
                else quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '[' || c == '{') {
                if (++depth > DEEPEST) return true;
            } else if (c == ']' || c == '}') {
                depth--;
            }
        }
        return false;
    }
}
