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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the tracking parameter `uadata`. Never throws: what is no JSON object has no members. */
final class UaData {
    private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

    private UaData() {}

    static Map<String, Object> read(String json) {
        try {
            JsonReader reader = new JsonReader(new StringReader(json));
            JsonElement root = JSON.read(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT && root.isJsonObject()) return members(root);
        } catch (IOException | JsonParseException | IllegalStateException | StackOverflowError e) {
            return Map.of();
        }
        return Map.of();
    }

    private static Map<String, Object> members(JsonElement object) {
        Map<String, Object> members = new LinkedHashMap<>();
        object.getAsJsonObject().entrySet().forEach(member -> {
            if (!member.getValue().isJsonNull()) members.put(Html.escape(member.getKey()), value(member.getValue()));
        });
        return members;
    }

    private static Object value(JsonElement json) {
        if (json.isJsonObject()) return members(json);
        if (json.isJsonArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonElement each : json.getAsJsonArray()) {
                if (!each.isJsonNull()) list.add(value(each));
            }
            return list;
        }
        JsonPrimitive primitive = json.getAsJsonPrimitive();
        if (primitive.isBoolean()) return primitive.getAsBoolean();
        return primitive.isNumber() ? primitive.getAsBigDecimal() : Html.escape(primitive.getAsString());
    }
}
